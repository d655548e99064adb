package io.bascule.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a message, or a whole one: bytes (UTF-8 where it is text) and the opcode of its message. Immutable, so one
 * part can wait in the outboxes of ten thousand connections; any thread.
 */
public final class Part {
    /** No bytes: the tail of a message that has none. */
    public static final Part NONE = new Part(Opcode.BINARY, new byte[0]);

    /**
     * Turns a part into what a carrier writes, for instance a ready frame. The carrier owns it and keeps one instance:
     * the result of the last encoding asked for is kept with the part.
     */
    @FunctionalInterface
    public interface Encoding<E> {
        E encode(Part part);
    }

    private record Encoded(Encoding<?> by, Object value) {}

    private final Opcode opcode;
    private final byte[] bytes;
    /** Any thread; a race encodes twice, which is harmless. */
    private volatile @Nullable Encoded encoded;

    private Part(Opcode opcode, byte[] bytes) {
        this.opcode = opcode;
        this.bytes = bytes;
    }

    public static Part text(String text) {
        return new Part(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that is encoded already; the array is taken over and must not be changed any more. */
    public static Part utf8(byte[] bytes) {
        return new Part(Opcode.TEXT, bytes);
    }

    /** Binary data; the array is taken over and must not be changed any more. */
    public static Part binary(byte[] bytes) {
        return new Part(Opcode.BINARY, bytes);
    }

    /** The payload of a ping, at most 125 bytes (RFC 6455 section 5.5). */
    public static Part ping(byte[] payload) {
        if (payload.length > 125) {
            throw new IllegalArgumentException("A ping holds at most 125 bytes, not " + payload.length);
        }
        return new Part(Opcode.PING, payload);
    }

    public Opcode opcode() {
        return opcode;
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** A read-only view of the bytes, with a position of its own. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Copies all bytes to {@code target} from {@code offset} on; returns the offset behind them. */
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
        return offset + bytes.length;
    }

    /** Puts all bytes into {@code target}, which must have room for them. */
    public void copyTo(ByteBuffer target) {
        target.put(bytes);
    }

    /** Appends all bytes to {@code target}. */
    public void writeTo(ByteArrayOutputStream target) {
        target.write(bytes, 0, bytes.length);
    }

    /** The bytes read as UTF-8; what is not UTF-8 becomes the replacement character. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** This part as {@code encoding} makes it, made once for all the connections that ask. */
    @SuppressWarnings("unchecked") // a value is only ever kept beside the encoding that made it
    public <E> E as(Encoding<E> encoding) {
        var kept = encoded;
        if (kept != null && kept.by() == encoding) {
            return (E) kept.value();
        }
        E made = encoding.encode(this);
        encoded = new Encoded(encoding, made);
        return made;
    }

    @Override
    public String toString() {
        return opcode + " of " + bytes.length + " bytes";
    }
}
