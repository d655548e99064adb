package io.bascule.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one connection in order and never two at once, on threads shared with other connections.
 *
 * <p>Any thread may call it; tasks run with no lock held.
 */
public final class Lane implements Executor {
    /** How many tasks run before the thread is given to another lane. */
    private static final int TURN = 64;

    private static final Logger LOG = System.getLogger(Lane.class.getName());

    private record Task(Runnable work, int bytes) {}

    /** None where the thread that queues a task runs it. */
    private final @Nullable Executor executor;

    /** Guarded by {@code this}, as all below. */
    private final ArrayDeque<Task> tasks = new ArrayDeque<>(1); // a connection has several lanes, most of them empty

    private boolean running;
    private long bytes;

    private Lane(@Nullable Executor executor) {
        this.executor = executor;
    }

    /** A lane whose tasks run on the threads of {@code executor}. */
    public static Lane on(Executor executor) {
        return new Lane(executor);
    }

    /** A lane whose tasks run on the thread that queues them, or on the one that is at it already. */
    public static Lane inline() {
        return new Lane(null);
    }

    /** Queues a task that holds no message. */
    @Override
    public void execute(Runnable task) {
        execute(task, 0);
    }

    /** Queues a task that keeps {@code bytes} bytes alive until it has run. */
    public void execute(Runnable task, int bytes) {
        if (executor != null) {
            if (queued(task, bytes)) {
                executor.execute(this::turn);
            }
        } else if (begun(task, bytes)) {
            run(task);
            runUpTo(Integer.MAX_VALUE);
        }
    }

    /** Whether somebody must run what is queued now. */
    private synchronized boolean queued(Runnable task, int size) {
        add(task, size);
        boolean idle = !running;
        running = true;
        return idle;
    }

    /** Whether the caller runs {@code task}, and what is queued meanwhile; otherwise it is queued. */
    private synchronized boolean begun(Runnable task, int size) {
        if (running) {
            add(task, size);
            return false;
        }
        running = true;
        return true;
    }

    private void add(Runnable task, int size) {
        tasks.add(new Task(task, size));
        bytes += size;
    }

    /** How many tasks wait, the running one not counted. */
    public synchronized int tasks() {
        return tasks.size();
    }

    /** How many bytes the waiting tasks keep alive. */
    public synchronized long bytes() {
        return bytes;
    }

    private void turn() {
        if (executor != null && !runUpTo(TURN)) {
            executor.execute(this::turn);
        }
    }

    /** Whether nothing is left. */
    private boolean runUpTo(int most) {
        for (int done = 0; done < most; done++) {
            var task = next();
            if (task == null) {
                return true;
            }
            run(task.work());
        }
        return false;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable broken) { // a task guards itself; this only keeps the lane alive
            LOG.log(Level.ERROR, "A task failed", broken);
        }
    }

    private synchronized @Nullable Task next() {
        var task = tasks.poll();
        if (task == null) {
            running = false;
        } else {
            bytes -= task.bytes();
        }
        return task;
    }
}
