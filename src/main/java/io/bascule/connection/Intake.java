package io.bascule.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps what waits for application code on one connection within its bounds: stops the carrier's reading when too much
 * waits, and lets it go on below half. Where the carrier cannot stop, the connection is closed with 1008.
 *
 * <p>Any thread. The bounds may be overrun by what one read had brought in already.
 */
final class Intake {
    /** Parts smaller than this count as if they were as large: each costs an object. */
    private static final int PART_BYTES = 64;

    private final Connection connection;
    private final ConnectionLimits limits;
    private final Lane lane;
    /** Stops and goes on one after the other: when they cross, the carrier would stop and nobody would wake it. */
    private final Lane steering = Lane.inline();
    /** Whole ones that wait; a message arrives in as many parts as the client or the container likes. */
    private final AtomicInteger messages = new AtomicInteger();
    /** Only the steering lane writes. */
    private volatile boolean paused;

    Intake(Connection connection, ConnectionLimits limits, Lane lane) {
        this.connection = connection;
        this.limits = limits;
        this.lane = lane;
    }

    /** A part was added to the lane, the {@code last} one of its message or not. */
    void added(boolean last) {
        if (last) {
            messages.incrementAndGet();
        }
        if (!paused && isFull(1)) {
            steering.execute(this::steer);
        }
    }

    /** A part was taken from the lane. */
    void taken(boolean last) {
        if (last) {
            messages.decrementAndGet();
        }
        if (paused && !isFull(2)) {
            steering.execute(this::steer);
        }
    }

    private void steer() {
        if (!paused && isFull(1)) {
            stop();
        }
        if (paused && !isFull(2)) { // also when the lane ran empty while reading was stopped: nobody else would notice
            paused = false;
            connection.resumeReading();
        }
    }

    private void stop() {
        paused = true;
        if (!connection.pauseReading()) {
            connection.close(CloseStatus.POLICY.because("sends faster than it is served: more than "
                    + limits.inboundMessages() + " messages or " + limits.inboundBytes() + " bytes wait"));
        }
    }

    private boolean isFull(int divisor) {
        return messages.get() > limits.inboundMessages() / divisor
                || lane.bytes() > limits.inboundBytes() / divisor
                || lane.tasks() > limits.inboundBytes() / PART_BYTES / divisor;
    }
}
