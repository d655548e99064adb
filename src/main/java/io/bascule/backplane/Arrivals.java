package io.bascule.backplane;

import io.bascule.backplane.Content.Publication;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the publications of the other nodes in order and drops repeats: a broker repeats what it does not know to have
 * been taken, and then behind what came later. Where a number is missing, what follows it waits; when that takes too
 * long, it is missed for good. One thread at a time.
 */
final class Arrivals {
    /** Takes what is in order. */
    interface Receiver {
        void received(Node from, long sequence, Publication publication);

        void missed(Node from, long publications, long last);
    }

    /** How many runs of nodes are remembered; those of which nothing was heard for longest are forgotten. */
    static final int RUNS = 1_000;

    /** How much of one node waits for what is missing. */
    static final int EARLY_BYTES = 16 << 20;

    /** What comes from one run of a node. */
    private static final class Line {
        private long next;
        private long missingSince;
        private final TreeMap<Long, Publication> early = new TreeMap<>();
        private long earlyBytes;

        private Line(long next) {
            this.next = next;
        }
    }

    private final Map<Node, Line> lines = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Node, Line> eldest) {
            return size() > RUNS;
        }
    };

    private final Receiver receiver;
    private final long patience;

    /** @param patience how long what is missing is waited for */
    Arrivals(Receiver receiver, Duration patience) {
        this.receiver = receiver;
        this.patience = patience.toNanos();
    }

    /** The first publication of a run that is ever seen is the first that counts. */
    void arrived(Node from, long sequence, Publication publication, long now) {
        var line = lines.computeIfAbsent(from, run -> new Line(sequence));
        if (sequence == line.next) {
            line.next++;
            receiver.received(from, sequence, publication);
            releaseFollowing(from, line, now);
        } else if (sequence > line.next) {
            if (line.early.isEmpty()) {
                line.missingSince = now;
            }
            if (line.early.putIfAbsent(sequence, publication) == null) {
                line.earlyBytes += publication.bytes();
            }
            giveUpIfDue(from, line, now);
        }
    }

    private void releaseFollowing(Node from, Line line, long now) {
        while (!line.early.isEmpty() && line.early.firstKey() == line.next) {
            var next = line.early.pollFirstEntry();
            line.next++;
            line.earlyBytes -= next.getValue().bytes();
            line.missingSince = now;
            receiver.received(from, next.getKey(), next.getValue());
        }
    }

    /** Goes on where what is missing has been missing for too long. */
    void look(long now) {
        lines.forEach((from, line) -> giveUpIfDue(from, line, now));
    }

    private void giveUpIfDue(Node from, Line line, long now) {
        if (!line.early.isEmpty() && (line.earlyBytes > EARLY_BYTES || now - line.missingSince >= patience)) {
            long found = line.early.firstKey();
            receiver.missed(from, found - line.next, found - 1);
            line.next = found;
            releaseFollowing(from, line, now);
        }
    }
}
