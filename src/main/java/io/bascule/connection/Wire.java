package io.bascule.connection;

import java.util.List;

/**
 * What carries the bytes of one connection. {@link Outbox} calls it, never from two threads at once, and has at most
 * one write outstanding.
 */
public interface Wire {
    /**
     * Writes {@code batch} in order and then tells {@code done}: on any thread, before or after this method returns,
     * possibly never. It may throw instead.
     */
    void write(List<Outgoing> batch, Completion done);

    /**
     * Sends a close frame behind what has been written, and ends the connection when the peer has answered it. Called on
     * any thread, and must not block: a carrier that blocks here hands it on.
     */
    void close(CloseStatus status);

    /** Drops the connection at once, without a close frame; harmless when it is gone already. */
    void cut();

    /** See {@link Connection#pauseReading()}. */
    default boolean pauseReading() {
        return false;
    }

    /** See {@link Connection#resumeReading()}. */
    default void resumeReading() {}

    default boolean takesBinary() {
        return true;
    }

    /** Told once how a write ended; further calls are ignored. */
    interface Completion {
        void written();

        void failed(Throwable cause);
    }
}
