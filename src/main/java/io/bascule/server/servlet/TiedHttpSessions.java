package io.bascule.server.servlet;

import io.bascule.handshake.HttpSessionSource;
import io.bascule.time.Timer;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The HTTP sessions that connections came in with. The container tells when one is invalidated; that one has expired it
 * may tell minutes later, so that all are looked at every {@link #LOOK}. With {@code session.keepAlive} messages count as
 * requests do, and the container is made to wait for them.
 *
 * <p>Not an attribute of each session, which the container would store or copy with it. Any thread.
 */
final class TiedHttpSessions implements HttpSessionListener, HttpSessionIdListener {
    private static final Logger LOG = System.getLogger(TiedHttpSessions.class.getName());

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Between our close and the end of a session that only we kept: Undertow closes its connections without a reason. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** Undertow closes the connections of a session that ends itself, and a second close drops the frame of the first. */
    private static final Duration THEIRS_FIRST = Duration.ofMillis(100);

    private final Clock clock;
    private final Timer timer;
    private final Executor handlers;
    private final boolean keepAlive;
    private final ConcurrentHashMap<String, TiedHttpSession> byId = new ConcurrentHashMap<>();

    /** @param handlers runs what asks the container, which may look into a store, and listeners of the application */
    TiedHttpSessions(Clock clock, Timer timer, Executor handlers, boolean keepAlive) {
        this.clock = clock;
        this.timer = timer;
        this.handlers = handlers;
        this.keepAlive = keepAlive;
        lookLater();
    }

    private void lookLater() {
        timer.after(LOOK, () -> handlers.execute(this::look));
    }

    private void look() {
        byId.forEach(this::look);
        lookLater();
    }

    private void look(String id, TiedHttpSession session) {
        try {
            if (session.isOver(clock.millis())) {
                expired(id, session);
            } else if (!session.isTied() && !session.isLengthened()) {
                byId.computeIfPresent(id, (same, there) -> there.isTied() ? there : null);
            } else if (keepAlive) { // also behind the last connection, whose last message still counts
                session.lengthen();
            }
        } catch (IllegalStateException invalid) {
            ended(id);
        } catch (RuntimeException unable) {
            LOG.log(Level.WARNING, "An HTTP session cannot be asked whether it is over", unable);
        }
    }

    private void expired(String id, TiedHttpSession session) {
        boolean ours = session.isLengthened();
        ended(id);
        if (ours) {
            timer.after(MOMENT, () -> handlers.execute(() -> invalidate(id, session)));
        }
    }

    private void invalidate(String id, TiedHttpSession session) {
        try {
            if (session.isLengthened() && !byId.containsKey(id)) { // else a request came meanwhile, and has it back
                session.invalidate();
            }
        } catch (IllegalStateException ended) { // by a request, just now
            LOG.log(Level.DEBUG, "An expired HTTP session has been ended already");
        }
    }

    private void ended(String id) {
        var session = byId.remove(id);
        if (session != null) {
            session.end();
        }
    }

    /** Ties a connection to {@code session}; see {@link HttpSessionSource.View#whenEnded}. */
    HttpSessionSource.Tie tie(HttpSession session, Runnable ended) {
        var id = session.getId();
        var tied = byId.compute(
                id,
                (same, there) -> (there == null ? new TiedHttpSession(session, clock.millis()) : there).with(ended));
        try {
            session.getCreationTime(); // throws when it has ended meanwhile, and nobody will say so any more
            if (keepAlive) {
                tied.lengthen();
            }
        } catch (IllegalStateException invalid) {
            ended(id);
        }
        return new Tied(tied, ended);
    }

    private final class Tied implements HttpSessionSource.Tie {
        private final TiedHttpSession session;
        private final Runnable ended;

        Tied(TiedHttpSession session, Runnable ended) {
            this.session = session;
            this.ended = ended;
        }

        @Override
        public void heard() {
            if (keepAlive) {
                session.used(clock.millis());
            }
        }

        @Override
        public void release() {
            session.release(ended);
        }
    }

    /** A request of {@code session} has come. */
    void requested(HttpSession session) {
        var tied = byId.get(session.getId());
        if (tied != null) {
            tied.used(clock.millis());
        }
        if (keepAlive && (tied == null || !tied.isTied())) {
            restore(session);
        }
    }

    private static void restore(HttpSession session) {
        try {
            TiedHttpSession.restore(session);
        } catch (IllegalStateException ended) { // by another request, just now
            LOG.log(Level.DEBUG, "An HTTP session ended while a request of it came");
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        var session = byId.remove(event.getSession().getId());
        if (session != null) {
            timer.after(THEIRS_FIRST, () -> handlers.execute(session::end));
        }
    }

    /** A login gives the session another id; it stays what it is. */
    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        var tied = byId.remove(oldId);
        if (tied != null) {
            // Somebody may have come in under the new id already; then that one passes the end on.
            byId.merge(event.getSession().getId(), tied, (there, old) -> there.with(old::end));
        }
    }
}
