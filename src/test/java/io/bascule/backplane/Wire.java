package io.bascule.backplane;

import io.bascule.backplane.Content.Message;
import io.bascule.backplane.Content.Messaged;
import io.bascule.backplane.Content.ToSubscribers;
import io.bascule.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some stations, their time, and a broker between them that is hand-driven: nothing moves before {@link #carry}. */
final class Wire {
    final ManualTime time = new ManualTime();
    final List<Station> stations = new ArrayList<>();
    /** What was handed on by each station, as {@code destination text}, and what it misses. */
    final List<List<String>> received = new ArrayList<>();

    Station station(String name, long epoch) {
        return station(name, epoch, true);
    }

    Station station(String name, long epoch, boolean kept) {
        var station = new Station(new Node(name, epoch), Station.Limits.of(1_000, kept), time::nanoTime);
        var lines = new ArrayList<String>();
        station.listen(new Backplane.Listener() {
            @Override
            public int received(Node from, long number, Messaged publication) {
                lines.add(publication.message().destination() + " "
                        + new String(publication.message().body(), StandardCharsets.UTF_8));
                return 2;
            }

            @Override
            public void missed(Node from, long last) {
                lines.add("missed up to " + last + " of " + from.name());
            }
        });
        stations.add(station);
        received.add(lines);
        return station;
    }

    static Message message(String text) {
        return new Message("m", "/topic/a", Map.of(), text.getBytes(StandardCharsets.UTF_8), true);
    }

    static ToSubscribers publication(String text) {
        return new ToSubscribers(message(text));
    }

    /** What a station has to send now. */
    static Optional<Departure> next(Station station) throws InterruptedException {
        return station.next(0);
    }

    /** Takes all that the stations have to send and brings it to all of them, until there is nothing more. */
    void carry() throws InterruptedException {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (var from : List.copyOf(stations)) {
                for (var one = next(from); one.isPresent(); one = next(from)) {
                    one.get().sent().run();
                    bring(one.get());
                    moved = true;
                }
            }
        }
    }

    void bring(Departure departure) {
        stations.forEach(to -> to.arrived(departure.bytes()));
    }

    /** Lets time pass, with every station alive. */
    void pass(Duration duration) throws InterruptedException {
        for (var left = duration; left.toMillis() > 0; left = left.minusMillis(500)) {
            time.advance(Duration.ofMillis(500));
            carry();
            stations.forEach(Station::look);
        }
    }
}
