package io.bascule.it.application;

import io.bascule.connection.Outgoing;
import io.bascule.connection.WholeMessages;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.WebSocketConnection;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Answers with what the server has injected. */
@Dependent
@ServerEndpoint(value = "/greeting", configurator = BasculeConfigurator.class)
public class GreetingEndpoint {
    @Inject
    private Greeting greeting;

    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        var word = greeting == null ? "not injected" : greeting.word();
        connection = WebSocketConnection.of(
                session, config, handshake -> new WholeMessages((client, message) -> client.send(Outgoing.text(word))));
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
