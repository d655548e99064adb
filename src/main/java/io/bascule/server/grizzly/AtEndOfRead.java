package io.bascule.server.grizzly;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.jspecify.annotations.Nullable;

/**
 * Puts writing off to the end of the read events that caused it, so that all that they send to a client goes out in one
 * write: on a worker to the end of its read, on a selector until it has read all that was there. On other threads a task
 * runs at once. Any thread.
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

    /** Runs {@code read}, then all that was put off meanwhile; within a turn that is under way, at the end of that. */
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
            write(turn);
            current.remove();
        }
    }

    /** On a selector, before it sleeps: all that it does later is the next turn. */
    void nextTurn() {
        var turn = current.get();
        if (turn == null) {
            current.set(new ArrayDeque<>());
        } else {
            write(turn);
        }
    }

    private static void write(ArrayDeque<Runnable> turn) {
        for (var drain = turn.poll(); drain != null; drain = turn.poll()) {
            write(drain);
        }
    }

    private static void write(Runnable drain) {
        try {
            drain.run();
        } catch (Throwable broken) { // or the connections behind it would wait for ever
            LOG.log(Level.ERROR, "Writing at the end of a read failed", broken);
        }
    }

    /** The selectors whose turns these are. */
    DefaultSelectorHandler selectors() {
        return new DefaultSelectorHandler() {
            @Override
            public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
                nextTurn();
                return super.select(runner);
            }
        };
    }
}
