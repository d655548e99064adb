package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final ManualTime time = new ManualTime();
    private final List<Integer> played = new ArrayList<>();

    @Test
    void the_first_price_is_played_at_once() {
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
        start(5, index -> index < 4 ? 0 : 1);
        assertEquals(List.of(0, 1, 2, 3), played);
    }

    @Test
    void a_timer_that_is_a_second_late_makes_up_for_it() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofSeconds(2));
        time.advance(Duration.ZERO);
        assertEquals(List.of(0, 1, 2), played);
    }

    @Test
    void after_an_hour_of_sleep_it_goes_on_where_it_was() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofHours(1));
        time.advance(Duration.ZERO);
        assertEquals(List.of(0, 1), played);
    }

    @Test
    void after_an_hour_of_sleep_the_pace_is_as_before() {
        start(9, Replay.everySecond());
        time.oversleep(Duration.ofHours(1));
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(0, 1, 2, 3), played);
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
        replays.add(new Replay(9, Replay.everySecond(), time, time, index -> replays.forEach(Replay::close)));
        replays.get(0).start();
        assertEquals(0, time.pending());
    }

    private Replay start(int length, IntToLongFunction due) {
        var replay = new Replay(length, due, time, time, played::add);
        replay.start();
        return replay;
    }
}
