package io.bascule.it.application;

import io.bascule.connection.Outgoing;
import io.bascule.connection.WholeMessages;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.WebSocketConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Declared where the raw WebSocket of a {@link RoomEndpoint} would be; the pages of its own server only. */
@ServerEndpoint(value = "/rooms/kitchen/websocket", configurator = BasculeConfigurator.class)
public class KitchenEndpoint {
    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(
                session,
                config,
                handshake -> new WholeMessages((client, message) -> client.send(Outgoing.text("the kitchen's own"))));
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
