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

    private final Executor executor;
    private final int turn;

    /** Guarded by {@code this}, as all below. */
    private final ArrayDeque<Task> tasks = new ArrayDeque<>(1); // a connection has several lanes, most of them empty

    private boolean running;
    private long bytes;

    private Lane(Executor executor, int turn) {
        this.executor = executor;
        this.turn = turn;
    }

    /** A lane whose tasks run on the threads of {@code executor}. */
    public static Lane on(Executor executor) {
        return new Lane(executor, TURN);
    }

    /** A lane whose tasks run on the thread that queues them, or on the one that is at it already. */
    public static Lane inline() {
        return new Lane(Runnable::run, Integer.MAX_VALUE);
    }

    /** Queues a task that holds no message. */
    @Override
    public void execute(Runnable task) {
        execute(task, 0);
    }

    /** Queues a task that keeps {@code bytes} bytes alive until it has run. */
    public void execute(Runnable task, int bytes) {
        synchronized (this) {
            tasks.add(new Task(task, bytes));
            this.bytes += bytes;
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    /** How many tasks wait, the running one not counted. */
    public synchronized int tasks() {
        return tasks.size();
    }

    /** How many bytes the waiting tasks keep alive. */
    public synchronized long bytes() {
        return bytes;
    }

    private void run() {
        for (int done = 0; done < turn; done++) {
            var task = next();
            if (task == null) {
                return;
            }
            try {
                task.work().run();
            } catch (Throwable broken) { // a task guards itself; this only keeps the lane alive
                LOG.log(Level.ERROR, "A task failed", broken);
            }
        }
        executor.execute(this::run);
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
