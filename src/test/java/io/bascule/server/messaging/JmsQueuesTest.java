package io.bascule.server.messaging;

import static io.bascule.server.messaging.Hall.THERE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Backplane.Health;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.server.messaging.QueuesAtBroker.Commit;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JmsQueuesTest {
    private final Hall hall = new Hall();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private JmsQueues queues;

    @BeforeEach
    void start() throws Exception {
        queues = JmsQueues.start(
                hall.ledger,
                hall.broker.factory(),
                new JmsBackplane.Surroundings(threads, hall.time::nanoTime, new Random(1)));
        await(hall.ledger.change(List.of()));
    }

    @AfterEach
    void stop() {
        queues.close();
        threads.shutdown();
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Has the consumers have room for all, and waits until so many have come. */
    private List<String> take(int some) throws Exception {
        hall.room = some;
        hall.ledger.look(Hall.QUEUE);
        while (hall.taken.size() < some) {
            await(hall.ledger.change(List.of()));
        }
        return hall.takenTexts();
    }

    @Test
    void what_is_asked_is_done_when_the_broker_has_it() throws Exception {
        await(hall.ledger.change(List.of(Hall.put("a"))));
        assertEquals(1, hall.broker.depth(THERE));
    }

    @Test
    void what_is_asked_one_after_the_other_comes_so() throws Exception {
        hall.ledger.change(List.of(Hall.put("a"), Hall.put("b")));
        hall.ledger.change(List.of(Hall.put("c")));
        await(hall.ledger.change(List.of(Hall.put("d"))));
        assertEquals(List.of("a", "b", "c", "d"), take(4));
    }

    @Test
    void a_round_that_was_done_and_not_answered_is_not_done_again() throws Exception {
        hall.broker.next(Commit.DONE_UNANSWERED);
        await(hall.ledger.change(List.of(Hall.put("a"))));
        assertEquals(1, hall.broker.depth(THERE));
        assertEquals(2, hall.broker.connections());
    }

    @Test
    void a_round_that_was_lost_is_done_again() throws Exception {
        hall.broker.next(Commit.LOST);
        await(hall.ledger.change(List.of(Hall.put("a"))));
        assertEquals(1, hall.broker.depth(THERE));
    }

    @Test
    void a_round_that_breaks_in_the_middle_is_done_again_as_a_whole() throws Exception {
        hall.broker.failSend(1);
        await(hall.ledger.change(List.of(Hall.put("a"), Hall.put("b"), Hall.put("c"))));
        assertEquals(List.of("a", "b", "c"), take(3));
        assertEquals(0, hall.broker.depth(THERE));
    }

    @Test
    void what_was_taken_by_a_round_that_was_done_and_not_answered_comes_once() throws Exception {
        hall.stock("a", "b");
        hall.broker.next(Commit.DONE_UNANSWERED);
        assertEquals(List.of("a", "b"), take(2));
    }

    @Test
    void what_was_taken_by_a_round_that_was_lost_comes_once() throws Exception {
        hall.stock("a", "b");
        hall.broker.next(Commit.LOST);
        assertEquals(List.of("a", "b"), take(2));
    }

    @Test
    void what_was_acknowledged_is_gone_whether_or_not_that_is_answered() throws Exception {
        hall.stock("a");
        take(1);
        hall.broker.next(Commit.DONE_UNANSWERED);
        await(hall.ledger.change(List.of(new Change.Remove(hall.taken.get(0).id()))));
        assertEquals(0, hall.broker.depth("bascule_held"));
    }

    @Test
    void acknowledgements_are_each_its_own_in_any_order() throws Exception {
        hall.stock("a", "b", "c");
        take(3);
        await(hall.ledger.change(List.of(new Change.Remove(hall.taken.get(2).id()))));
        assertEquals(2, hall.broker.depth("bascule_held"));
        await(hall.ledger.change(List.of(new Change.Remove(hall.taken.get(0).id()))));
        assertEquals(1, hall.broker.depth("bascule_held"));
    }

    @Test
    void who_acknowledges_what_is_with_another_is_told_and_others_are_not_held_up() throws Exception {
        var gone = hall.ledger.change(List.of(new Change.Remove("east#2/1"), Hall.put("never")));
        await(hall.ledger.change(List.of(Hall.put("a"))));
        var told = assertThrows(ExecutionException.class, () -> await(gone));
        assertInstanceOf(Ledger.Gone.class, told.getCause());
        assertEquals(List.of("a"), take(1));
    }

    @Test
    void nothing_is_under_way_twice_while_the_broker_takes_a_lost_connection_for_alive() throws Exception {
        hall.broker.next(Commit.HELD);
        var ended = new CountDownLatch(1);
        hall.time.after(Duration.ofSeconds(30), () -> {
            hall.broker.endDeadConnections();
            ended.countDown();
        });
        await(hall.ledger.change(List.of(Hall.put("a"))));
        assertEquals(0, ended.getCount(), "it was done before the broker had ended the connection");
        assertEquals(1, hall.broker.depth(THERE));
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void queues_that_are_out_of_reach_for_half_a_minute_are_told_as_long_as_that_lasts() throws Exception {
        assertEquals(new Health(true, ""), queues.health());
        hall.broker.setAway(true);
        var waits = hall.ledger.change(List.of(Hall.put("a")));
        while (queues.health().up()) {
            hall.time.advance(Duration.ofSeconds(1));
        }
        assertEquals(
                new Health(false, "the queues that all nodes share cannot be reached; the log says why"),
                queues.health());
        hall.broker.setAway(false);
        await(waits);
        assertEquals(new Health(true, ""), queues.health());
    }

    @Test
    void what_is_asked_before_it_closes_is_done() {
        var last = hall.ledger.change(List.of(Hall.put("a")));
        queues.close();
        assertTrue(last.toCompletableFuture().isDone());
    }
}
