package io.bascule.refusal;

import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Writes what clients cause so that none of them can fill the log: at most {@link #LINES} lines in a minute, at most
 * {@link #LINES_OF_ONE} of them for one client, so that it does not hide what others meet; and always the first line of each
 * kind, so that no crowd hides another kind. How many were left out is one line at the end of the minute.
 *
 * <p>Any thread; a line that is left out is not even put together. A minute begins with its first line.
 */
public final class SparseLog {
    /** In a minute. */
    static final int LINES = 100;

    /** In a minute, for one client. */
    static final int LINES_OF_ONE = 50;

    /** How many kinds are told apart in a minute; there are that many only where application code makes up statuses. */
    static final int KINDS = 500;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Logger log;
    private final Timer timer;
    private final LongFunction<String> summary;

    /** Guarded by {@code this}, as all below; of this minute. */
    private final Set<Object> kinds = new HashSet<>();
    /** How many lines each has; at most {@link #LINES} clients, since others have none. */
    private final Map<String, Integer> clients = new HashMap<>();

    private int lines;
    private long left;
    private boolean begun;

    /** @param summary says how many lines were left out in the last minute */
    public SparseLog(Logger log, Timer timer, LongFunction<String> summary) {
        this.log = log;
        this.timer = timer;
        this.summary = summary;
    }

    /**
     * Writes {@code line} at WARNING, unless there were too many.
     *
     * @param kind what tells this line from others; of a number that clients cannot make grow
     * @param client the address of who caused it
     */
    public void warn(Object kind, String client, Supplier<String> line) {
        boolean begins;
        boolean written;
        synchronized (this) {
            begins = !begun;
            begun = true;
            written = isWritten(kind, client);
            left += written ? 0 : 1;
        }
        if (begins) {
            timer.after(MINUTE, this::end);
        }
        if (written) {
            log.log(Level.WARNING, line.get());
        }
    }

    private boolean isWritten(Object kind, String client) {
        boolean firstOfKind = kinds.size() < KINDS && kinds.add(kind);
        int own = clients.getOrDefault(client, 0);
        if (lines == LINES || own == LINES_OF_ONE) {
            return firstOfKind;
        }
        lines++;
        clients.put(client, own + 1);
        return true;
    }

    private void end() {
        long leftOut;
        synchronized (this) {
            leftOut = left;
            left = 0;
            lines = 0;
            begun = false;
            kinds.clear();
            clients.clear();
        }
        if (leftOut > 0) {
            log.log(Level.WARNING, summary.apply(leftOut));
        }
    }
}
