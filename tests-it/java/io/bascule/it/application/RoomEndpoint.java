package io.bascule.it.application;

import io.bascule.connection.Outgoing;
import io.bascule.connection.WholeMessages;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.HandshakeRules;
import io.bascule.websocket.WebSocketConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Open to all pages; answers with the room it was opened for. */
@ServerEndpoint(value = "/rooms/{room}", configurator = BasculeConfigurator.class)
@HandshakeRules(origins = "*")
public class RoomEndpoint {
    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(
                session,
                config,
                handshake -> new WholeMessages((client, message) -> client.send(
                        Outgoing.text("room " + handshake.pathParameters().get("room")))));
    }

    @OnMessage
    public void text(String part, boolean last) {
        connection.text(part, last);
    }

    @OnError
    public void error(Throwable cause) {
        connection.failed(cause);
    }

    @OnClose
    public void close(CloseReason reason) {
        connection.closed(reason);
    }
}
