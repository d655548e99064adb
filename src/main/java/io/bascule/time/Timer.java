package io.bascule.time;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs a task later. Tasks must be short and must not block: one thread may run all of them.
 */
@FunctionalInterface
public interface Timer {
    /**
     * Runs {@code task} once, not before {@code delay} has passed; any thread may call it.
     *
     * @return what takes the task back
     */
    Appointment after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Appointment {
        /** Takes the task back if it has not begun; harmless when repeated or too late. */
        void cancel();
    }

    /**
     * A timer on {@code executor}, which should drop cancelled tasks at once
     * ({@code ScheduledThreadPoolExecutor.setRemoveOnCancelPolicy}). After its shutdown nothing more is run.
     */
    static Timer on(ScheduledExecutorService executor) {
        return (delay, task) -> {
            try {
                var future = executor.schedule(logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            } catch (RejectedExecutionException stopped) {
                return () -> {};
            }
        };
    }

    /** The executor would keep to itself what a task throws. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable uncaught) {
                System.getLogger(Timer.class.getName()).log(Level.ERROR, "A task of the timer failed", uncaught);
            }
        };
    }
}
