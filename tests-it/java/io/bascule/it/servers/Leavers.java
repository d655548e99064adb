package io.bascule.it.servers;

import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** As many clients as there may be of one application, each with a thread that waits for its end. */
final class Leavers {
    /** Of the half second that their closes take, 5 ms each: a thread may see its own late. */
    private static final Duration SPREAD = Duration.ofMillis(200);

    /** How a connection ended, and when. */
    private record End(String how, long when) {}

    private final List<CompletableFuture<End>> ends = new ArrayList<>();

    private Leavers() {}

    /** They come in; each is served. */
    static Leavers join(Site site) throws Exception {
        var leavers = new Leavers();
        for (int client = 0; client < Wars.ALL; client++) {
            var webSocket = RawWebSocket.open(RawSocket.connect(site.port(), Inside.PATIENCE), site.upgrade("/echo"));
            webSocket.text("open?");
            webSocket.expectText("open?");
            leavers.ends.add(await(webSocket));
        }
        return leavers;
    }

    private static CompletableFuture<End> await(RawWebSocket webSocket) {
        var end = new CompletableFuture<End>();
        new Thread(() -> {
                    try (webSocket) {
                        end.complete(new End(LifeCases.ending(webSocket), System.nanoTime()));
                    } catch (Throwable failed) {
                        end.completeExceptionally(failed);
                    }
                })
                .start();
        return end;
    }

    /** All the ways there were, and whether the ends came one after the other. */
    String endings() throws Exception {
        var ways = new TreeSet<String>();
        var times = new TreeSet<Long>();
        for (var end : ends) {
            ways.add(end.get().how());
            times.add(end.get().when());
        }
        boolean spread = times.last() - times.first() >= SPREAD.toNanos();
        return String.join(" or ", ways) + (spread ? ", one after the other" : ", all at once");
    }
}
