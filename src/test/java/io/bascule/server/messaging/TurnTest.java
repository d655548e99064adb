package io.bascule.server.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.server.messaging.QueuesAtBroker.Commit;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final Hall hall = new Hall();
    private final Turn turn = new Turn();

    @BeforeEach
    void one_round_is_done() throws Exception {
        try (var desk = hall.desk(Hall.WEST)) {
            assertFalse(find(desk, false));
            turn.next(desk);
            desk.commit();
            turn.done();
        }
    }

    private boolean find(Desk desk, boolean doubt) throws Exception {
        return turn.find(desk, doubt, () -> true, hall.time::nanoTime);
    }

    /** Another round, of which the answer is lost; the node is connected anew. */
    private Desk afterDoubt(Commit fate) throws Exception {
        try (var desk = hall.desk(Hall.WEST)) {
            turn.next(desk);
            hall.broker.next(fate);
            assertThrows(JMSException.class, desk::commit);
            turn.rolledBack();
        }
        return hall.desk(Hall.WEST);
    }

    private Duration since(long begin) {
        return Duration.ofNanos(hall.time.nanoTime() - begin);
    }

    @Test
    void each_round_has_one_mark() {
        assertEquals(1, hall.broker.depth("bascule_marks"));
    }

    @Test
    void a_round_whose_answer_was_lost_is_known_to_be_done() throws Exception {
        try (var desk = afterDoubt(Commit.DONE_UNANSWERED)) {
            assertTrue(find(desk, true));
        }
    }

    @Test
    void a_round_that_was_lost_is_known_not_to_be_done() throws Exception {
        try (var desk = afterDoubt(Commit.LOST)) {
            assertFalse(find(desk, true));
        }
    }

    @Test
    void while_the_broker_takes_the_lost_connection_for_alive_it_is_waited_for() throws Exception {
        try (var desk = afterDoubt(Commit.HELD)) {
            hall.time.after(Duration.ofSeconds(20), hall.broker::endDeadConnections);
            long begin = hall.time.nanoTime();
            assertFalse(find(desk, true));
            assertEquals(20, since(begin).toSeconds());
        }
    }

    @Test
    void without_a_mark_for_90_s_it_is_not_done() throws Exception {
        try (var desk = afterDoubt(Commit.HELD)) {
            long begin = hall.time.nanoTime();
            assertFalse(find(desk, true));
            assertEquals(90, since(begin).toSeconds());
        }
    }

    @Test
    void whom_others_think_dead_finds_its_mark_at_once_all_the_same() throws Exception {
        try (var desk = afterDoubt(Commit.DONE_UNANSWERED);
                var other = hall.desk(Hall.EAST)) {
            assertTrue(other.retireMarks(Set.of(Hall.EAST), Duration.ofMillis(10)));
            other.commit();
            long begin = hall.time.nanoTime();
            assertTrue(find(desk, true));
            assertEquals(0, since(begin).toSeconds());
        }
    }

    @Test
    void a_mark_is_retired_once() throws Exception {
        try (var other = hall.desk(Hall.EAST)) {
            assertTrue(other.retireMarks(Set.of(Hall.EAST), Duration.ofMillis(10)));
            other.commit();
            assertFalse(other.retireMarks(Set.of(Hall.EAST), Duration.ofMillis(10)));
        }
    }

    @Test
    void who_stops_does_not_wait() throws Exception {
        try (var desk = afterDoubt(Commit.HELD)) {
            assertFalse(turn.find(desk, true, () -> false, hall.time::nanoTime));
        }
    }
}
