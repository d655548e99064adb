package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final ManualTime time = new ManualTime();
    private final SetClock clock = new SetClock(time);
    private final List<Integer> played = new ArrayList<>();

    @Test
    void the_price_of_the_moment_is_played_at_once() {
        time.advance(Duration.ofMillis(3 * 1000 + 1500)); // a lap, and into the next
        start(3, Replay.everySecond());
        assertEquals(List.of(1), played);
        time.advance(Duration.ofMillis(500));
        assertEquals(List.of(1, 2), played);
    }

    @Test
    void of_prices_of_one_instant_only_the_last_is_played_at_the_start() {
        time.advance(Duration.ofMillis(500));
        start(5, index -> index < 4 ? 0 : 1_000_000_000);
        assertEquals(List.of(3), played);
    }

    @Test
    void when_the_clock_is_set_it_goes_where_it_belongs() {
        start(9, Replay.everySecond());
        clock.set(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(0, 6, 7), played);
    }

    @Test
    void a_clock_that_is_set_by_less_than_a_second_changes_nothing() {
        start(9, Replay.everySecond());
        clock.set(Duration.ofMillis(900));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(0, 1, 2), played);
    }

    @Test
    void at_the_beginning_of_time_the_first_price_is_played() {
        start(3, Replay.everySecond());
        assertEquals(List.of(0), played);
    }

    @Test
    void a_bar_is_played_every_second() {
        start(3, Replay.everySecond());
        time.advance(Duration.ofMillis(1999));
        assertEquals(List.of(0, 1), played);
    }

    @Test
    void after_the_last_price_it_starts_over_a_second_later() {
        start(3, Replay.everySecond());
        time.advance(Duration.ofMillis(2999));
        assertEquals(List.of(0, 1, 2), played);
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of(0, 1, 2, 0), played);
    }

    @Test
    void the_second_lap_keeps_the_pace_of_the_first() {
        start(3, Replay.everySecond());
        time.advance(Duration.ofSeconds(7));
        assertEquals(List.of(0, 1, 2, 0, 1, 2, 0, 1), played);
    }

    @Test
    void a_tape_of_one_price_plays_it_every_second() {
        start(1, index -> 0);
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(0, 0, 0), played);
    }

    @Test
    void prices_of_one_instant_are_played_in_order() {
        start(5, index -> index < 1 ? 0 : 1_000_000_000);
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of(0, 1, 2, 3, 4), played);
    }

    @Test
    void a_timer_that_is_a_second_late_makes_up_for_it() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofSeconds(2));
        time.advance(Duration.ZERO);
        assertEquals(List.of(0, 1, 2), played);
    }

    @Test
    void after_an_hour_of_sleep_it_goes_on_where_it_would_be() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofHours(1).plusSeconds(5));
        time.advance(Duration.ZERO);
        assertEquals(List.of(0, 5), played);
    }

    @Test
    void after_an_hour_of_sleep_the_pace_is_as_before() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofHours(1).plusSeconds(5));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(0, 5, 6, 7), played);
    }

    @Test
    void one_appointment_waits_at_a_time() {
        start(9, Replay.everySecond());
        time.advance(Duration.ofSeconds(3));
        assertEquals(1, time.pending());
    }

    @Test
    void nothing_waits_after_close() {
        var replay = start(9, Replay.everySecond());
        replay.close();
        assertEquals(0, time.pending());
    }

    @Test
    void a_close_while_a_price_is_played_leaves_nothing_waiting() {
        var replays = new ArrayList<Replay>();
        replays.add(new Replay(9, Replay.everySecond(), time, time, clock, index -> replays.forEach(Replay::close)));
        replays.get(0).start();
        assertEquals(0, time.pending());
    }

    private Replay start(int length, IntToLongFunction due) {
        var replay = new Replay(length, due, time, time, clock, played::add);
        replay.start();
        return replay;
    }

    /** Begins with 1970, and can be set forward. */
    private static final class SetClock extends Clock {
        private final Clock running;
        private Duration more = Duration.ZERO;

        private SetClock(ManualTime time) {
            running = new ManualClock(time, Instant.EPOCH);
        }

        private void set(Duration forward) {
            more = forward;
        }

        @Override
        public Instant instant() {
            return running.instant().plus(more);
        }

        @Override
        public ZoneId getZone() {
            return running.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return running.withZone(zone);
        }
    }
}
