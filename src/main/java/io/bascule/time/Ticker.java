package io.bascule.time;

/** Monotonic time for measuring durations; any thread may ask, and it never blocks. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since an arbitrary origin; only differences mean anything, as with {@link System#nanoTime()}. */
    long nanoTime();
}
