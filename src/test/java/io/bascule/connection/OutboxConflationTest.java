package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.Connection.Counters;
import io.bascule.connection.Connection.Waiting;
import io.bascule.connection.Outgoing.Kind;
import io.bascule.connection.Outgoing.Overflow;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What becomes of messages that wait for a slow client, where a rule says so. */
class OutboxConflationTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ScriptedWire wire = new ScriptedWire();
    private final List<String> ends = new ArrayList<>();
    private final Outbox outbox = outbox(Runnable::run);

    private Outbox outbox(Executor drain) {
        return new Outbox(wire, drain, OutboxTest.limits(100, 5, DEADLINE), time, time, new Outbox.End() {
            @Override
            public void flushed(CloseStatus status) {
                ends.add("flushed " + status.code());
            }

            @Override
            public void failed(CloseStatus status) {
                ends.add("failed " + status.code() + " " + status.reason());
            }
        });
    }

    private static Outgoing keyed(String key, String text) {
        return new Outgoing(Part.text(text), Part.NONE, Kind.DROPPABLE, key);
    }

    private static Outgoing dropping(Overflow policy, String text) {
        return new Outgoing(Part.text(text), Part.NONE, Kind.DROPPABLE, Outgoing.NO_KEY, policy);
    }

    /** From now on the first message is being written and everything else waits. */
    private void stop() {
        wire.late();
        outbox.offer(Outgoing.text("first"));
    }

    private List<Offer> offer(Outgoing... messages) {
        return List.of(messages).stream().map(outbox::offer).toList();
    }

    private List<String> writtenBehindTheFirst() {
        wire.complete();
        return wire.texts().subList(1, wire.texts().size());
    }

    @Test
    void a_newer_message_takes_the_place_of_the_waiting_one_of_its_key() {
        stop();
        assertEquals(
                List.of(Offer.QUEUED, Offer.QUEUED, Offer.CONFLATED, Offer.CONFLATED),
                offer(keyed("a", "a1"), keyed("b", "b1"), keyed("a", "a2"), keyed("a", "a3")));
        assertEquals(List.of("a3", "b1"), writtenBehindTheFirst());
    }

    @Test
    void one_that_takes_the_place_of_an_older_one_has_the_tail_it_is_to_have_there() {
        stop();
        var moved = Part.text("moved");
        for (var text : List.of("a1", "a2")) {
            outbox.offer(new Outgoing(
                    Part.text(text), Part.text(" here"), Kind.DROPPABLE, "a", Overflow.CLOSE, tail -> moved));
        }
        assertEquals(List.of("a2moved"), writtenBehindTheFirst());
    }

    @Test
    void one_that_takes_no_place_keeps_its_tail() {
        stop();
        outbox.offer(new Outgoing(
                Part.text("a1"), Part.text(" here"), Kind.DROPPABLE, "a", Overflow.CLOSE, tail -> Part.NONE));
        assertEquals(List.of("a1 here"), writtenBehindTheFirst());
    }

    @Test
    void what_is_being_written_is_not_replaced() {
        wire.late();
        assertEquals(List.of(Offer.QUEUED, Offer.QUEUED), offer(keyed("a", "a1"), keyed("a", "a2")));
        wire.complete();
        assertEquals(List.of("a1", "a2"), wire.texts());
    }

    @Test
    void a_client_that_keeps_up_gets_all_that_one_read_event_sends() {
        var tasks = new ArrayDeque<Runnable>();
        var put = outbox(tasks::add);
        assertEquals(Offer.QUEUED, put.offer(keyed("a", "a1")));
        assertEquals(Offer.QUEUED, put.offer(keyed("a", "a2")));
        tasks.remove().run();
        assertEquals(List.of("a1", "a2"), wire.texts());
    }

    @Test
    void at_the_bound_the_last_of_its_key_is_replaced_also_before_the_first_write() {
        var put = outbox(task -> {});
        put.offer(keyed("a", "a".repeat(50)));
        assertEquals(Offer.CONFLATED, put.offer(keyed("a", "b".repeat(60))));
        assertEquals(List.of("b".repeat(60)), wire.texts());
    }

    @Test
    void the_bytes_of_the_newer_count() {
        stop();
        offer(keyed("a", "a1"), keyed("a", "a longer one"));
        assertEquals(new Waiting(5 + 12, 2, Duration.ZERO), outbox.waiting());
    }

    @Test
    void a_newer_one_with_no_room_for_its_growth_goes_over_the_bound() {
        stop();
        assertEquals(List.of(Offer.QUEUED, Offer.CLOSED), offer(keyed("a", "a1"), keyed("a", "x".repeat(96))));
        assertEquals(List.of("failed 1008 reads too slowly: more than 100 bytes wait (outbox.bytes)"), ends);
    }

    @Test
    void messages_of_the_protocol_are_never_replaced() {
        stop();
        var control = new Outgoing(Part.text("r"), Part.NONE, Kind.CONTROL, "a");
        assertEquals(List.of(Offer.QUEUED, Offer.QUEUED), offer(control, control));
    }

    @Test
    void the_oldest_that_may_be_dropped_makes_room() {
        stop();
        offer(Outgoing.text("kept"), oldest("1"), oldest("2"), oldest("3"));
        assertEquals(List.of(Offer.QUEUED, Offer.QUEUED), offer(oldest("4"), oldest("5")));
        assertEquals(List.of("kept", "3", "4", "5"), writtenBehindTheFirst());
        assertEquals(new Counters(1, 0, 2, 0), outbox.counters()); // only the first write has ended
    }

    private static Outgoing oldest(String text) {
        return dropping(Overflow.DROP_OLDEST, text);
    }

    private static Outgoing newest(String text) {
        return dropping(Overflow.DROP_NEWEST, text);
    }

    @Test
    void the_newest_is_not_taken_where_the_rule_says_so() {
        stop();
        offer(newest("1"), newest("2"), newest("3"), newest("4"));
        assertEquals(List.of(Offer.DROPPED), offer(newest("5")));
        assertEquals(List.of("1", "2", "3", "4"), writtenBehindTheFirst());
    }

    @Test
    void what_must_arrive_takes_the_room_of_what_may_be_dropped() {
        stop();
        offer(oldest("1"), newest("2"), newest("3"), oldest("4"));
        assertEquals(
                List.of(Offer.QUEUED, Offer.QUEUED, Offer.QUEUED),
                offer(Outgoing.text("a"), Outgoing.control(Part.text("b")), Outgoing.text("c")));
        assertEquals(List.of("2", "a", "b", "c"), writtenBehindTheFirst());
        assertEquals(List.of(), ends);
    }

    @Test
    void where_nothing_may_be_dropped_what_must_arrive_ends_the_connection() {
        stop();
        offer(newest("1"), Outgoing.text("a"), Outgoing.text("b"), Outgoing.text("c"));
        assertEquals(List.of(Offer.QUEUED, Offer.CLOSED), offer(Outgoing.text("d"), Outgoing.text("e")));
        assertEquals(List.of("failed 1008 reads too slowly: more than 5 messages wait (outbox.messages)"), ends);
    }

    @Test
    void nothing_is_dropped_in_vain() {
        stop();
        offer(oldest("1"), oldest("2"));
        assertEquals(List.of(Offer.DROPPED), offer(oldest("x".repeat(96))));
        assertEquals(List.of("1", "2"), writtenBehindTheFirst());
    }

    @Test
    void at_a_pace_writes_begin_no_sooner_and_what_waits_is_conflated() {
        outbox.pace(Duration.ofSeconds(2));
        assertEquals(
                List.of(Offer.QUEUED, Offer.QUEUED, Offer.CONFLATED),
                offer(keyed("a", "a1"), keyed("a", "a2"), keyed("a", "a3")));
        assertEquals(List.of("a1"), wire.texts());
        time.advance(Duration.ofMillis(1_999));
        assertEquals(List.of("a1"), wire.texts());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of("a1", "a3"), wire.texts());
        assertEquals(new Counters(2, 1, 0, 0), outbox.counters());
    }

    @Test
    void a_pace_that_ends_writes_at_once() {
        outbox.pace(Duration.ofSeconds(2));
        offer(Outgoing.text("a"), Outgoing.text("b"));
        outbox.pace(Duration.ZERO);
        offer(Outgoing.text("c"));
        assertEquals(List.of("a", "b", "c"), wire.texts());
        assertEquals(List.of(1, 1, 1), wire.batches());
    }

    @Test
    void a_close_does_not_wait_for_the_pace() {
        outbox.pace(Duration.ofSeconds(2));
        offer(Outgoing.text("a"), Outgoing.text("b"));
        outbox.close(CloseStatus.NORMAL);
        assertEquals(List.of("a", "b"), wire.texts());
        assertEquals(List.of("flushed 1000"), ends);
        assertEquals(0, time.pending());
    }

    @Test
    void a_release_takes_the_pace_back() {
        outbox.pace(Duration.ofSeconds(2));
        offer(Outgoing.text("a"), Outgoing.text("b"));
        outbox.release();
        assertEquals(0, time.pending());
        assertEquals(List.of("a"), wire.texts());
    }

    @Test
    void who_waits_for_room_is_told_when_a_smaller_one_takes_the_place() {
        var told = new ArrayList<String>();
        stop();
        offer(keyed("a", "x".repeat(50)));
        outbox.whenBelow(20, () -> told.add("below"));
        offer(keyed("a", "x"));
        assertEquals(List.of("below"), told);
    }
}
