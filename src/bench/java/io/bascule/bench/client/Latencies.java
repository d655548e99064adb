package io.bascule.bench.client;

import java.util.Arrays;

/** Counts times in classes of about 3 % width, from a nanosecond to hours. */
public final class Latencies {
    private static final int FINE = 32;
    private static final int FINE_BITS = 5;

    private final long[] counts = new long[64 * FINE];
    private long total;

    /** Counts one. */
    public void add(long nanos) {
        counts[index(Math.max(nanos, 0))]++;
        total++;
    }

    /** Forgets all. */
    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    /** The time in milliseconds within which {@code share} of all were; 0 when there was none. */
    public double millis(double share) {
        long wanted = (long) Math.ceil(share * total);
        long seen = 0;
        for (int at = 0; at < counts.length; at++) {
            seen += counts[at];
            if (seen >= wanted && seen > 0) {
                return upperEnd(at) / 1e6;
            }
        }
        return 0;
    }

    private static int index(long nanos) {
        if (nanos < FINE) {
            return (int) nanos;
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - FINE_BITS;
        return (shift + 1) * FINE + (int) (nanos >>> shift) - FINE;
    }

    private static long upperEnd(int index) {
        if (index < FINE) {
            return index;
        }
        int shift = index / FINE - 1;
        return ((long) (index % FINE + FINE + 1) << shift) - 1;
    }
}
