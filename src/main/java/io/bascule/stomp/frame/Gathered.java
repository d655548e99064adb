package io.bascule.stomp.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of one thing that may arrive in pieces. Its owner checks the limits before it adds. */
final class Gathered {
    private static final byte[] NOTHING = new byte[0];
    /** What is kept for the next line, so that an idle connection holds little. */
    private static final int KEPT = 256;

    private byte[] bytes = NOTHING;
    private int size;

    int size() {
        return size;
    }

    /** The bytes are the first {@link #size()} of this array, until more are added. */
    byte[] bytes() {
        return bytes;
    }

    /** Moves the next {@code length} bytes of {@code in} behind those gathered. */
    void add(ByteBuffer in, int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, size == 0 ? length : Math.max(size + length, 2 * size));
        }
        in.get(bytes, size, length);
        size += length;
    }

    /** Begins anew, and gives away what was gathered. */
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = NOTHING;
        size = 0;
        return taken;
    }

    /** Begins anew. */
    void clear() {
        if (bytes.length > KEPT) {
            bytes = NOTHING;
        }
        size = 0;
    }
}
