package io.bascule.websocket;

import io.bascule.connection.ConnectionLimits;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.time.Duration;

/**
 * Gives the settings {@code message.bytes}, {@code idle} and {@code send.deadline} to a container, for what it carries
 * without a {@link WebSocketConnection}: client endpoints, and server endpoints that keep their own methods.
 *
 * <p>What a container makes of them is its own affair: Tyrus knows no deadline for sends, several limit single frames only,
 * and the close codes differ. Jakarta WebSocket 2.1 section 2.1.6.
 */
public final class ContainerLimits {
    /** How long a blocking send may take on Tomcat, in milliseconds; other containers do not look at it. */
    static final String BLOCKING_SEND = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    /** How long Tomcat waits for the answer to a close frame, in milliseconds. */
    static final String CLOSE_ANSWER = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    /** How much later than ours its own limits are. */
    private static final Duration LATER = Duration.ofSeconds(2);

    private ContainerLimits() {}

    /**
     * The container for client endpoints, with {@code limits} as its defaults.
     *
     * @throws IllegalStateException if the class path holds no client container
     */
    public static WebSocketContainer client(ConnectionLimits limits) {
        var container = ContainerProvider.getWebSocketContainer();
        if (container == null) {
            throw new IllegalStateException(
                    "The class path holds no WebSocket client; add one, such as tyrus-standalone-client");
        }
        return limit(container, limits);
    }

    /**
     * Makes {@code limits} the defaults of {@code container}, for the sessions that open from now on: of a server, of all
     * its endpoints in this web application.
     */
    public static <C extends WebSocketContainer> C limit(C container, ConnectionLimits limits) {
        container.setDefaultMaxTextMessageBufferSize(limits.messageBytes());
        container.setDefaultMaxBinaryMessageBufferSize(limits.messageBytes());
        container.setDefaultMaxSessionIdleTimeout(limits.idle().toMillis());
        container.setAsyncSendTimeout(limits.sendDeadline().toMillis());
        return container;
    }

    /**
     * Leaves the limits of a session to its {@link WebSocketConnection}, which has a status and a reason of its own for
     * each. Idle: Tyrus would schedule a task at every message, Jetty would close after 30 s. Sizes stay: of messages that
     * are handed on in parts they bound the parts (Tomcat), or nothing.
     *
     * <p>Where the container has a last resort behind ours, it comes soon after: Tomcat drops a connection on which a
     * blocking send takes too long (its own pong, for one), or whose client does not answer our close frame; looked at
     * every 10 s, and the standing 30 s on top are long for a client that floods us.
     */
    static void leave(Session session, ConnectionLimits limits) {
        session.setMaxIdleTimeout(-1);
        if (session.getAsyncRemote().getSendTimeout() > 0) {
            session.getAsyncRemote().setSendTimeout(-1);
        }
        session.getUserProperties()
                .put(BLOCKING_SEND, limits.sendDeadline().plus(LATER).toMillis());
        session.getUserProperties().put(CLOSE_ANSWER, LATER.toMillis());
    }
}
