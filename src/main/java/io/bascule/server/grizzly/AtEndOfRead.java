package io.bascule.server.grizzly;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts writing off to the end of the read event that caused it, so that all that one event sends to a client goes out in
 * one write. Outside a read event a task runs at once. Any thread.
 */
final class AtEndOfRead implements Executor {
    private static final Logger LOG = System.getLogger(AtEndOfRead.class.getName());

    @SuppressWarnings("ThreadLocalUsage") // there is one for each server, and servers are few
    private final ThreadLocal<@Nullable ArrayDeque<Runnable>> current = new ThreadLocal<>();

    @Override
    public void execute(Runnable drain) {
        var turn = current.get();
        if (turn == null) {
            drain.run();
        } else {
            turn.add(drain);
        }
    }

    /** Runs {@code read}, then all that was put off meanwhile. */
    void around(Runnable read) {
        if (current.get() != null) {
            read.run();
            return;
        }
        var turn = new ArrayDeque<Runnable>();
        current.set(turn);
        try {
            read.run();
        } finally {
            for (var drain = turn.poll(); drain != null; drain = turn.poll()) {
                write(drain);
            }
            current.remove();
        }
    }

    private static void write(Runnable drain) {
        try {
            drain.run();
        } catch (Throwable broken) { // or the connections behind it would wait for ever
            LOG.log(Level.ERROR, "Writing at the end of a read failed", broken);
        }
    }
}
