package io.bascule.server.messaging;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: longer each time, and not as long as others do. One thread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait before the next attempt: from half of 100 ms, 200 ms, and so on up to 5 s, to all of it. */
    Duration next() {
        var longest = next;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return Duration.ofNanos(random.nextLong(longest.toNanos() / 2, longest.toNanos() + 1));
    }

    /** An attempt has succeeded. */
    void reset() {
        next = FIRST;
    }
}
