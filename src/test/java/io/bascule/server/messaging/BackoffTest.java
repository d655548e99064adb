package io.bascule.server.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(1));

    private void assertWithin(int millis, Duration wait) {
        assertTrue(
                wait.compareTo(Duration.ofMillis(millis / 2)) >= 0 && wait.compareTo(Duration.ofMillis(millis)) <= 0,
                wait::toString);
    }

    @Test
    void each_wait_is_from_half_of_a_span_to_all_of_it_and_spans_double_up_to_5_s() {
        for (int millis : new int[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            assertWithin(millis, backoff.next());
        }
    }

    @Test
    void after_a_success_it_begins_anew() {
        backoff.next();
        backoff.next();
        backoff.reset();
        assertWithin(100, backoff.next());
    }

    @Test
    void two_that_lost_the_broker_together_do_not_come_back_together() {
        assertEquals(
                2,
                Stream.of(new Backoff(new Random(1)), new Backoff(new Random(2)))
                        .map(Backoff::next)
                        .distinct()
                        .count());
    }
}
