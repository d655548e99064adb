package io.bascule.backplane;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which nodes live: those of which something was heard lately. Any thread. */
final class Members {
    private final long patience;

    /** When each was heard last; guarded by {@code this}. */
    private final Map<Node, Long> heard = new HashMap<>();

    /** @param patience how long a node may be silent */
    Members(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** True when it was not known. */
    synchronized boolean heard(Node node, long now) {
        return heard.put(node, now) == null;
    }

    /** True when it was known. */
    synchronized boolean left(Node node) {
        return heard.remove(node) != null;
    }

    /** Those that have been silent for too long, and are forgotten by this. */
    synchronized Set<Node> forgetSilent(long now) {
        var silent = new HashSet<Node>();
        heard.forEach((node, last) -> {
            if (now - last >= patience) {
                silent.add(node);
            }
        });
        heard.keySet().removeAll(silent);
        return silent;
    }

    synchronized Set<Node> all() {
        return Set.copyOf(heard.keySet());
    }
}
