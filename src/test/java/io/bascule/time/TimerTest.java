package io.bascule.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordedLog;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimerTest {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final Timer timer = Timer.on(executor);

    TimerTest() {
        executor.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void a_task_runs_when_its_time_has_come() throws InterruptedException {
        var ran = new CountDownLatch(1);
        long from = System.nanoTime();
        timer.after(Duration.ofMillis(20), ran::countDown);
        assertTrue(ran.await(30, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - from >= 20_000_000);
    }

    @Test
    void a_cancelled_task_is_forgotten() {
        var appointment = timer.after(Duration.ofDays(1), () -> {});
        assertEquals(1, executor.getQueue().size());
        appointment.cancel();
        appointment.cancel();
        assertEquals(0, executor.getQueue().size());
    }

    @Test
    void cancelling_what_has_run_is_harmless() throws InterruptedException {
        var ran = new CountDownLatch(1);
        var appointment = timer.after(Duration.ZERO, ran::countDown);
        assertTrue(ran.await(30, TimeUnit.SECONDS));
        appointment.cancel();
    }

    @Test
    void after_its_shutdown_nothing_is_run_and_nothing_thrown() {
        executor.shutdownNow();
        timer.after(Duration.ZERO, () -> {}).cancel();
        assertEquals(0, executor.getQueue().size());
    }

    @Test
    void a_shutdown_that_comes_between_asking_and_scheduling_is_one_too() {
        var stopping = (ScheduledExecutorService) Proxy.newProxyInstance(
                TimerTest.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("schedule")) {
                        throw new RejectedExecutionException("shut down");
                    }
                    return false;
                });
        Timer.on(stopping).after(Duration.ZERO, () -> {}).cancel();
    }

    @Test
    void a_task_that_throws_is_logged() throws InterruptedException {
        try (var log = RecordedLog.of(Timer.class)) {
            var next = new CountDownLatch(1);
            timer.after(Duration.ZERO, () -> {
                throw new IllegalStateException("broken");
            });
            timer.after(Duration.ofMillis(1), next::countDown);
            assertTrue(next.await(30, TimeUnit.SECONDS));
            assertEquals(List.of("SEVERE A task of the timer failed"), log.lines());
            assertEquals("broken", log.thrown().get(0).getMessage());
        }
    }
}
