package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What clients and a server with Bascule say to each other about HTTP sessions. The application has a
 * {@link SessionServlet} and, at {@link #ECHO}, an endpoint that echoes text. Each fails where the server does otherwise.
 */
@SuppressWarnings("try") // a beat only has to be there
public final class SessionConversations {
    static final String ECHO = "/echo";

    /** A little more than the 10 s within which an expiry is noticed, and the 2 s the session lives. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    private static final int LIFE_SECONDS = 2;
    private static final Duration BEAT = Duration.ofMillis(500);

    private SessionConversations() {}

    /** Invalidation closes all connections of a session, and none of another's. */
    public static void invalidationClosesAllConnections(int port, String contextPath, String reason)
            throws IOException {
        var client = Client.create(port, contextPath, 600);
        var other = Client.create(port, contextPath, 600);
        try (var first = client.open();
                var second = client.open();
                var third = other.open()) {
            echoes(first, second, third);
            client.ask("invalidate");
            assertEquals(reason, first.expectClose(1008).reason());
            assertEquals(reason, second.expectClose(1008).reason());
            echoes(third);
        }
    }

    /** A session that gets another id, as at a login, keeps its connections; they end with it. */
    public static void anotherIdKeepsTheConnections(int port, String contextPath, String reason) throws IOException {
        var client = Client.create(port, contextPath, 600);
        try (var webSocket = client.open()) {
            echoes(webSocket);
            var renamed = client.renamed();
            assertNotEquals(client.cookie(), renamed.cookie());
            echoes(webSocket);
            renamed.ask("invalidate");
            assertEquals(reason, webSocket.expectClose(1008).reason());
        }
    }

    /** A session that expires closes its connections in time, although the client shows that it is there. */
    public static void expiryClosesTheConnections(int port, String contextPath, String reason) throws IOException {
        var client = Client.create(port, contextPath, LIFE_SECONDS);
        try (var first = client.open();
                var second = client.open();
                var beat = new Beat(first, WebSocketFrame.of(WebSocketFrame.PING, new byte[0]))) {
            assertEquals(reason, first.expectClose(1008).reason());
            assertEquals(reason, second.expectClose(1008).reason());
        }
    }

    /** Requests keep a session and its connection alive, longer than the session would live without. */
    public static void requestsKeepTheConnection(int port, String contextPath) throws IOException {
        var client = Client.create(port, contextPath, LIFE_SECONDS);
        try (var webSocket = client.open()) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < NOTICED.toNanos()) {
                client.ask("id");
            }
            echoes(webSocket);
        }
    }

    /** With {@code session.keepAlive} messages keep the session and its connection; it ends when they do. */
    public static void messagesKeepTheSession(int port, String contextPath, String reason) throws IOException {
        var client = Client.create(port, contextPath, LIFE_SECONDS);
        try (var webSocket = client.open()) {
            try (var beat = new Beat(webSocket, WebSocketFrame.text("still here"))) {
                long start = System.nanoTime();
                while (System.nanoTime() - start < NOTICED.toNanos()) {
                    webSocket.expectText("still here");
                }
            }
            assertEquals(client.id(), client.ask("id").body()); // the container has kept it as well
            assertEquals(reason, webSocket.skipToClose(1008).reason());
            assertEquals(404, client.answer("id").status());
        }
    }

    /** Without {@code session.keepAlive} messages keep neither. */
    public static void messagesDoNotKeepTheSession(int port, String contextPath, String reason) throws IOException {
        var client = Client.create(port, contextPath, LIFE_SECONDS);
        try (var webSocket = client.open();
                var beat = new Beat(webSocket, WebSocketFrame.text("still here"))) {
            assertEquals(reason, webSocket.skipToClose(1008).reason());
        }
    }

    private static void echoes(RawWebSocket... webSockets) throws IOException {
        for (var webSocket : webSockets) {
            webSocket.text("hello");
            webSocket.expectText("hello");
        }
    }

    /** A client with an HTTP session. */
    private record Client(int port, String contextPath, String id, String cookie) {
        static Client create(int port, String contextPath, int seconds) throws IOException {
            return of(port, contextPath, ask(port, contextPath, "create&seconds=" + seconds, ""));
        }

        private static Client of(int port, String contextPath, RawHttp.Answer answer) {
            return new Client(
                    port,
                    contextPath,
                    answer.body(),
                    "Cookie: " + answer.header("Set-Cookie").split(";", 2)[0]);
        }

        Client renamed() throws IOException {
            return of(port, contextPath, ask("rename"));
        }

        RawHttp.Answer ask(String what) throws IOException {
            var answer = answer(what);
            assertEquals(200, answer.status(), answer::toString);
            return answer;
        }

        RawHttp.Answer answer(String what) throws IOException {
            return ask(port, contextPath, what, cookie + "\n");
        }

        private static RawHttp.Answer ask(int port, String contextPath, String what, String cookie) throws IOException {
            return RawHttp.ask(
                    port,
                    "GET " + contextPath + "/http-session?do=" + what + " HTTP/1.1\nHost: 127.0.0.1:" + port + "\n"
                            + cookie + "\n");
        }

        RawWebSocket open() throws IOException {
            return RawWebSocket.open(
                    RawSocket.connect(port, NOTICED),
                    UpgradeRequest.to(port, contextPath + ECHO).with(cookie));
        }
    }

    /** Sends a frame again and again until it is closed, or the connection is. */
    private static final class Beat implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final Future<?> sends;

        Beat(RawWebSocket webSocket, WebSocketFrame frame) {
            sends = timer.scheduleAtFixedRate(() -> send(webSocket, frame), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }

        private static void send(RawWebSocket webSocket, WebSocketFrame frame) {
            try {
                webSocket.send(frame);
            } catch (IOException over) {
                throw new UncheckedIOException(over); // ends the beat
            }
        }

        @Override
        public void close() {
            sends.cancel(false);
            timer.shutdown();
        }
    }
}
