package io.bascule.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One frame (RFC 6455 section 5.2), right or wrong as the test wants it. */
final class WebSocketFrame {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final boolean last;
    private final int reserved;
    private final int opcode;
    private final byte[] payload;

    /**
     * Any frame.
     *
     * @param last the bit FIN
     * @param reserved the bits RSV1 to RSV3 as a number, 4 for RSV1
     * @param opcode 0 to 15
     */
    WebSocketFrame(boolean last, int reserved, int opcode, byte[] payload) {
        this.last = last;
        this.reserved = reserved;
        this.opcode = opcode;
        this.payload = payload;
    }

    static WebSocketFrame text(String text) {
        return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static WebSocketFrame of(int opcode, byte[] payload) {
        return new WebSocketFrame(true, 0, opcode, payload);
    }

    /** A part of a message with more parts to come. */
    static WebSocketFrame part(int opcode, byte[] payload) {
        return new WebSocketFrame(false, 0, opcode, payload);
    }

    /** A close frame (RFC 6455 section 5.5.1). */
    static WebSocketFrame close(int code, String reason) {
        var text = reason.getBytes(StandardCharsets.UTF_8);
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    boolean last() {
        return last;
    }

    int reserved() {
        return reserved;
    }

    int opcode() {
        return opcode;
    }

    byte[] payload() {
        return payload;
    }

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /** The payload read as UTF-8. */
    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The bytes a client sends, masked with the RFC's own key. */
    byte[] masked() {
        var masked = Arrays.copyOf(payload, payload.length);
        for (int at = 0; at < masked.length; at++) {
            masked[at] ^= MASK[at % MASK.length];
        }
        return bytes(0x80, MASK, masked);
    }

    /** The bytes a server sends; from a client they are a violation. */
    byte[] unmasked() {
        return bytes(0, new byte[0], payload);
    }

    private byte[] bytes(int maskBit, byte[] mask, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write((last ? 0x80 : 0) | (reserved << 4) | opcode);
        bytes.writeBytes(length(maskBit));
        bytes.writeBytes(mask);
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private byte[] length(int maskBit) {
        if (payload.length < 126) {
            return new byte[] {(byte) (maskBit | payload.length)};
        }
        return payload.length < 65_536
                ? ByteBuffer.allocate(3)
                        .put((byte) (maskBit | 126))
                        .putShort((short) payload.length)
                        .array()
                : ByteBuffer.allocate(9)
                        .put((byte) (maskBit | 127))
                        .putLong(payload.length)
                        .array();
    }

    @Override
    public String toString() {
        var start = text().substring(0, Math.min(80, text().length()));
        return "frame with opcode " + opcode + (last ? "" : ", more to come") + ", " + payload.length + " bytes: "
                + start;
    }
}
