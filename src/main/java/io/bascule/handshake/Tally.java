package io.bascule.handshake;

import java.util.HashMap;
import java.util.Map;

/** How many there are of each name; a name that has none takes no memory. Guarded by its owner. */
final class Tally {
    private final Map<String, Integer> counts = new HashMap<>();

    /** One more of {@code name}; false, and nothing is counted, where there are {@code most} of it. */
    boolean add(String name, int most) {
        int now = counts.getOrDefault(name, 0);
        if (now >= most) {
            return false;
        }
        counts.put(name, now + 1);
        return true;
    }

    /** One less of {@code name}. */
    void remove(String name) {
        counts.computeIfPresent(name, (same, now) -> now == 1 ? null : now - 1);
    }

    /** How many names have any. */
    int names() {
        return counts.size();
    }
}
