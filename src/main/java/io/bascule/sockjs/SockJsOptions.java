package io.bascule.sockjs;

import io.bascule.connection.ConnectionLimits;
import java.time.Duration;

/**
 * How one endpoint serves SockJS.
 *
 * @param webSocket whether clients are told to try a WebSocket first
 * @param streamingBytes after how many bytes of body a streaming answer ends, so that browsers can let go of it
 *     ({@code sockjs.streaming.bytes})
 * @param heartBeat after how long without anything else a heart-beat is sent ({@code sockjs.heartBeat})
 * @param disconnectDelay how long a session lives without a request that waits for messages
 *     ({@code sockjs.disconnectDelay})
 * @param cookie keeps a client at one node behind a load balancer
 * @param limits of each session as a connection; SockJS sees by itself who is idle
 */
public record SockJsOptions(
        boolean webSocket,
        int streamingBytes,
        Duration heartBeat,
        Duration disconnectDelay,
        StickyCookie cookie,
        ConnectionLimits limits) {

    /** Of a session without WebSocket: its client is not expected to say anything, only to listen. */
    ConnectionLimits sessionLimits() {
        return new ConnectionLimits(
                limits.messageBytes(),
                limits.inboundMessages(),
                limits.inboundBytes(),
                limits.outboxBytes(),
                limits.outboxMessages(),
                limits.sendDeadline(),
                Duration.ZERO,
                limits.firstMessage());
    }
}
