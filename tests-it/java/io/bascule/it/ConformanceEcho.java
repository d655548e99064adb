package io.bascule.it;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.websocket.BasculeConfigurator;
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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Sends every message back, text as text and binary as binary. */
@ServerEndpoint(value = "/raw", configurator = BasculeConfigurator.class)
public class ConformanceEcho {
    private WebSocketConnection connection;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(session, config, handshake -> new Echo());
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

    /** Puts a message together and sends it. */
    private static final class Echo implements ConnectionHandler {
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private Connection connection;

        @Override
        public void opened(Connection opened) {
            connection = opened;
        }

        @Override
        public void received(Part part, boolean last) {
            part.writeTo(message);
            if (last) {
                var bytes = message.toByteArray();
                message.reset();
                connection.send(Outgoing.reliable(
                        switch (part.opcode()) {
                            case TEXT -> Part.utf8(bytes);
                            case BINARY, PING -> Part.binary(bytes);
                        }));
            }
        }
    }
}
