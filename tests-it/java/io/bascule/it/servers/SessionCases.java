package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The end of an HTTP session, and with it of the connections that came in with it. */
@SuppressWarnings("try") // a beat only has to be there
final class SessionCases {
    private static final String ENDED = "1008 session ended";
    private static final int LIFE_SECONDS = 2;
    private static final int LONG_LIFE_SECONDS = 600;

    /** The 10 s within which an expiry is noticed, and the seconds that the session lives: what lasts as long is kept. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    /** For what comes a little later than that, more so on a machine that has much else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A session that only we kept ends a second behind its connections. */
    private static final Duration SESSION_ENDS = Duration.ofSeconds(3);

    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(200);

    private static final WebSocketFrame PING = WebSocketFrame.of(WebSocketFrame.PING, new byte[0]);
    private static final WebSocketFrame MESSAGE = WebSocketFrame.text("still here");

    private SessionCases() {}

    static List<Case> all() {
        return Stream.concat(
                        Stream.of(
                                new Case(
                                        "an HTTP session is invalidated: its two connections, and one of another",
                                        ENDED + ", " + ENDED + ", open",
                                        sites -> invalidation(sites.cases())),
                                new Case(
                                        "an HTTP session gets another id, then ends: its connection",
                                        "open, " + ENDED,
                                        sites -> anotherId(sites.cases()))),
                        Together.of(
                                new Case(
                                        "an HTTP session expires although pings come: its two connections",
                                        ENDED + ", " + ENDED,
                                        sites -> expiry(sites.cases())),
                                new Case(
                                        "the same with `session.keepAlive`",
                                        ENDED + ", " + ENDED,
                                        sites -> expiry(sites.neighbour())),
                                new Case(
                                        "an HTTP session that requests keep: its connection",
                                        "open",
                                        sites -> requests(sites.cases())),
                                new Case(
                                        "an HTTP session expires although messages come: its connection",
                                        ENDED,
                                        sites -> messages(sites.cases())),
                                new Case(
                                        "an HTTP session that messages keep, with `session.keepAlive`",
                                        "open, id known; after the last: " + ENDED + ", id unknown",
                                        sites -> keptByMessages(sites.neighbour())))
                                .stream())
                .toList();
    }

    private static String invalidation(Site site) throws IOException {
        var client = SessionClient.create(site, LONG_LIFE_SECONDS);
        var other = SessionClient.create(site, LONG_LIFE_SECONDS);
        try (var first = client.open(PATIENCE);
                var second = client.open(PATIENCE);
                var others = other.open(PATIENCE)) {
            client.ask("invalidate");
            return Answers.codeAndReason(first) + ", " + Answers.codeAndReason(second) + ", " + state(others);
        }
    }

    private static String anotherId(Site site) throws IOException {
        var client = SessionClient.create(site, LONG_LIFE_SECONDS);
        try (var webSocket = client.open(PATIENCE)) {
            var renamed = client.renamed();
            var between = renamed.cookie().equals(client.cookie()) ? "the same id" : state(webSocket);
            renamed.ask("invalidate");
            return between + ", " + Answers.codeAndReason(webSocket);
        }
    }

    private static String expiry(Site site) throws IOException {
        var client = SessionClient.create(site, LIFE_SECONDS);
        try (var first = client.open(PATIENCE);
                var second = client.open(PATIENCE);
                var beat = new Beat(first, PING)) {
            return Answers.codeAndReason(first) + ", " + Answers.codeAndReason(second);
        }
    }

    private static String requests(Site site) throws IOException {
        var client = SessionClient.create(site, LIFE_SECONDS);
        try (var webSocket = client.open(PATIENCE)) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < NOTICED.toNanos()) {
                client.ask("id");
                LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
            }
            return state(webSocket);
        }
    }

    private static String messages(Site site) throws IOException {
        var client = SessionClient.create(site, LIFE_SECONDS);
        try (var webSocket = client.open(PATIENCE);
                var beat = new Beat(webSocket, MESSAGE)) {
            return skipToEnd(webSocket);
        }
    }

    private static String keptByMessages(Site site) throws IOException {
        var client = SessionClient.create(site, LIFE_SECONDS);
        try (var webSocket = client.open(PATIENCE)) {
            try (var beat = new Beat(webSocket, MESSAGE)) {
                long start = System.nanoTime();
                while (System.nanoTime() - start < NOTICED.toNanos()) {
                    webSocket.expectText(MESSAGE.text());
                }
            }
            var kept = known(client);
            var end = skipToEnd(webSocket);
            LockSupport.parkNanos(SESSION_ENDS.toNanos()); // asked before, it would live on
            return "open, " + kept + "; after the last: " + end + ", " + known(client);
        }
    }

    /** Whether the container still has the session. */
    private static String known(SessionClient client) throws IOException {
        return client.ask("id").status() == 200 ? "id known" : "id unknown";
    }

    private static String state(RawWebSocket webSocket) throws IOException {
        webSocket.text("open?");
        webSocket.expectText("open?");
        return "open";
    }

    /** Reads over the echoes until the server closes. */
    private static String skipToEnd(RawWebSocket webSocket) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            var words = Answers.codeAndReason(webSocket);
            if (!words.equals("goes on")) {
                return words;
            }
        }
        return "open";
    }
}
