package io.bascule.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Offer;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
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
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** An endpoint that behaves as the last part of its path says, well or badly. */
@ServerEndpoint(value = "/test/{behaviour}", configurator = BasculeConfigurator.class)
public class TestEndpoint {
    public static final int SENDERS = 8;
    public static final int SENDS = 200;
    /** Far more than the kernel's buffers and an outbox hold. */
    private static final int FLOOD = 10_000;

    /** Together far more than a container and the kernel take for a client that does not read. */
    private static final int DRIPS = 100;

    private static final int DRIP_BYTES = 400_000;

    /** The codes that connections of the behaviour {@code noted} ended with, until {@code notes} reports them. */
    private static final Queue<Integer> ENDS = new ConcurrentLinkedQueue<>();

    private WebSocketConnection connection;
    /** The container's thread writes, the handler's reads. */
    private volatile boolean gone;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        connection = WebSocketConnection.of(
                session,
                config,
                handshake -> behaviour(handshake.pathParameters().get("behaviour")));
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
        gone = true;
        connection.closed(reason);
    }

    private ConnectionHandler behaviour(String name) {
        return switch (name) {
            case "fails-when-opened" -> new Failing(true, false, false);
            case "fails-at-messages" -> new Failing(false, true, false);
            case "fails-when-closed" -> new Failing(false, false, true);
            case "takes-text" -> new Taking(Opcode.TEXT);
            case "takes-binary" -> new Taking(Opcode.BINARY);
            case "measures" ->
                new WholeMessages((client, message) -> client.send(Outgoing.text(message.size() + " bytes")));
            case "noted" -> new Noted();
            case "notes" -> new WholeMessages((client, message) -> client.send(Outgoing.text(ENDS.toString())));
            case "senders" -> new Sending(to -> startSenders(to, Outgoing::text));
            case "binary-senders" ->
                new Sending(to -> startSenders(to, text -> Outgoing.reliable(Part.binary(text.getBytes(UTF_8)))));
            case "flood" -> new Sending(TestEndpoint::flood);
            case "drips" -> new Sending(to -> drip(to, 0));
            case "dawdles" -> new Dawdling();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void startSenders(Connection to, Function<String, Outgoing> message) {
        for (int sender = 0; sender < SENDERS; sender++) {
            int name = sender;
            new Thread(() -> {
                        for (int send = 0; send < SENDS; send++) {
                            to.send(message.apply(name + ":" + send));
                        }
                    })
                    .start();
        }
    }

    private static void flood(Connection to) {
        var message = Outgoing.reliable(Part.binary(new byte[16_384]));
        for (int sent = 0; sent < FLOOD && to.send(message) == Offer.QUEUED; sent++) {
            Thread.onSpinWait();
        }
    }

    /** Sends the next when the one before is written. */
    private static void drip(Connection to, int sent) {
        if (sent < DRIPS && to.send(Outgoing.reliable(Part.binary(new byte[DRIP_BYTES]))) == Offer.QUEUED) {
            to.whenBelow(1, () -> drip(to, sent + 1));
        }
    }

    /** Throws where it is told to; what it throws holds a text that must not get out. */
    private record Failing(boolean whenOpened, boolean atMessages, boolean whenClosed) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            failIf(whenOpened);
        }

        @Override
        public void received(Part part, boolean last) {
            failIf(atMessages);
        }

        @Override
        public void closed(CloseStatus status) {
            failIf(whenClosed);
        }

        private static void failIf(boolean fails) {
            if (fails) {
                throw new IllegalStateException("a secret");
            }
        }
    }

    /** Takes messages of one kind and answers nothing. */
    private record Taking(Opcode kind) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {}

        @Override
        public void received(Part part, boolean last) {}

        @Override
        public Set<Opcode> takes() {
            return EnumSet.of(kind);
        }
    }

    /** Answers, and writes down how it ended. */
    private static final class Noted implements ConnectionHandler {
        private Connection connection;

        @Override
        public void opened(Connection opened) {
            connection = opened;
            ENDS.clear();
        }

        @Override
        public void received(Part part, boolean last) {
            connection.send(Outgoing.text("noted"));
        }

        @Override
        public void closed(CloseStatus status) {
            ENDS.add(status.code());
        }
    }

    /** Begins to send when the first message comes. */
    private static final class Sending implements ConnectionHandler {
        private final Consumer<Connection> start;
        private Connection connection;

        Sending(Consumer<Connection> start) {
            this.start = start;
        }

        @Override
        public void opened(Connection opened) {
            connection = opened;
        }

        @Override
        public void received(Part part, boolean last) {
            start.accept(connection);
        }
    }

    /** Deals with no message before its connection is gone; but not for ever, where it is not told of that. */
    private final class Dawdling implements ConnectionHandler {
        private static final long PATIENCE_NANOS = 20_000_000_000L;
        private static final long NAP_NANOS = 10_000_000;

        private final long opened = System.nanoTime();

        @Override
        public void opened(Connection connection) {}

        @Override
        public void received(Part part, boolean last) {
            while (!gone && System.nanoTime() - opened < PATIENCE_NANOS) {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }
}
