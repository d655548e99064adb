package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Waiting;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutboxTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ScriptedWire wire = new ScriptedWire();
    private final List<String> ends = new ArrayList<>();
    private final Outbox outbox = outbox(Runnable::run, limits(100, 5, DEADLINE));

    private Outbox outbox(Executor drain, ConnectionLimits limits) {
        return new Outbox(wire, drain, limits, time, time, new Outbox.End() {
            @Override
            public void flushed(CloseStatus status) {
                ends.add(("flushed " + status.code() + " " + status.reason()).strip());
            }

            @Override
            public void failed(CloseStatus status) {
                ends.add(("failed " + status.code() + " " + status.reason()).strip());
            }
        });
    }

    static ConnectionLimits limits(int outboxBytes, int outboxMessages, Duration sendDeadline) {
        return new ConnectionLimits(
                65_536, 64, 262_144, outboxBytes, outboxMessages, sendDeadline, Duration.ZERO, Duration.ZERO);
    }

    private static Outgoing ofSize(int bytes) {
        return Outgoing.text("x".repeat(bytes));
    }

    @Test
    void a_message_is_written_at_once() {
        assertEquals(Offer.QUEUED, outbox.offer(Outgoing.text("a")));
        assertEquals(List.of("a"), wire.texts());
        assertEquals(new Waiting(0, 0, Duration.ZERO), outbox.waiting());
    }

    @Test
    void while_a_write_is_outstanding_nothing_is_written() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        assertEquals(List.of("a"), wire.texts());
    }

    @Test
    void what_has_gathered_goes_into_one_write() {
        wire.late();
        List.of("a", "b", "c").forEach(text -> outbox.offer(Outgoing.text(text)));
        wire.complete();
        assertEquals(List.of(1, 2), wire.batches());
    }

    @Test
    void one_write_holds_at_most_64_KiB() {
        var large = outbox(Runnable::run, limits(1_000_000, 100, DEADLINE));
        wire.late();
        for (int i = 0; i < 5; i++) {
            large.offer(ofSize(30_000));
        }
        wire.complete();
        wire.complete();
        assertEquals(List.of(1, 2, 2), wire.batches());
    }

    @Test
    void a_message_larger_than_one_write_is_written_alone() {
        var large = outbox(Runnable::run, limits(1_000_000, 100, DEADLINE));
        wire.late();
        List.of(1, 70_000, 1).forEach(size -> large.offer(ofSize(size)));
        wire.complete();
        wire.complete();
        assertEquals(List.of(1, 1, 1), wire.batches());
    }

    @Test
    void more_bytes_than_the_bound_end_the_connection_with_1008() {
        wire.late();
        outbox.offer(ofSize(60));
        outbox.offer(ofSize(40));
        assertEquals(Offer.CLOSED, outbox.offer(ofSize(1)));
        assertEquals(List.of("failed 1008 reads too slowly: more than 100 bytes wait (outbox.bytes)"), ends);
    }

    @Test
    void more_messages_than_the_bound_end_the_connection_with_1008() {
        wire.late();
        for (int i = 0; i < 5; i++) {
            assertEquals(Offer.QUEUED, outbox.offer(ofSize(1)));
        }
        assertEquals(Offer.CLOSED, outbox.offer(ofSize(1)));
        assertEquals(List.of("failed 1008 reads too slowly: more than 5 messages wait (outbox.messages)"), ends);
    }

    @Test
    void a_message_larger_than_the_bound_is_taken_when_nothing_waits() {
        wire.late();
        assertEquals(Offer.QUEUED, outbox.offer(ofSize(1_000)));
        assertEquals(1_000, outbox.waiting().bytes());
    }

    @Test
    void behind_a_message_larger_than_the_bound_nothing_is_taken() {
        wire.late();
        outbox.offer(ofSize(1_000));
        assertEquals(Offer.CLOSED, outbox.offer(ofSize(1)));
    }

    @Test
    void bytes_and_messages_of_the_outstanding_write_count_as_waiting() {
        wire.late();
        outbox.offer(ofSize(10));
        outbox.offer(ofSize(5));
        time.advance(Duration.ofSeconds(2));
        assertEquals(new Waiting(15, 2, Duration.ofSeconds(2)), outbox.waiting());
    }

    @Test
    void the_age_is_that_of_the_oldest_that_waits() {
        wire.late();
        outbox.offer(ofSize(1));
        time.advance(Duration.ofSeconds(1));
        outbox.offer(ofSize(1));
        time.advance(Duration.ofSeconds(2));
        wire.complete();
        assertEquals(Duration.ofSeconds(2), outbox.waiting().age());
    }

    @Test
    void a_send_that_takes_longer_than_the_deadline_ends_the_connection_though_nobody_else_sends() {
        wire.late();
        outbox.offer(ofSize(1));
        time.advance(DEADLINE);
        assertEquals(List.of("failed 1008 reads too slowly: a send took more than 10 s (send.deadline)"), ends);
    }

    @Test
    void a_deadline_of_less_than_a_second_is_named_in_milliseconds() {
        wire.late();
        outbox(Runnable::run, limits(100, 5, Duration.ofMillis(500))).offer(ofSize(1));
        time.advance(Duration.ofMillis(500));
        assertEquals(List.of("failed 1008 reads too slowly: a send took more than 500 ms (send.deadline)"), ends);
    }

    @Test
    void each_write_has_the_whole_deadline() {
        wire.late();
        outbox.offer(ofSize(1));
        outbox.offer(ofSize(1));
        time.advance(Duration.ofSeconds(7));
        wire.complete();
        time.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), ends);
        time.advance(Duration.ofSeconds(1));
        assertEquals(1, ends.size());
    }

    @Test
    void writes_that_end_in_time_never_meet_the_deadline() {
        wire.late();
        for (int i = 0; i < 10; i++) {
            outbox.offer(ofSize(1));
            time.advance(Duration.ofSeconds(9));
            wire.complete();
        }
        assertEquals(List.of(), ends);
    }

    /** Kept: the completion came on another thread before the write had returned. */
    @Test
    @Timeout(30)
    void a_write_that_follows_a_completion_on_another_thread_has_a_deadline_too() throws InterruptedException {
        var others = new ArrayList<Thread>();
        wire.ending(done -> {
            var other = new Thread(done::written);
            others.add(other);
            wire.late();
            outbox.offer(ofSize(1));
            other.start();
            while (other.getState() != Thread.State.BLOCKED && other.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
        });
        synchronized (outbox) { // so that the other thread comes to its end only behind us
            outbox.offer(ofSize(1));
        }
        others.get(0).join();
        assertEquals(new Waiting(1, 1, Duration.ZERO), outbox.waiting());
        time.advance(DEADLINE);
        assertEquals(1, ends.size());
    }

    @Test
    void close_waits_for_what_is_queued() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        outbox.close(CloseStatus.GOING_AWAY);
        wire.complete();
        assertEquals(List.of(), ends);
        wire.complete();
        assertEquals(List.of("flushed 1001"), ends);
        assertEquals(List.of("a", "b"), wire.texts());
    }

    @Test
    void close_of_an_outbox_where_nothing_waits_is_told_at_once() {
        outbox.close(CloseStatus.NORMAL);
        assertEquals(List.of("flushed 1000"), ends);
    }

    @Test
    void what_is_offered_behind_close_is_not_taken() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.close(CloseStatus.NORMAL);
        assertEquals(Offer.CLOSED, outbox.offer(Outgoing.text("b")));
        wire.complete();
        assertEquals(List.of("a"), wire.texts());
    }

    @Test
    void only_the_first_close_counts() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.close(CloseStatus.NORMAL);
        outbox.close(CloseStatus.GOING_AWAY);
        wire.complete();
        assertEquals(List.of("flushed 1000"), ends);
    }

    @Test
    void the_deadline_holds_while_closing_too() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.close(CloseStatus.NORMAL);
        time.advance(DEADLINE);
        assertEquals(List.of("failed 1008 reads too slowly: a send took more than 10 s (send.deadline)"), ends);
    }

    @Test
    void a_failed_write_is_told_once_and_drops_what_waits() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        var write = wire.released();
        write.failed(new java.io.IOException("broken pipe"));
        write.failed(new java.io.IOException("again"));
        write.written();
        assertEquals(List.of("failed 1006 a write failed: java.io.IOException: broken pipe"), ends);
        assertEquals(List.of("a"), wire.texts());
        assertEquals(new Waiting(0, 0, Duration.ZERO), outbox.waiting());
    }

    @Test
    void a_wire_that_throws_has_failed() {
        wire.ending(ScriptedWire.THROWING);
        outbox.offer(Outgoing.text("a"));
        assertEquals(
                List.of("failed 1006 a write failed: java.lang.IllegalStateException: the container has closed"), ends);
    }

    @Test
    void a_wire_that_throws_after_it_has_written_has_written() {
        wire.ending(ScriptedWire.WRITTEN_AND_THROWING);
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        assertEquals(List.of(), ends);
        assertEquals(List.of("a", "b"), wire.texts());
    }

    @Test
    void a_write_that_is_completed_twice_counts_once() {
        wire.late();
        List.of("a", "b", "c").forEach(text -> outbox.offer(Outgoing.text(text)));
        var first = wire.released();
        first.written();
        first.written();
        assertEquals(2, outbox.waiting().messages());
        assertEquals(List.of(1, 2), wire.batches());
    }

    @Test
    void after_release_nothing_is_told_and_nothing_is_written() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        outbox.release();
        wire.complete();
        time.advance(DEADLINE);
        outbox.close(CloseStatus.NORMAL);
        assertEquals(Offer.CLOSED, outbox.offer(Outgoing.text("c")));
        assertEquals(List.of(), ends);
        assertEquals(List.of("a"), wire.texts());
    }

    @Test
    void release_frees_what_waits() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.offer(Outgoing.text("b"));
        outbox.release();
        assertEquals(new Waiting(0, 0, Duration.ZERO), outbox.waiting());
    }

    @Test
    void release_takes_the_deadline_back() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.release();
        assertEquals(0, time.pending());
    }

    @Test
    void a_flushed_outbox_takes_its_deadline_back() {
        outbox.offer(Outgoing.text("a"));
        outbox.close(CloseStatus.NORMAL);
        assertEquals(0, time.pending());
    }

    @Test
    void a_completion_that_writes_more_is_no_recursion() {
        var many = outbox(Runnable::run, limits(1_000_000, 1_000_000, DEADLINE));
        int[] left = {100_000};
        wire.ending(done -> {
            if (left[0]-- > 0) {
                many.offer(ofSize(1));
            }
            done.written();
        });
        many.offer(ofSize(1));
        assertEquals(100_001, wire.texts().size());
    }

    @Test
    void writing_begins_where_the_drain_says() {
        var tasks = new ArrayDeque<Runnable>();
        var put = outbox(tasks::add, limits(100, 5, DEADLINE));
        put.offer(Outgoing.text("a"));
        put.offer(Outgoing.text("b"));
        put.close(CloseStatus.NORMAL);
        assertEquals(List.of(), wire.texts());
        tasks.remove().run();
        assertTrue(tasks.isEmpty());
        assertEquals(List.of("a", "b"), wire.texts());
        assertEquals(List.of(2), wire.batches());
        assertEquals(List.of("flushed 1000"), ends);
    }

    @Test
    void writing_that_is_put_off_begins_when_half_of_the_bound_waits() {
        var tasks = new ArrayDeque<Runnable>();
        var putOff = outbox(tasks::add, limits(1_000, 10, DEADLINE));
        for (int i = 0; i < 6; i++) {
            putOff.offer(ofSize(1));
        }
        assertEquals(List.of(6), wire.batches());
        tasks.remove().run();
        assertEquals(List.of(6), wire.batches());
    }

    @Test
    void half_of_the_bytes_are_half_of_the_bound_too() {
        var putOff = outbox(new ArrayDeque<Runnable>()::add, limits(1_000, 10, DEADLINE));
        putOff.offer(ofSize(300));
        putOff.offer(ofSize(300));
        assertEquals(List.of(2), wire.batches());
    }

    @Test
    void any_number_of_messages_at_once_reaches_a_client_that_keeps_up() {
        var tasks = new ArrayDeque<Runnable>();
        var putOff = outbox(tasks::add, limits(1_000, 10, DEADLINE));
        for (int i = 0; i < 100; i++) {
            putOff.offer(ofSize(1));
        }
        tasks.forEach(Runnable::run);
        assertEquals(100, wire.texts().size());
        assertEquals(List.of(), ends);
    }

    @Test
    void a_client_that_does_not_keep_up_is_found_though_writing_is_put_off() {
        var putOff = outbox(new ArrayDeque<Runnable>()::add, limits(1_000, 10, DEADLINE));
        wire.late();
        for (int i = 0; i < 11; i++) {
            putOff.offer(ofSize(1));
        }
        assertEquals(List.of("failed 1008 reads too slowly: more than 10 messages wait (outbox.messages)"), ends);
    }

    @Test
    void a_close_that_is_put_off_comes_behind_what_was_written_early() {
        var tasks = new ArrayDeque<Runnable>();
        var putOff = outbox(tasks::add, limits(1_000, 2, DEADLINE));
        putOff.offer(ofSize(1));
        putOff.offer(ofSize(1));
        putOff.close(CloseStatus.NORMAL);
        assertEquals(List.of(2), wire.batches());
        tasks.forEach(Runnable::run);
        assertEquals(List.of("flushed 1000"), ends);
    }

    @Test
    void when_below_runs_at_once_where_less_waits() {
        var told = new ArrayList<String>();
        outbox.whenBelow(1, () -> told.add("below"));
        assertEquals(List.of("below"), told);
    }

    @Test
    void when_below_runs_once_when_so_much_has_been_written() {
        var told = new ArrayList<String>();
        wire.late();
        outbox.offer(ofSize(50));
        outbox.offer(ofSize(40));
        outbox.whenBelow(40, () -> told.add("below 40"));
        outbox.whenBelow(41, () -> told.add("below 41"));
        wire.complete();
        assertEquals(List.of("below 41"), told);
        wire.complete();
        assertEquals(List.of("below 41", "below 40"), told);
    }

    @Test
    void who_waits_for_room_is_told_of_the_end_too() {
        var told = new ArrayList<String>();
        wire.late();
        outbox.offer(ofSize(50));
        outbox.whenBelow(40, () -> told.add("over"));
        outbox.release();
        outbox.whenBelow(40, () -> told.add("was over"));
        assertEquals(List.of("over", "was over"), told);
    }

    @Test
    void who_waits_for_room_is_told_when_a_bound_is_exceeded() {
        var told = new ArrayList<String>();
        wire.late();
        outbox.offer(ofSize(50));
        outbox.whenBelow(40, () -> told.add("over"));
        outbox.offer(ofSize(60));
        assertEquals(List.of("over"), told);
    }

    @Test
    void who_is_told_of_room_may_send() {
        wire.late();
        outbox.offer(Outgoing.text("a"));
        outbox.whenBelow(1, () -> outbox.offer(Outgoing.text("b")));
        wire.complete();
        assertEquals(List.of("a", "b"), wire.texts());
    }
}
