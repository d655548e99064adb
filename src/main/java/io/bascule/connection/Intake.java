package io.bascule.connection;

/**
 * Keeps what waits for application code on one connection within its bounds: stops the carrier's reading when too much
 * waits, and lets it go on below half. Where the carrier cannot stop, the connection is closed with 1008.
 *
 * <p>Any thread. The bounds may be overrun by what one read had brought in already.
 */
final class Intake {
    private final Connection connection;
    private final ConnectionLimits limits;
    private final Lane lane;
    /** Stops and goes on one after the other: when they cross, the carrier would stop and nobody would wake it. */
    private final Lane steering = Lane.inline();
    /** Only the steering lane writes. */
    private volatile boolean paused;

    Intake(Connection connection, ConnectionLimits limits, Lane lane) {
        this.connection = connection;
        this.limits = limits;
        this.lane = lane;
    }

    /** A task was added to the lane. */
    void added() {
        if (!paused && isFull(1)) {
            steering.execute(this::steer);
        }
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
        paused = true;
        if (!connection.pauseReading()) {
            connection.close(CloseStatus.POLICY.because("sends faster than it is served: more than "
                    + limits.inboundMessages() + " messages or " + limits.inboundBytes() + " bytes wait"));
        }
    }

    private boolean isFull(int divisor) {
        return lane.tasks() > limits.inboundMessages() / divisor || lane.bytes() > limits.inboundBytes() / divisor;
    }
}
