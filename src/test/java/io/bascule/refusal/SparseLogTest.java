package io.bascule.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SparseLogTest {
    private final ManualTime time = new ManualTime();
    private final RecordedLog written = RecordedLog.of(SparseLog.class);
    private final SparseLog log =
            new SparseLog(System.getLogger(SparseLog.class.getName()), time, left -> left + " were left out");

    @AfterEach
    void close() {
        written.close();
    }

    @Test
    void each_line_is_written_while_there_are_few() {
        log.warn("origin", "10.0.0.1", () -> "one");
        log.warn("origin", "10.0.0.1", () -> "two");

        assertEquals(List.of("WARNING one", "WARNING two"), written.lines());
    }

    @Test
    void one_client_has_50_lines_in_a_minute() {
        flood("origin", "10.0.0.1", 1000);

        assertEquals(50, written.lines().size());
    }

    @Test
    void one_client_does_not_hide_what_another_meets() {
        flood("origin", "10.0.0.1", 1000);
        log.warn("origin", "10.0.0.2", () -> "the other");

        assertEquals("WARNING the other", last());
    }

    @Test
    void all_clients_together_have_100_lines_in_a_minute() {
        crowd(1000);

        assertEquals(100, written.lines().size());
    }

    @Test
    void a_crowd_does_not_hide_the_first_of_another_kind() {
        crowd(1000);
        log.warn("host", "10.0.0.1", () -> "first of its kind");
        log.warn("host", "10.0.0.1", () -> fail("is not even put together"));

        assertEquals("WARNING first of its kind", last());
    }

    @Test
    void kinds_beyond_500_have_no_line_of_their_own() {
        for (int kind = 0; kind < 2000; kind++) {
            log.warn(kind, "10.0.0.1", () -> "first");
        }

        assertEquals(500, written.lines().size());
    }

    @Test
    void how_many_were_left_out_is_said_at_the_end_of_the_minute() {
        flood("origin", "10.0.0.1", 1050);
        time.advance(Duration.ofSeconds(59));
        assertEquals(50, written.lines().size());
        time.advance(Duration.ofSeconds(1));

        assertEquals("WARNING 1000 were left out", last());
    }

    @Test
    void nothing_is_said_of_a_minute_in_which_all_was_written() {
        log.warn("origin", "10.0.0.1", () -> "one");
        time.advance(Duration.ofMinutes(2));

        assertEquals(List.of("WARNING one"), written.lines());
    }

    @Test
    void the_next_minute_begins_anew() {
        flood("origin", "10.0.0.1", 1000);
        time.advance(Duration.ofMinutes(1));
        log.warn("origin", "10.0.0.1", () -> "next minute");

        assertEquals("WARNING next minute", last());
    }

    @Test
    void nothing_waits_where_nothing_is_written() {
        log.warn("origin", "10.0.0.1", () -> "one");
        time.advance(Duration.ofMinutes(1));

        assertEquals(0, time.pending());
    }

    private void flood(Object kind, String client, int lines) {
        for (int line = 0; line < lines; line++) {
            log.warn(kind, client, () -> "again");
        }
    }

    /** Many clients with one line each. */
    private void crowd(int clients) {
        for (int client = 0; client < clients; client++) {
            log.warn("origin", "2001:db8::" + client, () -> "again");
        }
    }

    private String last() {
        return written.lines().get(written.lines().size() - 1);
    }
}
