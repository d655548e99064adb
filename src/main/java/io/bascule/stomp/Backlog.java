package io.bascule.stomp;

import io.bascule.connection.Connection;

/**
 * What a client has sent and the application has not dealt with yet. Above its bounds nothing more is read from that
 * client, until half of it is done. Only where the session runs its events.
 */
final class Backlog {
    private final Connection connection;
    private final int maxFrames;
    private final int maxBytes;
    private int frames;
    private long bytes;
    private boolean paused;

    Backlog(Connection connection, StompOptions options) {
        this.connection = connection;
        this.maxFrames = options.waitingFrames();
        this.maxBytes = options.waitingBytes();
    }

    /**
     * One more frame waits.
     *
     * @throws Refusal when that goes over the bounds and the carrier cannot stop reading
     */
    void add(int size) {
        frames++;
        bytes += size;
        if (!paused && (frames > maxFrames || bytes > maxBytes)) {
            paused = connection.pauseReading();
            if (!paused) {
                throw Refusal.policy(frames + " frames of " + bytes + " bytes wait to be handled; the limit is "
                        + maxFrames + " frames or " + maxBytes + " bytes");
            }
        }
    }

    /** One frame less waits. */
    void remove(int size) {
        frames--;
        bytes -= size;
        if (paused && frames < maxFrames / 2 + 1 && bytes < maxBytes / 2 + 1) {
            paused = false;
            connection.resumeReading();
        }
    }

    /** Whether nothing is read from this client at the moment. */
    boolean paused() {
        return paused;
    }
}
