package io.bascule.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what waits for application code on one connection within its bounds: stops the carrier's reading when too much
 * waits, and lets it go on below half. Where the carrier cannot stop, the connection is closed with 1008; the bytes of one
 * message more may wait there, since it comes as fast as the network is.
 *
 * <p>Any thread. The bounds may be overrun by what one read had brought in already.
 */
final class Intake {
    private final Connection connection;
    private final ConnectionLimits limits;
    private final Lane lane;
    /** Stops and goes on one after the other: when they cross, the carrier would stop and nobody would wake it. */
    private final Lane steering = Lane.inline();
    /** Of the messages and parts that wait. */
    private final AtomicLong bytes = new AtomicLong();
    /** Only the steering lane writes. */
    private volatile boolean paused;

    Intake(Connection connection, ConnectionLimits limits, Lane lane) {
        this.connection = connection;
        this.limits = limits;
        this.lane = lane;
    }

    /** A message, or more of one, was added to the lane. */
    void added(int more) {
        bytes.addAndGet(more);
        if (!paused && isFull(1)) {
            steering.execute(this::steer);
        }
    }

    /** A task of the lane begins with what waited. */
    void freed(int less) {
        bytes.addAndGet(-less);
    }

    /** A task of the lane was done. */
    void taken() {
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
        if (connection.pauseReading()) {
            paused = true;
        } else if (lane.tasks() > limits.inboundMessages() || bytes.get() > unstoppableBytes()) {
            connection.close(CloseStatus.POLICY.because("sends faster than it is served: more than "
                    + limits.inboundMessages() + " messages or " + unstoppableBytes() + " bytes wait"));
        }
    }

    private long unstoppableBytes() {
        return (long) limits.inboundBytes() + limits.messageBytes();
    }

    private boolean isFull(int divisor) {
        return lane.tasks() > limits.inboundMessages() / divisor || bytes.get() > limits.inboundBytes() / divisor;
    }
}
