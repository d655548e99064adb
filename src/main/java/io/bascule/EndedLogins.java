package io.bascule;

import io.bascule.backplane.Backplane;
import io.bascule.backplane.Content.Ended;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Connections;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.LoginPrincipal;
import io.bascule.refusal.SparseLog;
import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The logins that were ended before their time, at this node and at the others. A connection is open before it is looked
 * up here, and a login is here before its connections are looked for, so none is forgotten. Any thread.
 */
final class EndedLogins implements Backplane.Endings {
    static final CloseStatus SESSION_ENDED = CloseStatus.POLICY.because("session ended");

    /** How many are remembered. */
    static final int MOST = 50_000;

    /** How far the clocks of two nodes may be apart. */
    static final Duration CLOCKS = Duration.ofMinutes(5);

    private static final Duration EACH = Duration.ofMinutes(1);

    private final Connections connections;
    private final Clock clock;
    private final Optional<? extends Backplane> others;
    private final SparseLog log;

    /** When nobody can come with them anyway, in milliseconds of the era. */
    private final Map<String, Long> ended = new ConcurrentHashMap<>();

    /** When those were forgotten last that nobody can come with. */
    private volatile long swept;

    EndedLogins(Connections connections, Clock clock, Timer timer, Optional<? extends Backplane> others) {
        this.connections = connections;
        this.clock = clock;
        this.others = others;
        this.log = new SparseLog(
                System.getLogger(EndedLogins.class.getName()),
                timer,
                left -> left + " more ended logins forgotten in the last minute");
    }

    /** Ends one, here at once. */
    CompletionStage<Integer> end(String login, Instant until) {
        if (login.isEmpty() || login.length() > Ended.MOST_CHARS) {
            throw new IllegalArgumentException("A login is called by " + login.length() + " characters; 1 to "
                    + Ended.MOST_CHARS + " are allowed");
        }
        int here = ended(Map.of(login, until.toEpochMilli()));
        return others.map(nodes -> nodes.publishCounted(new Ended(login, until.toEpochMilli()), number -> {}))
                .orElseGet(() -> CompletableFuture.completedStage(0))
                .thenApply(there -> here + there);
    }

    boolean contains(String login) {
        return ended.containsKey(login);
    }

    @Override
    public int ended(Map<String, Long> logins) {
        var unknown = logins.keySet().stream()
                .filter(login -> ended.put(login, logins.get(login)) == null)
                .collect(Collectors.toUnmodifiableSet());
        if (unknown.isEmpty()) {
            return 0;
        }
        forget();
        var found = connections.all().stream()
                .filter(connection -> unknown.contains(login(connection.handshake())))
                .toList();
        found.forEach(connection -> connection.close(SESSION_ENDED));
        return found.size();
    }

    /** Once a minute, and when there are too many. */
    private void forget() {
        long now = clock.millis();
        if (now - swept >= EACH.toMillis() || ended.size() > MOST) {
            swept = now;
            ended.values().removeIf(until -> until < now - CLOCKS.toMillis());
            forgetFirst(ended.size() - MOST);
        }
    }

    private void forgetFirst(int tooMany) {
        if (tooMany > 0) {
            ended.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .limit(tooMany)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(ended::remove);
            log.warn(
                    MOST,
                    "",
                    () -> "More than " + MOST + " logins were ended before their time: those that would have"
                            + " ended first are forgotten, and taken again until then");
        }
    }

    @Override
    public Map<String, Long> all() {
        return Map.copyOf(ended);
    }

    private static String login(Handshake handshake) {
        return handshake
                .principal()
                .filter(LoginPrincipal.class::isInstance)
                .map(who -> ((LoginPrincipal) who).login())
                .orElse("");
    }

    /** Closes a connection that opens by an ended login, however late that was known. */
    ConnectionHandler guard(ConnectionHandler inner, Handshake handshake) {
        var login = login(handshake);
        return login.isEmpty() ? inner : new Guard(inner, login);
    }

    private final class Guard extends ConnectionHandler.Forwarding {
        private final String login;

        private Guard(ConnectionHandler inner, String login) {
            super(inner);
            this.login = login;
        }

        @Override
        public void opened(Connection connection) {
            super.opened(connection);
            if (contains(login)) {
                connection.close(SESSION_ENDED);
            }
        }
    }
}
