package io.bascule.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is malformed is told, not replaced. */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                return decodes(ByteBuffer.wrap(bytes, i, length - i));
            }
        }
        return true;
    }

    private static boolean decodes(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
