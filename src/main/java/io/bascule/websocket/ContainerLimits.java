package io.bascule.websocket;

import io.bascule.connection.ConnectionLimits;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;

/**
 * Gives the settings {@code message.bytes}, {@code idle} and {@code send.deadline} to a container, for what it carries
 * without a {@link WebSocketConnection}: client endpoints, and server endpoints that keep their own methods.
 *
 * <p>What a container makes of them is its own affair: Tyrus knows no deadline for sends, several limit single frames only,
 * and the close codes differ. Jakarta WebSocket 2.1 section 2.1.6.
 */
public final class ContainerLimits {
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
     */
    static void leave(Session session) {
        session.setMaxIdleTimeout(-1);
        if (session.getAsyncRemote().getSendTimeout() > 0) {
            session.getAsyncRemote().setSendTimeout(-1);
        }
    }
}
