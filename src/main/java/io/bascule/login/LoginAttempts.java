package io.bascule.login;

import io.bascule.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts failed logins of the last minute, for each remote address and for each user name: after ten of them the next has
 * to wait until the oldest is a minute old. An attempt counts from its beginning, so that many at once are no way round;
 * one that succeeds is taken back.
 *
 * <p>At most 10,000 addresses and names are kept, then the one longest not tried is forgotten. Any thread may call any
 * method; none blocks.
 */
final class LoginAttempts {
    private static final int MOST_ATTEMPTS = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_NAME_LENGTH = 64;

    private final Ticker ticker;

    // Guarded by this. The times of the attempts, oldest first; the key longest not used first.
    private final Map<String, Deque<Long>> times = new LinkedHashMap<>(16, 0.75f, true);

    LoginAttempts(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Begins an attempt.
     *
     * @return empty if it may go on; else how long to wait for the next, and this one does not count
     */
    synchronized Optional<Duration> begin(String address, String user) {
        var now = ticker.nanoTime();
        var wait = Math.max(wait(addressKey(address), now), wait(userKey(user), now));
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        add(addressKey(address), now);
        add(userKey(user), now);
        return Optional.empty();
    }

    /** Takes an attempt back that should not count. */
    synchronized void takeBack(String address, String user) {
        removeNewest(addressKey(address));
        removeNewest(userKey(user));
    }

    private long wait(String key, long now) {
        var attempts = times.get(key);
        if (attempts == null) {
            return 0;
        }
        attempts.removeIf(time -> now - time >= WINDOW_NANOS);
        return attempts.size() < MOST_ATTEMPTS ? 0 : attempts.getFirst() + WINDOW_NANOS - now;
    }

    private void add(String key, long now) {
        times.computeIfAbsent(key, unused -> new ArrayDeque<>(2)).addLast(now);
        if (times.size() > MOST_KEYS) {
            var eldest = times.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private void removeNewest(String key) {
        var attempts = times.get(key);
        if (attempts != null) {
            attempts.pollLast();
        }
    }

    private static String addressKey(String address) {
        return "address " + address;
    }

    private static String userKey(String user) {
        return "user " + user.substring(0, Math.min(user.length(), MOST_NAME_LENGTH));
    }
}
