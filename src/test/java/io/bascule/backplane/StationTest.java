package io.bascule.backplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Backplane.Health;
import io.bascule.backplane.Backplane.NoRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StationTest {
    private final Wire wire = new Wire();
    private final Station west = wire.station("west", 1);
    private final Station east = wire.station("east", 2);
    private final List<String> atWest = wire.received.get(0);
    private final List<String> atEast = wire.received.get(1);

    private static Departure sent(Station from, String text) throws InterruptedException {
        from.publish(Wire.publication(text), number -> {});
        var departure = Wire.next(from).orElseThrow();
        return departure.kept() ? departure : Wire.next(from).orElseThrow(); // behind a beat
    }

    @Test
    void a_publication_comes_to_the_others_and_not_back() throws Exception {
        west.publish(Wire.publication("hallo"), number -> {});
        wire.carry();
        assertEquals(List.of("/topic/a hallo"), atEast);
        assertEquals(List.of(), atWest);
    }

    @Test
    void a_publication_is_safe_when_the_broker_has_it() throws Exception {
        var safe = west.publish(Wire.publication("hallo"), number -> {}).toCompletableFuture();
        var beat = Wire.next(west).orElseThrow();
        var departure = Wire.next(west).orElseThrow();
        beat.sent().run();
        assertFalse(safe.isDone());
        departure.sent().run();
        assertTrue(safe.isDone());
    }

    @Test
    void what_is_published_while_nothing_leaves_leaves_in_one_parcel() throws Exception {
        west.publish(Wire.publication("1"), number -> {});
        var departure = sent(west, "2");
        assertEquals(2, Parcel.read(departure.bytes()).contents().size());
    }

    @Test
    void a_repeat_is_dropped() throws Exception {
        var departure = sent(west, "once");
        wire.bring(departure);
        wire.bring(departure);
        assertEquals(List.of("/topic/a once"), atEast);
    }

    @Test
    void what_comes_too_early_waits_for_what_was_before_it() throws Exception {
        wire.bring(sent(west, "1"));
        var second = sent(west, "2");
        wire.bring(sent(west, "3"));
        assertEquals(List.of("/topic/a 1"), atEast);
        wire.bring(second);
        assertEquals(List.of("/topic/a 1", "/topic/a 2", "/topic/a 3"), atEast);
    }

    @Test
    void what_stays_away_for_90_s_is_missed() throws Exception {
        wire.bring(sent(west, "1"));
        sent(west, "2");
        wire.bring(sent(west, "3"));
        wire.pass(Duration.ofMillis(89_500));
        assertEquals(List.of("/topic/a 1"), atEast);
        wire.pass(Duration.ofMillis(500));
        assertEquals(List.of("/topic/a 1", "missed up to 2 of west", "/topic/a 3"), atEast);
    }

    @Test
    void a_node_for_which_nothing_is_kept_waits_for_nothing() throws Exception {
        wire.station("south", 3, false);
        wire.bring(sent(west, "1"));
        sent(west, "2");
        wire.bring(sent(west, "3"));
        assertEquals(List.of("/topic/a 1", "missed up to 2 of west", "/topic/a 3"), wire.received.get(2));
    }

    @Test
    void another_run_of_a_node_begins_to_count_anew() throws Exception {
        wire.bring(sent(west, "1"));
        wire.bring(sent(wire.station("west", 5), "2"));
        assertEquals(List.of("/topic/a 1", "/topic/a 2"), atEast);
    }

    @Property
    void whatever_is_repeated_and_mixed_up_arrives_once_and_in_order(@ForAll List<@IntRange(max = 9) Integer> arrivals)
            throws Exception {
        var own = new Wire();
        var from = own.station("west", 1);
        var to = own.station("east", 2);
        var parcels = IntStream.range(0, 10)
                .mapToObj(i -> Integer.toString(i))
                .map(text -> {
                    try {
                        return sent(from, text);
                    } catch (InterruptedException never) {
                        throw new AssertionError(never);
                    }
                })
                .toList();
        to.arrived(parcels.get(0).bytes());
        arrivals.forEach(i -> to.arrived(parcels.get(i).bytes()));
        parcels.forEach(parcel -> to.arrived(parcel.bytes()));
        assertEquals(IntStream.range(0, 10).mapToObj(i -> "/topic/a " + i).toList(), own.received.get(1));
    }

    @Test
    void nodes_that_beat_are_there() throws Exception {
        wire.carry();
        assertEquals(Set.of(east.self()), west.nodes());
        assertEquals(Set.of(west.self()), east.nodes());
    }

    @Test
    void a_node_is_gone_when_it_has_been_silent_for_10_s() throws Exception {
        wire.carry();
        wire.stations.remove(east);
        wire.pass(Duration.ofMillis(9_500));
        assertEquals(Set.of(east.self()), west.nodes());
        wire.pass(Duration.ofMillis(500));
        assertEquals(Set.of(), west.nodes());
    }

    @Test
    void a_node_that_takes_leave_is_gone_at_once() throws Exception {
        wire.carry();
        east.leave();
        wire.carry();
        assertEquals(Set.of(), west.nodes());
    }

    @Test
    void the_subscriptions_that_a_message_to_a_user_reaches_elsewhere_are_counted() throws Exception {
        wire.station("south", 3);
        wire.carry();
        var reached = west.publishCounted(new Content.ToUser("ann", Wire.message("x")), number -> {})
                .toCompletableFuture();
        assertFalse(reached.isDone());
        wire.carry();
        assertEquals(4, reached.getNow(-1));
    }

    @Test
    void who_is_alone_has_counted_at_once() {
        assertEquals(
                0,
                west.publishCounted(new Content.ToUser("ann", Wire.message("x")), number -> {})
                        .toCompletableFuture()
                        .getNow(-1));
    }

    @Test
    void a_node_that_does_not_answer_is_waited_for_5_s() throws Exception {
        wire.station("south", 3);
        wire.carry();
        wire.stations.remove(east);
        var reached = west.publishCounted(new Content.ToUser("ann", Wire.message("x")), number -> {})
                .toCompletableFuture();
        wire.pass(Duration.ofMillis(4_500));
        assertFalse(reached.isDone());
        wire.pass(Duration.ofMillis(500));
        assertEquals(2, reached.getNow(-1));
    }

    @Test
    void a_node_that_leaves_is_not_waited_for() throws Exception {
        wire.carry();
        var reached = west.publishCounted(new Content.ToUser("ann", Wire.message("x")), number -> {})
                .toCompletableFuture();
        east.leave();
        west.arrived(Wire.next(east).orElseThrow().bytes());
        assertEquals(0, reached.getNow(-1));
    }

    @Test
    void too_much_that_waits_leaves_no_room_until_it_has_been_sent() throws Exception {
        west.checkRoom();
        west.publish(Wire.publication("x".repeat(990)), number -> {});
        var refused = assertThrows(NoRoom.class, west::checkRoom);
        assertEquals(
                "the other nodes cannot be reached, and 1017 bytes wait for them, the limit is 1000; try again later",
                refused.getMessage());
        wire.carry();
        west.checkRoom();
    }

    @Test
    void it_is_up_when_a_beat_of_its_own_has_come_back() throws Exception {
        assertEquals(
                new Health(false, "the broker cannot be reached: there was no answer yet; 0 bytes wait to be sent"),
                west.health());
        wire.carry();
        assertEquals(new Health(true, ""), west.health());
    }

    @Test
    void it_is_not_up_when_no_beat_has_come_back_for_6_s() throws Exception {
        wire.carry();
        wire.time.advance(Duration.ofMillis(5_999));
        assertTrue(west.health().up());
        wire.time.advance(Duration.ofMillis(1));
        assertEquals(new Health(false, "the broker has not answered for 6 s; 0 bytes wait to be sent"), west.health());
    }

    @Test
    void it_is_not_up_when_the_carrier_has_lost_the_broker() throws Exception {
        wire.carry();
        assertTrue(west.cut("it is gone"));
        assertEquals(
                new Health(false, "the broker cannot be reached: it is gone; 0 bytes wait to be sent"), west.health());
        assertFalse(west.cut("it is gone"));
    }

    @Test
    void it_beats_every_2_s() throws Exception {
        assertTrue(Wire.next(west).isPresent());
        wire.time.advance(Duration.ofMillis(1_999));
        assertFalse(Wire.next(west).isPresent());
        wire.time.advance(Duration.ofMillis(1));
        assertTrue(Wire.next(west).isPresent());
    }

    @Test
    void who_lives_answers_another_that_asks_for_its_name() throws Exception {
        wire.carry();
        var second = new Station(new Node("west", 9), Station.Limits.of(1_000, true), wire.time::nanoTime);
        west.arrived(second.hello());
        assertTrue(second.isRival(Wire.next(west).orElseThrow().bytes()));
        assertFalse(second.isRival(east.hello()));
    }

    @Test
    void of_two_that_begin_under_one_name_the_later_gives_way() {
        var second = new Station(new Node("west", 9), Station.Limits.of(1_000, true), wire.time::nanoTime);
        assertTrue(second.isRival(west.hello()));
        assertFalse(west.isRival(second.hello()));
    }

    @Test
    void what_is_no_parcel_is_dropped() throws Exception {
        west.arrived(new byte[] {1, 2, 3});
        east.publish(Wire.publication("hallo"), number -> {});
        wire.carry();
        assertEquals(List.of("/topic/a hallo"), atWest);
    }

    @Test
    void an_order_to_disconnect_comes_to_the_others_and_is_counted() throws Exception {
        var orders = new ArrayList<Content.Disconnect>();
        east.listenForDisconnects(order -> orders.add(order) ? 3 : 0);
        wire.carry();
        var order = new Content.Disconnect("ann", "", 1008, "enough");
        var reached = west.publishCounted(order, number -> {}).toCompletableFuture();
        wire.carry();
        assertEquals(List.of(order), orders);
        assertEquals(3, reached.getNow(-1));
        assertEquals(List.of(), atEast);
    }

    /** Knows one run, and writes down what it is told of such. */
    private static List<String> told(Station station, long number) {
        var told = new ArrayList<String>();
        station.listen(new Backplane.Listener() {
            @Override
            public int received(Node from, long sequence, Content.Messaged publication) {
                return 0;
            }

            @Override
            public Map<String, Content.Run> runs() {
                return Map.of("old", new Content.Run(number, number));
            }

            @Override
            public void begun(Map<String, Content.Run> runs) {
                told.add(runs.toString());
            }
        });
        return told;
    }

    @Test
    void a_node_that_starts_learns_once_how_far_runs_had_come_when_all_has_arrived_that_it_is_told_of()
            throws Exception {
        told(west, 3);
        wire.pass(Duration.ofSeconds(25));
        var told = told(wire.station("north", 3), 0);
        wire.pass(Duration.ofSeconds(19));
        assertEquals(List.of(), told);
        wire.stations.remove(east); // so that west is asked
        wire.pass(Duration.ofSeconds(20));
        assertEquals(1, told.size());
    }

    @Test
    void a_queue_with_something_in_it_is_looked_into_elsewhere() throws Exception {
        var ledger = new Ledger(east, 1_000);
        new Ledger(west, 1_000).tellStocked(Set.of("/queue/a"));
        wire.carry();
        assertEquals(Set.of("/queue/a"), ledger.next(0).queues());
    }
}
