package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordingConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(100, 4, 1_000, 100, 10, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);

    private final RecordingConnection connection = new RecordingConnection("c");
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final Lane lane = Lane.on(threads::add);
    private final Intake intake = new Intake(connection, LIMITS, lane);

    private void arrive(int messages) {
        for (int i = 0; i < messages; i++) {
            lane.execute(intake::taken);
            intake.added(1);
        }
    }

    private void work() {
        for (var task = threads.poll(); task != null; task = threads.poll()) {
            task.run();
        }
    }

    @Test
    void reading_goes_on_below_half_of_the_bound() {
        var stopped = new ArrayDeque<Boolean>();
        lane.execute(() -> {});
        for (int i = 0; i < 5; i++) {
            lane.execute(() -> {
                intake.taken();
                stopped.add(!connection.reading());
            });
            intake.added(1);
        }
        assertFalse(connection.reading());
        work();
        assertEquals(List.of(true, true, false, false, false), List.copyOf(stopped));
    }

    @Test
    void reading_stops_again_when_too_much_waits_again() {
        arrive(5);
        work();
        assertTrue(connection.reading());
        arrive(5);
        assertFalse(connection.reading());
        work();
        assertTrue(connection.reading());
    }

    @Test
    void reading_stops_when_too_many_bytes_wait() {
        intake.added(1_001);
        assertFalse(connection.reading());
        intake.freed(502);
        intake.taken();
        assertTrue(connection.reading());
    }

    @Test
    void a_carrier_that_cannot_stop_has_room_for_one_message_more() {
        connection.neverPause();
        intake.added(1_100);
        assertEquals(List.of(), connection.seen());
        intake.added(1);
        assertEquals(
                List.of("CLOSE 1008 sends faster than it is served: more than 4 messages or 1100 bytes wait"),
                connection.seen());
    }

    @Test
    void a_carrier_that_cannot_stop_is_closed() {
        connection.neverPause();
        arrive(5);
        assertEquals(
                List.of("CLOSE 1008 sends faster than it is served: more than 4 messages or 1100 bytes wait"),
                connection.seen());
    }
}
