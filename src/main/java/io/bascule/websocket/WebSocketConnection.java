package io.bascule.websocket;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.OpenConnection;
import io.bascule.connection.Part;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;

/**
 * The connection of one {@link Session}. An annotated endpoint makes it in {@code @OnOpen} and hands it all its events:
 *
 * <pre>{@code
 * private WebSocketConnection connection;
 *
 * @OnOpen public void open(Session s, EndpointConfig c) { connection = WebSocketConnection.of(s, c, h -> new Prices()); }
 * @OnMessage public void text(String part, boolean last) { connection.text(part, last); }
 * @OnMessage public void binary(ByteBuffer part, boolean last) { connection.binary(part, last); }
 * @OnMessage public void pong(PongMessage pong) { connection.pong(pong); }
 * @OnError public void error(Throwable cause) { connection.failed(cause); }
 * @OnClose public void close(CloseReason reason) { connection.closed(reason); }
 * }</pre>
 *
 * <p>The container may call these on any thread; {@link #text} and {@link #binary} never two at once. The standalone
 * server calls them where it reads from all its clients, so what else an endpoint does in them must not block. Jakarta
 * WebSocket 2.1 sections 4.3 to 4.7.
 */
public final class WebSocketConnection {
    private final OpenConnection connection;
    /** A high surrogate whose low one comes with the next part; reader thread only. */
    private String halfCharacter = "";

    private WebSocketConnection(OpenConnection connection) {
        this.connection = connection;
    }

    /**
     * Opens the connection with the handler registered for the endpoint's path.
     *
     * @throws IllegalStateException if the handshake did not pass Bascule
     */
    public static WebSocketConnection of(Session session, EndpointConfig config) {
        var admission = admission(config);
        return open(session, admission, admission.handler().orElse(handshake -> {
            throw new IllegalStateException("No handler is registered for " + handshake.endpoint()
                    + "; name one in WebSocketConnection.of(session, config, handler)");
        }));
    }

    /**
     * Opens the connection with a handler made by {@code factory}.
     *
     * @throws IllegalStateException if the handshake did not pass Bascule: its endpoint must name
     *     {@link BasculeConfigurator}
     */
    public static WebSocketConnection of(Session session, EndpointConfig config, ConnectionHandler.Factory factory) {
        return open(session, admission(config), factory);
    }

    private static Admission admission(EndpointConfig config) {
        return Admission.of(config)
                .orElseThrow(() -> new IllegalStateException(
                        "The endpoint does not name configurator = BasculeConfigurator.class in its @ServerEndpoint"));
    }

    private static WebSocketConnection open(Session session, Admission admission, ConnectionHandler.Factory factory) {
        ContainerLimits.leave(session, admission.limits());
        var carrier = admission.carrier();
        var wire = carrier.wire(session);
        var framing = admission.framing();
        var connection = admission
                .connections()
                .open(
                        admission.handshake(),
                        admission.place(),
                        admission.limits(),
                        framing.wire().apply(wire),
                        carrier.drain(wire),
                        framing.handlers().apply(factory));
        carrier.opened(connection);
        connection.opened();
        return new WebSocketConnection(connection);
    }

    /** What is sent to this client goes through here. */
    public Connection connection() {
        return connection;
    }

    /** A text message, or a part of one, arrived. */
    public void text(String part, boolean last) {
        var text = halfCharacter + part;
        halfCharacter = "";
        if (!last && !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
            halfCharacter = text.substring(text.length() - 1);
            text = text.substring(0, text.length() - 1);
        }
        connection.received(Part.text(text), last);
    }

    /** A binary message, or a part of one, arrived; the bytes are copied. */
    public void binary(ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        connection.received(Part.binary(bytes), last);
    }

    /** A pong arrived, asked for or not. */
    public void pong(PongMessage pong) {
        connection.ponged(pong.getApplicationData());
    }

    /** The container met an error. */
    public void failed(Throwable cause) {
        connection.failed(cause);
    }

    /** The container says the connection is gone. */
    public void closed(CloseReason reason) {
        connection.gone(new CloseStatus(
                reason.getCloseCode().getCode(), reason.getReasonPhrase() == null ? "" : reason.getReasonPhrase()));
    }
}
