package io.bascule.server.grizzly;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts writing off to the end of the read event that caused it, so that all that one event sends to a client goes out in
 * one write. Outside a read event a task runs at once. Any thread.
 */
final class AtEndOfRead implements Executor {
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
            try {
                for (var drain = turn.poll(); drain != null; drain = turn.poll()) {
                    drain.run();
                }
            } finally {
                current.remove();
            }
        }
    }
}
