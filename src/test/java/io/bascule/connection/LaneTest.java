package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.bascule.testing.RecordedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneTest {
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void tasks_run_in_order() {
        var lane = Lane.on(threads::add);
        List.of("a", "b", "c").forEach(name -> lane.execute(() -> done.add(name)));
        threads.remove().run();
        assertEquals(List.of("a", "b", "c"), done);
    }

    @Test
    void one_thread_at_most_is_asked_for() {
        var lane = Lane.on(threads::add);
        lane.execute(() -> done.add("a"));
        lane.execute(() -> done.add("b"));
        assertEquals(1, threads.size());
    }

    @Test
    void after_64_tasks_the_thread_is_given_to_others() {
        var lane = Lane.on(threads::add);
        for (int i = 0; i < 65; i++) {
            lane.execute(() -> done.add("x"));
        }
        threads.remove().run();
        assertEquals(64, done.size());
        threads.remove().run();
        assertEquals(65, done.size());
    }

    @Test
    void an_inline_lane_runs_on_the_thread_that_asks() {
        var ran = new ArrayList<Thread>();
        Lane.inline().execute(() -> ran.add(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.get(0));
    }

    @Test
    void what_an_inline_task_asks_for_runs_behind_it() {
        var lane = Lane.inline();
        lane.execute(() -> {
            lane.execute(() -> done.add("inner"));
            done.add("outer");
        });
        assertEquals(List.of("outer", "inner"), done);
    }

    @Test
    void a_task_that_throws_is_logged_and_the_next_one_runs() {
        try (var log = RecordedLog.of(Lane.class)) {
            var lane = Lane.inline();
            lane.execute(() -> {
                throw new IllegalStateException("broken");
            });
            lane.execute(() -> done.add("next"));
            assertEquals(List.of("next"), done);
            assertEquals(List.of("SEVERE A task failed"), log.lines());
        }
    }

    @Test
    void what_waits_is_counted_and_what_runs_is_not() {
        var lane = Lane.on(threads::add);
        lane.execute(() -> done.add(lane.tasks() + " tasks"));
        lane.execute(() -> {});
        assertEquals(2, lane.tasks());
        threads.remove().run();
        assertEquals(List.of("1 tasks"), done);
    }

    @Test
    void tasks_of_many_threads_never_overlap() throws InterruptedException {
        var pool = Executors.newFixedThreadPool(3);
        var lane = Lane.on(pool);
        var counter = new int[1]; // no lock: the lane is one
        var senders = new ArrayList<Thread>();
        var ran = new CountDownLatch(4_000);
        for (int i = 0; i < 4; i++) {
            senders.add(new Thread(() -> Collections.nCopies(1_000, lane)
                    .forEach(same -> same.execute(() -> {
                        counter[0]++;
                        ran.countDown();
                    }))));
        }
        senders.forEach(Thread::start);
        ran.await(30, TimeUnit.SECONDS);
        pool.shutdown();
        assertEquals(4_000, counter[0]);
    }
}
