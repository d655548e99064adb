package io.bascule.it.example;

import io.bascule.connection.Connection;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.HandshakeRules;
import io.bascule.websocket.WebSocketConnection;
import jakarta.enterprise.context.Dependent;
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
import java.time.LocalTime;
import java.time.ZoneId;

@Dependent
@ServerEndpoint(value = "/clock/{zone}", configurator = BasculeConfigurator.class)
@HandshakeRules(origins = "https://shop.example.com", sessionAttributes = "user")
public class ClockEndpoint {
    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(session, config, handshake -> new WholeMessages(ClockEndpoint::answer));
    }

    /** Called with whole messages, one at a time for each connection, on a thread that may block. */
    private static void answer(Connection client, Part question) {
        var zone = ZoneId.of(client.handshake().pathParameters().get("zone"));
        client.send(Outgoing.text(question.text() + " It is " + LocalTime.now(zone)));
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
}
