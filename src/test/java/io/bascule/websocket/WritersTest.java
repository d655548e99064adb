package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.ManualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WritersTest {
    private final ManualTime time = new ManualTime();
    /** Threads that have been asked for and do not run yet. */
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();

    private final Writers writers = new Writers(threads::add, 2, time, time);
    private final List<String> ran = new ArrayList<>();

    private Runnable task(String name) {
        return () -> ran.add(name);
    }

    /** Brings tasks that find all threads waiting, one thread more each time. */
    private void holdUp(int holding) {
        for (int held = 0; held < holding; held++) {
            writers.execute(() -> {});
            time.advance(Writers.PATIENCE);
        }
    }

    @Test
    void a_task_runs_on_a_thread_of_its_own() {
        writers.execute(task("a"));
        assertEquals(List.of(), ran);
        threads.remove().run();
        assertEquals(List.of("a"), ran);
    }

    @Test
    void there_it_may_wait() {
        writers.execute(() -> ran.add("may wait: " + writers.mayWait()));
        threads.remove().run();
        assertEquals(List.of("may wait: true"), ran);
        assertFalse(writers.mayWait());
    }

    @Test
    void one_thread_runs_all_that_waits_in_order() {
        writers.execute(task("a"));
        writers.execute(task("b"));
        writers.execute(task("c"));
        threads.remove().run();
        assertEquals(List.of("a", "b", "c"), ran);
    }

    @Test
    void no_more_threads_than_usual_are_asked_for() {
        for (int more = 0; more < 5; more++) {
            writers.execute(task("a"));
        }
        assertEquals(2, threads.size());
    }

    @Test
    void a_task_that_fails_does_not_keep_the_next_from_running() {
        writers.execute(() -> {
            throw new IllegalStateException("broken on purpose");
        });
        writers.execute(task("b"));
        threads.remove().run();
        assertEquals(List.of("b"), ran);
    }

    @Test
    void where_all_threads_wait_one_more_comes() {
        for (int more = 0; more < 3; more++) {
            writers.execute(task("a"));
        }
        time.advance(Writers.PATIENCE);
        assertEquals(3, threads.size());
    }

    @Test
    void none_more_comes_where_another_task_has_been_begun() {
        writers.execute(task("a"));
        writers.execute(() -> {
            writers.execute(task("c"));
            writers.execute(task("d"));
            threads.remove().run();
            time.advance(Writers.PATIENCE);
        });
        threads.remove().run();
        assertEquals(List.of("a", "c", "d"), ran);
        assertEquals(List.of(), List.copyOf(threads));
    }

    @Test
    void a_thread_that_has_waited_leaves_the_rest_to_the_one_that_came_for_it() {
        var writers = new Writers(threads::add, 1, time, time);
        writers.execute(() -> {
            writers.execute(task("b"));
            time.advance(Writers.PATIENCE);
        });
        threads.remove().run();
        assertEquals(List.of(), ran);
        threads.remove().run();
        assertEquals(List.of("b"), ran);
    }

    @Test
    void when_there_are_64_whoever_brings_a_task_runs_it_and_must_not_wait() {
        holdUp(Writers.MOST + 1);
        assertEquals(Writers.MOST, threads.size());
        writers.execute(() -> ran.add("may wait: " + writers.mayWait()));
        assertEquals(List.of("may wait: false"), ran);
    }

    @Test
    void what_was_brought_before_that_is_not_left_behind() {
        holdUp(Writers.MOST);
        writers.execute(task("a"));
        writers.execute(task("b"));
        time.advance(Writers.PATIENCE);
        assertTrue(ran.containsAll(List.of("a", "b")));
    }

    @Test
    void when_one_of_the_64_is_free_again_tasks_run_there() {
        holdUp(Writers.MOST + 1);
        threads.remove().run();
        writers.execute(task("a"));
        assertEquals(List.of(), ran);
        threads.removeLast().run();
        assertEquals(List.of("a"), ran);
    }
}
