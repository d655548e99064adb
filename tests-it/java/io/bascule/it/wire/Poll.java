package io.bascule.it.wire;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what no event tells. */
public final class Poll {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Poll() {}

    /** Asks again and again until {@code condition} holds; false when it still does not after ten seconds. */
    public static boolean until(Callable<Boolean> condition) throws Exception {
        return within(PATIENCE, condition);
    }

    /** The same with another patience. */
    public static boolean within(Duration patience, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }
}
