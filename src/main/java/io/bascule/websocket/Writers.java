package io.bascule.websocket;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The threads that write to clients where a write may block: a few for all of them. A client that does not read holds its
 * thread for as long as a send may take. So one more comes whenever all of them wait; and where there are {@link #MOST},
 * tasks run on the thread that brings them, which {@link #mayWait()} keeps from blocking.
 *
 * <pre>
 *            nothing begun for PATIENCE            the same, with MOST of them
 *   usual ─────────────────────────────> more ────────────────────────────────> held up: whoever brings a task runs it
 *     ^                                   │ ^                                    │
 *     └── one that waited so long leaves ─┘ └─────────── one is free ────────────┘
 * </pre>
 *
 * <p>Any thread. Tasks run, and threads are asked for, with no lock held.
 */
final class Writers implements Executor {
    /** How many there are at most, nearly all of them waiting for clients that do not read. */
    static final int MOST = 64;
    /** How long a write may take before it is taken for one that waits for its client. */
    static final Duration PATIENCE = Duration.ofMillis(20);

    private static final Logger LOG = System.getLogger(Writers.class.getName());

    private final Executor threads;
    private final int usual;
    private final Timer timer;
    private final Ticker ticker;

    @SuppressWarnings("ThreadLocalUsage") // there is one for each application, and applications are few
    private final ThreadLocal<@Nullable Boolean> own = new ThreadLocal<>();

    /** Guarded by {@code this}, as all below. */
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    /** How many threads may run: one more for each that is known to wait. */
    private int allowed;

    private int running;
    /** How many tasks have been begun, now and when the watch was set. */
    private long begun;

    private long begunBefore;
    private boolean watched;
    private boolean heldUp;

    /**
     * @param threads has a thread for each task it is given
     * @param usual how many of them write as a rule
     */
    Writers(Executor threads, int usual, Timer timer, Ticker ticker) {
        this.threads = threads;
        this.usual = usual;
        this.allowed = usual;
        this.timer = timer;
        this.ticker = ticker;
    }

    /** Whether the calling thread is one of these, which may block for as long as a send may take. */
    boolean mayWait() {
        return own.get() != null;
    }

    @Override
    public void execute(Runnable task) {
        boolean added;
        boolean more;
        synchronized (this) {
            added = !heldUp && tasks.add(task);
            more = added && isThreadFree();
            if (added && !more) {
                watch();
            }
        }
        if (more) {
            threads.execute(this::work);
        } else if (!added) {
            task.run();
        }
    }

    private boolean isThreadFree() {
        boolean free = running < allowed;
        running += free ? 1 : 0;
        return free;
    }

    private void watch() {
        if (!watched) {
            watched = true;
            begunBefore = begun;
            timer.after(PATIENCE, this::look);
        }
    }

    private void look() {
        boolean more = false;
        List<Runnable> stranded = List.of();
        synchronized (this) {
            watched = false;
            if (begun == begunBefore && !tasks.isEmpty()) {
                heldUp = allowed == MOST;
                allowed += heldUp ? 0 : 1;
                more = isThreadFree();
                stranded = heldUp ? List.copyOf(tasks) : stranded;
            }
            if (heldUp) {
                tasks.clear();
            } else if (!tasks.isEmpty()) {
                watch();
            }
        }
        if (more) {
            threads.execute(this::work);
        }
        stranded.forEach(Writers::run);
    }

    private void work() {
        own.set(true);
        for (var task = next(); task != null; task = next()) {
            long start = ticker.nanoTime();
            run(task);
            if (ticker.nanoTime() - start >= PATIENCE.toNanos()) {
                waited();
            }
        }
        own.remove();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable broken) { // or the connections behind it would wait for ever
            LOG.log(Level.ERROR, "Writing to a client failed", broken);
        }
    }

    private synchronized @Nullable Runnable next() {
        heldUp = false;
        var task = running > allowed ? null : tasks.poll();
        if (task == null) {
            running--;
        } else {
            begun++;
        }
        return task;
    }

    /** Another one may have come in the place of this thread. */
    private synchronized void waited() {
        allowed = Math.max(usual, allowed - 1);
    }
}
