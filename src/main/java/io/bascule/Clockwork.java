package io.bascule;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The time and the threads of one {@link Bascule}.
 *
 * @param clock the time of day
 * @param appointments how many tasks wait for their time
 * @param handlers runs application code, which may block
 * @param stop ends the threads
 */
public record Clockwork(
        Ticker ticker, Clock clock, Timer timer, IntSupplier appointments, Executor handlers, Runnable stop) {
    private static final Duration THREADS_END = Duration.ofMillis(500);

    /** Those of the machine, with threads of its own. */
    static Clockwork started(int handlerThreads) {
        var threads = new OwnThreads();
        var timer = new ScheduledThreadPoolExecutor(1, threads.named("bascule-timer"));
        timer.setRemoveOnCancelPolicy(true);
        var handlers = new ThreadPoolExecutor(
                handlerThreads,
                handlerThreads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads.named("bascule-handler"),
                (task, stopped) -> task.run()); // handlers are told of the end even when the pool has ended before
        handlers.allowCoreThreadTimeOut(true);
        return new Clockwork(
                System::nanoTime,
                Clock.systemUTC(),
                Timer.on(timer),
                () -> timer.getQueue().size(),
                handlers,
                () -> {
                    timer.shutdownNow();
                    handlers.shutdown();
                    threads.awaitEnd(THREADS_END);
                });
    }
}
