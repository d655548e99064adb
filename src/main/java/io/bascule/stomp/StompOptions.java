package io.bascule.stomp;

import io.bascule.stomp.frame.FrameLimits;
import java.time.Duration;

/**
 * How STOMP is spoken on a connection.
 *
 * @param frames how big a frame of a client may be
 * @param subscriptions how many one client may have
 * @param requireHost whether a CONNECT of 1.1 or 1.2 must have the header {@code host} ({@code stomp.requireHost})
 * @param heartBeat what we offer
 * @param firstMessage how long a client may take to send CONNECT ({@code firstMessage})
 * @param linger how long a connection is kept for the receipt of DISCONNECT to arrive ("Connection Lingering")
 * @param waitingFrames how many messages and frames of one client may wait to be dealt with
 * @param waitingBytes how many bytes they may hold
 * @param server the header {@code server} of CONNECTED
 */
public record StompOptions(
        FrameLimits frames,
        int subscriptions,
        boolean requireHost,
        HeartBeat heartBeat,
        Duration firstMessage,
        Duration linger,
        int waitingFrames,
        int waitingBytes,
        String server) {

    /** What holds where no setting says otherwise. */
    public static final StompOptions STANDARD = new StompOptions(
            FrameLimits.STANDARD,
            1_000,
            false,
            new HeartBeat(1_000, 1_000),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            64,
            256 * 1024,
            "Bascule/0.1");
}
