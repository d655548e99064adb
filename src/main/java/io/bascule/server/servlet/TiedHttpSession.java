package io.bascule.server.servlet;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP session of the container and the connections that came in with it. It knows when the session was used last, as
 * the container alone does not tell: its last access is that before the last one on some servers (Jetty), and messages are
 * none to it. Servlet 6.0 section 7.
 *
 * <p>Any thread; the methods that ask the session throw {@link IllegalStateException} when it has ended.
 */
final class TiedHttpSession {
    /**
     * The attribute that holds the interval of the application's own while the session has a longer one of ours. It goes
     * with the session where the container stores it, so that whoever loads it again can set that right.
     */
    static final String OWN_INTERVAL = "io.bascule.session.interval";

    /** How much longer than ours the container's own count is kept: more than passes between two looks. */
    private static final Duration AHEAD = Duration.ofSeconds(15);

    private final HttpSession session;
    private final Set<Runnable> tied = ConcurrentHashMap.newKeySet();
    /** When a request was seen or a message heard last, in milliseconds of the date. */
    private volatile long used;
    /** The interval that we set, in seconds; zero when we have not. One look at a time writes. */
    private volatile int lengthenedTo;

    private volatile int own;

    TiedHttpSession(HttpSession session, long now) {
        this.session = session;
        this.used = now;
    }

    /** Ties one more connection; it is told of the end by {@code ended}. */
    TiedHttpSession with(Runnable ended) {
        tied.add(ended);
        return this;
    }

    void release(Runnable ended) {
        tied.remove(ended);
    }

    boolean isTied() {
        return !tied.isEmpty();
    }

    void used(long now) {
        used = now;
    }

    /** Tells every connection, once. */
    void end() {
        for (var ended : Set.copyOf(tied)) {
            if (tied.remove(ended)) {
                ended.run();
            }
        }
    }

    /** Whether nobody has used the session for as long as the application lets it live. */
    boolean isOver(long now) {
        int seconds = ownInterval();
        return seconds > 0 && now - lastUsed() >= seconds * 1000L;
    }

    private long lastUsed() {
        return Math.max(used, session.getLastAccessedTime());
    }

    /** In seconds; what the application sets while ours is in force is the application's again. */
    private int ownInterval() {
        int set = session.getMaxInactiveInterval();
        if (lengthenedTo == 0 || set != lengthenedTo) {
            own = set;
        }
        return own;
    }

    boolean isLengthened() {
        return session.getAttribute(OWN_INTERVAL) != null;
    }

    /** Has the container, which counts from the last request, wait until the session is over by our count, and longer. */
    void lengthen() {
        int seconds = ownInterval();
        if (seconds <= 0) {
            return;
        }
        long unseen = lastUsed() - session.getLastAccessedTime();
        long longer = seconds + (unseen + 999) / 1000 + AHEAD.toSeconds();
        int wanted = (int) Math.min(longer, Integer.MAX_VALUE);
        if (wanted != session.getMaxInactiveInterval()) {
            session.setAttribute(OWN_INTERVAL, seconds);
            lengthenedTo = wanted;
            session.setMaxInactiveInterval(wanted);
        }
    }

    /** Gives a session that we have lengthened its own interval back; a request counts from now in any case. */
    static void restore(HttpSession session) {
        if (session.getAttribute(OWN_INTERVAL) instanceof Integer own) {
            session.setMaxInactiveInterval(own);
            session.removeAttribute(OWN_INTERVAL);
        }
    }

    /** Ends a session that only we keep. */
    void invalidate() {
        session.invalidate();
    }
}
