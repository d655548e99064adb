package io.bascule.it.servers;

import io.bascule.it.application.InsideServlet;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The inside of the application of {@link Wars#crowd()}, as its {@link InsideServlet} tells it. */
record Inside(Site site) {
    /** So long what is polled for may take on a machine that has much else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /** As {@link io.bascule.Counts}. */
    record Counts(int connections, int places, int subscriptions, int appointments) {
        /** Whether there is no client, and no appointment more than {@code before}. */
        boolean isEmptyAs(Counts before) {
            return connections == 0 && places == 0 && subscriptions == 0 && appointments <= before.appointments;
        }
    }

    private String ask(String what) throws IOException {
        var target = site.at("/inside?of=" + what);
        try (var http = RawHttp.connect(site.port(), PATIENCE)) {
            http.send("GET " + target + " HTTP/1.1\nHost: 127.0.0.1:" + site.port() + "\nConnection: close\n\n");
            return http.answer().body();
        }
    }

    /** Bytes in use in the server's heap, behind a collection. */
    long heap() throws IOException {
        return Long.parseLong(ask("heap"));
    }

    Counts counts() throws IOException {
        var counts = ask("counts").split(" ", -1);
        return new Counts(
                Integer.parseInt(counts[0]),
                Integer.parseInt(counts[1]),
                Integer.parseInt(counts[2]),
                Integer.parseInt(counts[3]));
    }

    /** How many threads of Bascule there are whose names begin so, in all applications of the server. */
    long threads(String name) throws IOException {
        return ask("threads").lines().filter(thread -> thread.startsWith(name)).count();
    }

    /** Messages that the container has taken since {@code /bare} was told to send. */
    int sentBare() throws IOException {
        return Integer.parseInt(ask("bare"));
    }

    /** Forgets the ends so far. */
    void forgetEnds() throws IOException {
        ask("ends");
    }

    /**
     * The ends with 1008 since this was asked last, one at least unless none comes for long. Without those of idle clients:
     * the silent ones of other cases end meanwhile.
     */
    List<String> ends() throws Exception {
        var ends = new ArrayList<String>();
        Poll.within(PATIENCE, () -> {
            ask("ends").lines().filter(end -> !end.endsWith("(idle)")).forEach(ends::add);
            return !ends.isEmpty();
        });
        return ends;
    }
}
