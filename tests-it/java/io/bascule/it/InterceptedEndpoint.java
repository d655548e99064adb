package io.bascule.it;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.HandshakeRules;
import io.bascule.websocket.WebSocketConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.Map;

/** Behind an interceptor that does as the query says. */
@HandshakeRules(interceptors = InterceptedEndpoint.AsTheQuerySays.class)
@ServerEndpoint(
        value = "/intercepted",
        subprotocols = {"v12.stomp", "v11.stomp"},
        configurator = BasculeConfigurator.class)
public class InterceptedEndpoint {
    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(
                session,
                config,
                handshake -> new Greeting(handshake.attributes().get("greeting")));
    }

    @OnMessage
    public void text(String part, boolean last) {
        connection.text(part, last);
    }

    @OnMessage
    public void binary(ByteBuffer part, boolean last) {
        connection.binary(part, last);
    }

    @OnMessage
    public void pong(PongMessage pong) {
        connection.pong(pong);
    }

    @OnError
    public void error(Throwable cause) {
        connection.failed(cause);
    }

    @OnClose
    public void close(CloseReason reason) {
        connection.closed(reason);
    }

    /** Refuses or fails as the query says, and otherwise leaves a greeting among the attributes. */
    public static final class AsTheQuerySays implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            attributes.put("greeting", "hello " + request.query());
            return switch (request.query()) {
                case "refuse" -> new Refuse();
                case "wait" -> new Refuse(429, Map.of("Retry-After", "7"), "Later.\n");
                case "fail" -> throw new IllegalStateException("a secret");
                default -> new GoOn();
            };
        }

        @Override
        public void after(HandshakeRequest request, HandshakeOutcome outcome) {
            throw new IllegalStateException("a secret");
        }
    }

    /** Says what the interceptor left. */
    private record Greeting(Object greeting) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            connection.send(Outgoing.text(greeting.toString()));
        }

        @Override
        public void received(Part part, boolean last) {}
    }
}
