package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.Load.Outcome;
import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.wire.Poll;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that is cut off again and again under a steady load, and goes on each time where it stood. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResumingIT {
    private static final int MESSAGES = 2_000;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerUnderTest.startConformance(
                Map.of("history./topic/long.*", "10000", "history./topic/short", "10"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_client_that_is_cut_off_again_and_again_misses_nothing_and_reads_nothing_twice() throws Exception {
        var reader = Reader.start(server.port(), "/topic/long.*");
        var publisher = Publisher.start(server.port(), "/topic/long.a", MESSAGES);
        for (int cut = 1; cut <= 8; cut++) {
            int enough = cut * MESSAGES / 10;
            var now = reader;
            assertTrue(Poll.until(() -> now.numbers().size() >= enough), "too few messages");
            reader.close();
            reader = reader.again(server.port(), "/topic/long.*");
        }
        int last = publisher.last();
        assertEquals(MESSAGES, last);
        try (var left = reader) {
            Poll.until(() -> left.outcome(last).lost() == 0);
            assertEquals(Outcome.PERFECT, left.outcome(last));
            assertFalse(left.hasBegunAnew());
        }
    }

    @Test
    void a_client_that_has_missed_more_than_is_kept_is_told() throws Exception {
        var reader = Reader.start(server.port(), "/topic/short");
        Publisher.start(server.port(), "/topic/short", 1).last();
        assertTrue(Poll.until(() -> reader.numbers().size() == 1), "no message");
        reader.close();
        Publisher.start(server.port(), "/topic/short", 11).last();
        try (var again = reader.again(server.port(), "/topic/short")) {
            assertTrue(Poll.until(again::hasBegunAnew), "it was not told");
            assertTrue(Poll.until(() -> again.numbers().size() == 11), "no history");
        }
    }
}
