package io.bascule.refusal;

import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The last clients that were refused, each of them in the log too as far as {@link SparseLog} writes it. Any thread. */
public final class Refusals {
    /** How many are kept. */
    public static final int KEPT = 100;

    private final Clock clock;
    private final SparseLog log;
    /** The oldest first; guarded by {@code this}. */
    private final ArrayDeque<Refusal> last = new ArrayDeque<>(KEPT);

    /** What makes one line as telling as another: a flood of one kind does not keep the next from the log. */
    private record Kind(String endpoint, Refusal.Step step, int status) {}

    /** Begins with none. */
    public Refusals(Clock clock, Timer timer) {
        this.clock = clock;
        this.log = new SparseLog(
                System.getLogger(Refusals.class.getName()),
                timer,
                left -> left + " more refused in the last minute; Bascule.refusals() has the last " + KEPT);
    }

    /** The time of day, as refusals have it. */
    public Instant now() {
        return clock.instant();
    }

    /** Keeps it in the place of the oldest, and has it logged; does not block. */
    public void add(Refusal refusal) {
        keep(refusal);
        var kind = new Kind(refusal.endpoint(), refusal.step(), refusal.status());
        log.warn(kind, refusal.client(), refusal::toString);
    }

    private synchronized void keep(Refusal refusal) {
        if (last.size() == KEPT) {
            last.remove();
        }
        last.add(refusal);
    }

    /** The last {@link #KEPT}, the oldest first; a copy. */
    public synchronized List<Refusal> last() {
        return List.copyOf(last);
    }
}
