package io.bascule.server.grizzly;

import io.bascule.handshake.HttpSessionSource;
import io.bascule.time.Timer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.grizzly.http.Cookie;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Session;
import org.glassfish.grizzly.http.server.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP sessions of the standalone server: ids of 128 bits from {@link SecureRandom} (Grizzly's own are predictable),
 * taken from the cookie only, never from the URL. A session ends on logout or after {@link #TIMEOUT} without a request,
 * and with {@code session.keepAlive} without a message; so do the connections that came in with it.
 *
 * <p>Any thread.
 */
final class HttpSessions implements SessionManager {
    private static final String COOKIE = "JSESSIONID";
    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    /** More than this many are not kept: each login attempt could make one. */
    private static final int MOST = 100_000;

    private final SecureRandom random;
    private final Clock clock;
    private final Timer timer;
    private final String cookiePath;
    private final boolean keepAlive;
    private final Map<String, LiveSession> sessions = new ConcurrentHashMap<>();

    HttpSessions(SecureRandom random, Clock clock, Timer timer, String cookiePath, boolean keepAlive) {
        this.random = random;
        this.clock = clock;
        this.timer = timer;
        this.cookiePath = cookiePath;
        this.keepAlive = keepAlive;
        timer.after(SWEEP, this::sweep);
    }

    private void sweep() {
        sessions.values().removeIf(session -> {
            if (session.isOver(clock.millis())) {
                session.setValid(false);
            }
            return !session.isValid();
        });
        timer.after(SWEEP, this::sweep);
    }

    Optional<LiveSession> find(String id) {
        return Optional.ofNullable(sessions.get(id))
                .filter(session -> session.isValid() && !session.isOver(clock.millis()));
    }

    LiveSession create() {
        if (sessions.size() >= MOST) {
            throw new IllegalStateException("There are " + MOST + " HTTP sessions already");
        }
        var session = new LiveSession(newId());
        session.setSessionTimeout(TIMEOUT.toMillis());
        sessions.put(session.getIdInternal(), session);
        return session;
    }

    private String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    @Override
    public @Nullable Session getSession(Request request, @Nullable String requestedId) {
        if (requestedId == null || request.isRequestedSessionIdFromURL()) {
            return null;
        }
        return find(requestedId).orElse(null);
    }

    @Override
    public Session createSession(Request request) {
        return create();
    }

    @Override
    public String changeSessionId(Request request, Session session) {
        var old = session.getIdInternal();
        var kept = sessions.remove(old);
        if (kept != null) {
            kept.rename(newId());
            sessions.put(kept.id(), kept);
        }
        return old;
    }

    /** {@code SameSite} and {@code Secure} are added by {@link FrontFilter}: Grizzly's cookies know no SameSite. */
    @Override
    public void configureSessionCookie(Request request, Cookie cookie) {
        cookie.setPath(cookiePath);
        cookie.setHttpOnly(true);
    }

    /** The session that the cookie of an opening handshake names, or that it makes. */
    CookieSession of(HttpRequestPacket packet) {
        return new CookieSession(packet);
    }

    /** The cookie of a session that a handshake made. */
    String setCookie(LiveSession session) {
        return COOKIE + "=" + session.id() + "; Path=" + cookiePath + "; HttpOnly";
    }

    @Override
    public void setSessionCookieName(String name) {
        throw new UnsupportedOperationException("The cookie is called " + COOKIE);
    }

    @Override
    public String getSessionCookieName() {
        return COOKIE;
    }

    /** The session of one opening handshake. */
    final class CookieSession implements HttpSessionSource {
        private final Optional<LiveSession> found;
        private Optional<LiveSession> created = Optional.empty();

        private CookieSession(HttpRequestPacket packet) {
            found = id(packet).flatMap(HttpSessions.this::find);
            found.ifPresent(LiveSession::access); // as every request of a session is (Servlet 6.0 section 7.6)
        }

        private static Optional<String> id(HttpRequestPacket packet) {
            for (var line : packet.getHeaders().values("Cookie")) {
                for (var pair : line.split(";", -1)) {
                    var cookie = pair.strip();
                    if (cookie.startsWith(COOKIE + "=")) {
                        return Optional.of(cookie.substring(COOKIE.length() + 1));
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<View> session(boolean create) {
            if (found.isEmpty() && created.isEmpty() && create) {
                created = Optional.of(create());
            }
            return found.or(() -> created).map(View.class::cast);
        }

        /** What the answer has to set, when the handshake has made a session. */
        Optional<String> setCookie() {
            return created.map(HttpSessions.this::setCookie);
        }
    }

    /** A session that knows the connections that came in with it. */
    final class LiveSession extends Session implements HttpSessionSource.View {
        /** What tells each connection of the end. Guarded by itself, together with what {@link #isValid} says. */
        private final Set<Runnable> tied = new HashSet<>();

        LiveSession(String id) {
            super(id);
        }

        private void rename(String id) {
            setIdInternal(id);
        }

        private boolean isOver(long now) {
            return now - getTimestamp() > getSessionTimeout();
        }

        @Override
        public String id() {
            return getIdInternal();
        }

        /** Grizzly sets its own default, which is none, at every request; that is not meant. */
        @Override
        public void setSessionTimeout(long millis) {
            if (millis > 0) {
                super.setSessionTimeout(millis);
            }
        }

        @Override
        public void setValid(boolean valid) {
            Set<Runnable> told = Set.of();
            synchronized (tied) {
                super.setValid(valid);
                if (!valid) {
                    told = Set.copyOf(tied);
                    tied.clear();
                }
            }
            told.forEach(Runnable::run);
        }

        @Override
        public HttpSessionSource.Tie whenEnded(Runnable ended) {
            boolean over;
            synchronized (tied) {
                over = !isValid();
                if (!over) {
                    tied.add(ended);
                }
            }
            if (over) {
                ended.run();
            }
            return new Tied(this, ended);
        }
    }

    private final class Tied implements HttpSessionSource.Tie {
        private final LiveSession session;
        private final Runnable ended;

        Tied(LiveSession session, Runnable ended) {
            this.session = session;
            this.ended = ended;
        }

        @Override
        public void heard() {
            if (keepAlive) {
                session.setTimestamp(clock.millis());
            }
        }

        @Override
        public void release() {
            synchronized (session.tied) {
                session.tied.remove(ended);
            }
        }
    }
}
