package io.bascule.stomp;

import io.bascule.stomp.frame.FrameLimits;
import io.bascule.stomp.frame.HeartBeat;
import java.time.Duration;

/**
 * How STOMP is spoken on a connection.
 *
 * @param frames how big a frame of a client may be
 * @param limits how much of a client is kept
 * @param requireHost whether a CONNECT of 1.1 or 1.2 must have the header {@code host} ({@code stomp.requireHost})
 * @param heartBeat what we offer
 * @param firstMessage how long a client may take to send CONNECT ({@code firstMessage})
 * @param linger how long a connection is kept for the receipt of DISCONNECT to arrive ("Connection Lingering")
 * @param server the header {@code server} of CONNECTED
 */
public record StompOptions(
        FrameLimits frames,
        Limits limits,
        boolean requireHost,
        HeartBeat heartBeat,
        Duration firstMessage,
        Duration linger,
        String server) {

    /** What holds where no setting says otherwise. */
    public static final StompOptions STANDARD = new StompOptions(
            FrameLimits.STANDARD,
            Limits.STANDARD,
            false,
            new HeartBeat(1_000, 1_000),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            "Bascule/0.1");

    /**
     * How much of one client is kept at most.
     *
     * @param subscriptions how many it may have
     * @param destinations to how many queues and topics it may send
     * @param unacknowledged how many messages that want an ack it may have, of all its subscriptions together
     * @param transactions how many it may have begun
     * @param transactionFrames how many frames one transaction may hold
     * @param transactionBytes how many bytes all its transactions together may hold
     * @param waitingFrames how many of its messages and frames may wait to be dealt with
     * @param waitingBytes how many bytes these may hold
     */
    public record Limits(
            int subscriptions,
            int destinations,
            int unacknowledged,
            int transactions,
            int transactionFrames,
            int transactionBytes,
            int waitingFrames,
            int waitingBytes) {
        /** What holds where no setting says otherwise. */
        public static final Limits STANDARD = new Limits(1_000, 1_000, 10_000, 10, 1_000, 256 * 1024, 64, 256 * 1024);
    }
}
