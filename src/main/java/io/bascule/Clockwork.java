package io.bascule;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The time and the threads of one {@link Bascule}.
 *
 * @param clock the time of day
 * @param appointments how many tasks wait for their time
 * @param handlers runs application code, which may block
 * @param writers has a thread for each task it is given, for writes that may block; the standalone server asks for none
 * @param stop ends the threads
 */
public record Clockwork(
        Ticker ticker,
        Clock clock,
        Timer timer,
        IntSupplier appointments,
        Executor handlers,
        Executor writers,
        Runnable stop) {
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
        var writers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE, // there are bounds where they are asked for
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                threads.named("bascule-writer"),
                (task, stopped) -> task.run());
        return new Clockwork(
                System::nanoTime,
                Clock.systemUTC(),
                Timer.on(timer),
                () -> timer.getQueue().size(),
                handlers,
                writers,
                () -> {
                    timer.shutdownNow();
                    handlers.shutdown();
                    writers.shutdownNow();
                    threads.awaitEnd(THREADS_END);
                });
    }
}
