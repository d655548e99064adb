package io.bascule.connection;

/**
 * Keeps what waits for application code on one connection within its bounds: stops the carrier's reading when too much
 * waits, and lets it go on below half. Where the carrier cannot stop, the connection is closed with 1008.
 *
 * <p>Any thread. The bounds may be overrun by what one read had brought in already.
 */
public final class Intake {
    private final Connection connection;
    private final ConnectionLimits limits;
    private final Lane lane;
    /** Guarded by {@code this}. */
    private boolean paused;

    public Intake(Connection connection, ConnectionLimits limits, Lane lane) {
        this.connection = connection;
        this.limits = limits;
        this.lane = lane;
    }

    /** A task was added to the lane. */
    public void added() {
        if (!isFull(1)) {
            return;
        }
        synchronized (this) {
            if (paused) {
                return;
            }
            paused = true;
        }
        if (!connection.pauseReading()) {
            connection.close(CloseStatus.POLICY.because("sends faster than it is served: more than "
                    + limits.inboundMessages() + " messages or " + limits.inboundBytes() + " bytes wait"));
            return;
        }
        taken(); // the lane may have run empty in between, and nobody else would notice
    }

    /** A task of the lane was done. */
    public void taken() {
        synchronized (this) {
            if (!paused || isFull(2)) {
                return;
            }
            paused = false;
        }
        connection.resumeReading();
    }

    private boolean isFull(int divisor) {
        return lane.tasks() > limits.inboundMessages() / divisor || lane.bytes() > limits.inboundBytes() / divisor;
    }
}
