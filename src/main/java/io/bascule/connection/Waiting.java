package io.bascule.connection;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Parts of one message that wait for its handler, as one: however small the pieces in which a client or a container
 * brings a message, it waits once. The carrier's thread joins, a handler's thread takes.
 */
final class Waiting {
    private final Opcode opcode;

    /** Guarded by {@code this}, as all below; null when taken. */
    private @Nullable Part first;

    private @Nullable ByteArrayOutputStream joined;
    private boolean last;

    Waiting(Part first, boolean last) {
        this.opcode = first.opcode();
        this.first = first;
        this.last = last;
    }

    /** Adds the next part; false when a handler has taken what was here before. */
    synchronized boolean join(Part next, boolean isLast) {
        if (first == null) {
            return false;
        }
        if (joined == null) {
            joined = new ByteArrayOutputStream(first.size() + next.size());
            first.writeTo(joined);
        }
        next.writeTo(joined);
        last = isLast;
        return true;
    }

    /** All that has come until now, once. */
    synchronized Part take() {
        var all = first;
        first = null;
        if (all == null) {
            throw new IllegalStateException("What waited was taken before");
        }
        if (joined == null) {
            return all;
        }
        return opcode == Opcode.TEXT ? Part.utf8(joined.toByteArray()) : Part.binary(joined.toByteArray());
    }

    /** Whether the message ends with what was taken. */
    synchronized boolean isLast() {
        return last;
    }
}
