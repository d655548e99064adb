package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.Counts;
import io.bascule.it.wire.Poll;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that come and are lost in every way leave nothing behind on the standalone server. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeakIT {
    private static final int CLIENTS = 2_000;
    private static final int HANDLERS = 4;

    /** Far above the 10 s after which a place is free that no client has come to. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void two_thousand_lost_clients_leave_nothing_behind() throws Exception {
        var made = new AtomicReference<Bascule>();
        try (var server = ServerUnderTest.start(
                Map.of("handlers.threads", Integer.toString(HANDLERS)),
                bascule -> {
                    made.set(bascule);
                    return bascule.endpoint(EchoEndpoint.class)
                            .stomp(ConformanceStomp.class, rules -> rules, DestinationRules.of(), Login.of(Map.of()));
                },
                context -> {})) {
            var bascule = made.get();
            var empty = bascule.counts(); // the expiry of HTTP sessions always waits for its time
            var clients = new LostClients(
                    server, ConformanceStomp.PATH, client -> bascule.messenger().send("/topic/a", "news " + client));
            clients.comeAndGo(CLIENTS / 10);
            awaitCounts(empty, bascule);
            var before = threads();
            clients.comeAndGo(CLIENTS);
            awaitCounts(empty, bascule);
            assertEquals(List.of(), more(before, threads()));
        }
    }

    private static void awaitCounts(Counts expected, Bascule bascule) throws Exception {
        assertTrue(
                Poll.within(PATIENCE, () -> bascule.counts().equals(expected)),
                () -> bascule.counts() + " is left, not " + expected);
    }

    /** How many threads there are of each name, without their numbers. */
    private static Map<String, Integer> threads() {
        var names = new TreeMap<String, Integer>();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            names.merge(thread.getName().replaceAll("[0-9]+", "#"), 1, Integer::sum);
        }
        return names;
    }

    /** Those that there are more of than before, and more than a pool of ours holds. */
    private static List<String> more(Map<String, Integer> before, Map<String, Integer> now) {
        return now.entrySet().stream()
                .filter(name -> name.getValue() > Math.max(HANDLERS, before.getOrDefault(name.getKey(), 0)))
                .map(Map.Entry::toString)
                .toList();
    }
}
