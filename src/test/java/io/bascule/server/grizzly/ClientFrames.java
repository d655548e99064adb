package io.bascule.server.grizzly;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of frames as a client sends them: masked with four zeros unless told otherwise (RFC 6455 section 5.2). */
final class ClientFrames {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A whole frame. */
    ClientFrames frame(int first, String payload) {
        byte[] utf8 = payload.getBytes(StandardCharsets.UTF_8);
        header(first, utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    /** A header with the shortest form of {@code length}. */
    ClientFrames header(int first, long length) {
        bytes.write(first);
        if (length >= 0 && length < 126) {
            bytes.write(0x80 | (int) length);
        } else if (length >= 0 && length <= 0xFFFF) {
            bytes.write(0x80 | 126);
            bytes.write((int) length >> 8);
            bytes.write((int) length);
        } else {
            bytes.write(0x80 | 127);
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
        }
        return raw(0, 0, 0, 0);
    }

    ClientFrames raw(int... raw) {
        for (int octet : raw) {
            bytes.write(octet);
        }
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
