package io.bascule.backplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bascule.backplane.Content.Ended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final Wire wire = new Wire();
    private final List<Known> known = new ArrayList<>();
    private final Station west = station("west", true);
    private final Station east = station("east", true);
    private final Known atWest = known.get(0);
    private final Known atEast = known.get(1);

    /** Each of them has a connection. */
    private static final class Known implements Backplane.Endings {
        private final Map<String, Long> logins = new HashMap<>();

        @Override
        public int ended(Map<String, Long> more) {
            int before = logins.size();
            logins.putAll(more);
            return logins.size() - before;
        }

        @Override
        public Map<String, Long> all() {
            return Map.copyOf(logins);
        }
    }

    private Station station(String name, boolean kept) {
        var station = wire.station(name, wire.stations.size() + 1, kept);
        known.add(new Known());
        station.shareEndings(known.get(known.size() - 1));
        return station;
    }

    private void end(Station at, Known there, String login) {
        there.ended(Map.of(login, 100L));
        at.publish(new Ended(login, 100), number -> {});
    }

    @Test
    void the_end_of_a_login_comes_to_the_others() throws Exception {
        end(west, atWest, "l1");
        wire.carry();
        assertEquals(Map.of("l1", 100L), atEast.logins);
    }

    @Test
    void the_connections_that_it_had_there_are_counted() throws Exception {
        wire.carry();
        var reached = west.publishCounted(new Ended("l1", 100), number -> {}).toCompletableFuture();
        wire.carry();
        assertEquals(1, reached.getNow(-1));
    }

    @Test
    void what_was_ended_while_nothing_could_be_sent_comes_later() throws Exception {
        wire.carry();
        west.cut("it is gone");
        end(west, atWest, "l1");
        wire.time.advance(Duration.ofMinutes(5));
        wire.carry();
        assertEquals(Map.of("l1", 100L), atEast.logins);
    }

    @Test
    void a_node_that_comes_later_learns_what_was_ended() throws Exception {
        end(west, atWest, "l1");
        wire.carry();
        station("north", true);
        wire.pass(BEAT);
        assertEquals(Map.of("l1", 100L), known.get(2).logins);
    }

    @Test
    void it_learns_it_from_another_where_the_one_that_was_asked_has_died() throws Exception {
        end(west, atWest, "l1");
        wire.pass(Duration.ofSeconds(12));
        var north = station("north", true);
        wire.time.advance(BEAT);
        north.arrived(Wire.next(west).orElseThrow().bytes()); // asked, it says no more
        wire.stations.remove(west);
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(Map.of("l1", 100L), known.get(2).logins);
    }

    @Test
    void only_one_is_asked() throws Exception {
        wire.pass(Duration.ofSeconds(12));
        var north = station("north", true);
        wire.time.advance(BEAT);
        north.arrived(Wire.next(west).orElseThrow().bytes());
        north.arrived(Wire.next(east).orElseThrow().bytes());
        assertEquals(List.of(new Content.WhichEnded(west.self())), asked(north));
        north.arrived(new Parcel(west.self(), 0, List.of(new Content.EndedBefore(true, Map.of()))).bytes());
        wire.pass(BEAT.multipliedBy(5));
        assertEquals(List.of(), asked(north));
    }

    @Test
    void who_has_just_come_is_not_the_last_to_be_asked() throws Exception {
        end(west, atWest, "l1");
        wire.pass(Duration.ofSeconds(12));
        wire.stations.remove(west); // for a moment
        wire.stations.remove(east);
        var north = station("north", true);
        station("south", true);
        wire.pass(BEAT); // they know nothing, and each other
        assertEquals(Map.of(), known.get(2).logins);
        wire.stations.add(west);
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(Map.of("l1", 100L), known.get(2).logins);
        assertEquals(Map.of("l1", 100L), known.get(3).logins);
        assertFalse(north.nodes().isEmpty());
    }

    @Test
    void nobody_is_asked_any_more_after_10_s_without_a_complete_answer() throws Exception {
        wire.pass(Duration.ofSeconds(12));
        assertEquals(List.of(), asked(west));
        assertEquals(List.of(), asked(east));
    }

    @Test
    void a_node_for_which_nothing_is_kept_asks_again_when_it_has_lost_the_broker() throws Exception {
        var north = station("north", false);
        wire.pass(Duration.ofSeconds(12));
        north.cut("it is gone");
        wire.stations.remove(north);
        end(west, atWest, "l1");
        wire.carry();
        wire.stations.add(north);
        assertEquals(Map.of(), known.get(2).logins);
        wire.pass(BEAT);
        assertEquals(Map.of("l1", 100L), known.get(2).logins);
    }

    @Test
    void a_node_that_has_missed_something_asks_again() throws Exception {
        wire.pass(Duration.ofSeconds(12));
        west.publish(Wire.publication("1"), number -> {});
        wire.carry();
        wire.stations.remove(east);
        end(west, atWest, "l1");
        wire.carry(); // lost
        wire.stations.add(east);
        west.publish(Wire.publication("2"), number -> {});
        wire.pass(Duration.ofSeconds(90));
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(Map.of("l1", 100L), atEast.logins);
    }

    /** What a station has to send of questions about it. */
    private static List<Content> asked(Station station) throws InterruptedException {
        var all = new ArrayList<Content>();
        for (var next = Wire.next(station); next.isPresent(); next = Wire.next(station)) {
            all.addAll(Parcel.read(next.get().bytes()).contents());
        }
        return all.stream().filter(Content.WhichEnded.class::isInstance).toList();
    }

    @Test
    void a_node_that_no_application_listens_to_hears_nothing() throws Exception {
        wire.station("silent", 9);
        end(west, atWest, "l1");
        wire.carry();
        assertEquals(Optional.empty(), Wire.next(west));
    }
}
