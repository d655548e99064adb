package io.bascule.it.servers;

import io.bascule.it.LostClients;
import io.bascule.it.application.BareEndpoint;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Many clients, and one of them who does not read, or never stops: what the others and the server have of it. */
final class CrowdCases {
    private static final int LOST = 2_000;
    /** What one Bascule runs application code on, with the settings of {@link Wars#crowd()}. */
    private static final int HANDLERS = 8;

    /** What may wait for one client; the bound of {@code outbox.bytes}. */
    private static final long BOUND = 512 * 1024;
    /** Of application code, on one connection. */
    private static final long INBOUND = 256 * 1024;
    /** Beside what a bound allows. */
    private static final long SLACK = 2 * 1024 * 1024;

    /** So long a send or a read makes no progress when it is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(2);

    private CrowdCases() {}

    static List<Case> all() {
        return List.of(
                new Case("2,000 clients are lost in every way: what stays", "nothing", sites -> left(sites.crowd())),
                new Case(
                        "a client sends no CONNECT (`firstMessage`)",
                        "1008 no CONNECT within 3000 ms (firstMessage)",
                        sites -> silent(sites.crowd())),
                new Case(
                        "a client stops reading: it, and 99 others",
                        "1008 more than 524288 bytes wait (outbox.bytes), gone; all, in order",
                        sites -> cut(sites.crowd())),
                new Case(
                        "a client stops reading what is conflated: it, and 99 others",
                        "the newest of each, in order; all, in order",
                        sites -> conflated(sites.crowd())),
                new Case(
                        "a client stops reading what comes slowly",
                        "1008 a send took more than 1 s (send.deadline)",
                        sites -> deadline(sites.crowd())),
                new Case(
                        "heap while a client does not read, and behind it",
                        "within the bound, comes back",
                        sites -> heap(sites.crowd())),
                new Case(
                        "a client sends faster than it is served: it, and the heap",
                        "1008 sends faster than it is served, flat",
                        sites -> flood(sites.crowd())));
    }

    private static String left(Site site) throws Exception {
        var inside = new Inside(site);
        var before = inside.counts();
        try (var publisher = RawWebSocket.open(site.port(), site.upgrade("/stomp"))) {
            var clients = new LostClients(site, "/chat", news(new StompOverWebSocket(publisher)));
            clients.comeAndGo(LOST / 50); // threads begin with their first task
            long timers = inside.threads("bascule-timer");
            long handlers = inside.threads("bascule-handler");
            clients.comeAndGo(LOST);
            if (inside.threads("bascule-timer") > timers || inside.threads("bascule-handler") > handlers + HANDLERS) {
                return "threads";
            }
        }
        return Poll.within(Inside.PATIENCE, () -> inside.counts().isEmptyAs(before))
                ? "nothing"
                : inside.counts() + ", before " + before;
    }

    private static IntConsumer news(StompOverWebSocket publisher) throws IOException {
        publisher.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n^@");
        return client -> {
            try {
                synchronized (publisher) {
                    publisher.send("SEND\ndestination:/topic/a\n\nnews " + client + "^@");
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        };
    }

    private static String silent(Site site) throws IOException {
        var socket = RawSocket.connect(site.port(), Inside.PATIENCE);
        try (var webSocket = RawWebSocket.open(socket, site.upgrade("/chat"))) {
            return Answers.codeAndReason(webSocket);
        }
    }

    private static String cut(Site site) throws Exception {
        var inside = new Inside(site);
        inside.forgetEnds();
        try (var crowd = new Crowd(site)) {
            crowd.slow("/topic/news", Crowd.PRICES);
            var flooder = crowd.client();
            var publisher = crowd.client();
            int clients = inside.counts().connections();
            var flood = meanwhile(() -> Crowd.flood(flooder, "/topic/news"));
            var others = crowd.pricesToAll(publisher);
            flood.get();
            var end = String.join(", ", inside.ends());
            boolean gone = Poll.within(Inside.PATIENCE, () -> inside.counts().connections() == clients - 1);
            return without(end) + (gone ? ", gone; " : ", still there; ") + others;
        }
    }

    /** Without the words that all such reasons begin with. */
    private static String without(String end) {
        return end.replace("reads too slowly: ", "");
    }

    private static String conflated(Site site) throws Exception {
        try (var crowd = new Crowd(site)) {
            var slow = crowd.slow("/topic/fat", Crowd.PRICES);
            var publisher = crowd.client();
            Crowd.flood(publisher, "/topic/fat");
            var others = crowd.pricesToAll(publisher);
            return Crowd.pricesLate(slow) + "; " + others;
        }
    }

    private static String deadline(Site site) throws Exception {
        var inside = new Inside(site);
        inside.forgetEnds();
        try (var slow = RawWebSocket.open(RawSocket.connectNarrow(site.port()), site.upgrade("/test/drips"))) {
            slow.text("go");
            return without(String.join(", ", inside.ends()));
        }
    }

    private static String heap(Site site) throws Exception {
        var inside = new Inside(site);
        var bare = bare(site, inside);
        if (bare.taken() == 0) {
            return "the server sends nothing by itself";
        }
        try (var publisher = Crowd.connected(RawSocket.connect(site.port(), Inside.PATIENCE), site)) {
            long before;
            long stalled;
            try (var slow = Crowd.connected(RawSocket.connectNarrow(site.port()), site, "/topic/oldest")) {
                Crowd.sync(publisher, "/topic/oldest");
                slow.expect("MESSAGE");
                before = inside.heap();
                Crowd.flood(publisher, "/topic/oldest");
                stalled = inside.heap() - before;
            }
            boolean back = Poll.within(Inside.PATIENCE, () -> inside.heap() - before <= SLACK);
            var figures = new HeapFigures(bare.taken(), bare.server(), stalled, inside.heap() - before);
            figures.write(Observations.folder(), Server.underTest());
            return (figures.ours() <= BOUND + SLACK ? "within the bound" : figures.toString())
                    + (back ? ", comes back" : ", stays");
        }
    }

    /** What the server takes by itself for a client that does not read, before a send stalls. */
    private static HeapFigures bare(Site site, Inside inside) throws Exception {
        try (var slow = RawWebSocket.open(RawSocket.connectNarrow(site.port()), site.upgrade("/bare"))) {
            long before = inside.heap();
            slow.text("go");
            awaitStuck(inside::sentBare);
            return new HeapFigures(inside.sentBare() * BareEndpoint.BYTES, inside.heap() - before, 0, 0);
        }
    }

    private static String flood(Site site) throws Exception {
        var inside = new Inside(site);
        inside.forgetEnds();
        var sent = new AtomicInteger();
        try (var webSocket = site.open("/test/dawdles")) {
            long before = inside.heap();
            var unused = meanwhile(() -> {
                while (sent.get() < Crowd.FLOOD) {
                    webSocket.send(WebSocketFrame.of(WebSocketFrame.BINARY, new byte[16_000]));
                    sent.incrementAndGet();
                }
            });
            awaitStuck(sent::get);
            long grown = inside.heap() - before;
            // What the client meets is no answer: what it still writes may be stuck behind our close.
            var ends = inside.ends();
            var held = ends.isEmpty() ? "held back" : String.join(", ", ends);
            return held.replaceFirst("(1008 sends faster than it is served): .*", "$1")
                    + (grown <= INBOUND + SLACK ? ", flat" : ", " + grown + " bytes more");
        }
    }

    private interface Progress {
        int now() throws IOException;
    }

    /** Waits until it is the same for a while. */
    private static void awaitStuck(Progress progress) throws Exception {
        int before = -1;
        for (int now = progress.now(); now != before; now = progress.now()) {
            before = now;
            Poll.within(STUCK, () -> false);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> meanwhile(Work work) {
        var done = new CompletableFuture<Void>();
        new Thread(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable failed) {
                        done.completeExceptionally(failed);
                    }
                })
                .start();
        return done;
    }
}
