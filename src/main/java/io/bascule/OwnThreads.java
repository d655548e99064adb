package io.bascule;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of one Bascule and waits for their end: a container looks for threads of an application that has
 * stopped, and takes those that are just ending for a leak. Any thread.
 */
final class OwnThreads {
    /** Those that have ended are dropped when one is made. */
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    /** Application code finds its classes and beans by it, whichever thread makes ours: that of who starts Bascule. */
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    ThreadFactory named(String name) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            made.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
            made.add(thread);
            return thread;
        };
    }

    /** Blocks until all have ended but the one that calls, for {@code patience} at most, or until it is interrupted. */
    void awaitEnd(Duration patience) {
        long start = System.nanoTime();
        try {
            for (var thread : made) {
                long left = patience.toNanos() - (System.nanoTime() - start);
                if (thread != Thread.currentThread() && left > 0) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
