package io.bascule.it.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One frame (RFC 6455 section 5.2), right or wrong as the test wants it. */
public final class WebSocketFrame {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
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
    public WebSocketFrame(boolean last, int reserved, int opcode, byte[] payload) {
        this.last = last;
        this.reserved = reserved;
        this.opcode = opcode;
        this.payload = payload;
    }

    public static WebSocketFrame text(String text) {
        return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static WebSocketFrame of(int opcode, byte[] payload) {
        return new WebSocketFrame(true, 0, opcode, payload);
    }

    /** A part of a message with more parts to come. */
    public static WebSocketFrame part(int opcode, byte[] payload) {
        return new WebSocketFrame(false, 0, opcode, payload);
    }

    /** A close frame (RFC 6455 section 5.5.1). */
    public static WebSocketFrame close(int code, String reason) {
        var text = reason.getBytes(StandardCharsets.UTF_8);
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    public boolean last() {
        return last;
    }

    public int reserved() {
        return reserved;
    }

    public int opcode() {
        return opcode;
    }

    public byte[] payload() {
        return payload;
    }

    public boolean isControl() {
        return opcode >= CLOSE;
    }

    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The bytes a client sends, masked with the RFC's own key. */
    public byte[] masked() {
        var masked = Arrays.copyOf(payload, payload.length);
        for (int at = 0; at < masked.length; at++) {
            masked[at] ^= MASK[at % MASK.length];
        }
        return bytes(0x80, MASK, masked);
    }

    /** The bytes a server sends; from a client they are a violation. */
    public byte[] unmasked() {
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
