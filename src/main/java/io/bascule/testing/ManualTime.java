package io.bascule.testing;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when told to. Tasks run on the thread that advances it, each at its own instant, those of one
 * instant in the order of appointment.
 */
public final class ManualTime implements Ticker, Timer {
    // Guarded by this.
    private final Queue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long now;
    private long number;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Appointment after(Duration delay, Runnable task) {
        var appointed = new Task(now + Math.max(0, delay.toNanos()), number++, task);
        tasks.add(appointed);
        return () -> cancel(appointed);
    }

    /** Lets this much time pass and runs, without holding a lock, what falls due in it. */
    public void advance(Duration duration) {
        var end = nanoTime() + duration.toNanos();
        for (var task = nextUntil(end); task != null; task = nextUntil(end)) {
            task.work.run();
        }
    }

    /** Lets this much time pass with nobody looking: what falls due in it runs late, at the next {@link #advance}. */
    public synchronized void oversleep(Duration duration) {
        now += duration.toNanos();
    }

    /** How many tasks wait for their time. */
    public synchronized int pending() {
        return tasks.size();
    }

    private synchronized @Nullable Task nextUntil(long end) {
        var task = tasks.peek();
        if (task == null || task.due > end) {
            now = end;
            return null;
        }
        now = Math.max(now, task.due);
        return tasks.remove();
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    private record Task(long due, long number, Runnable work) {}
}
