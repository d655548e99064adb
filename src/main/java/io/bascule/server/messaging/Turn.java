package io.bascule.server.messaging;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Which round it is, as this node knows it and as the mark at the broker says. One thread. */
final class Turn {
    /** How long the mark of a round that is in doubt is waited for: longer than a broker keeps a connection that is dead. */
    private static final Duration IN_DOUBT = Duration.ofSeconds(90);

    private static final Duration WAIT = Duration.ofSeconds(1);

    /** The last round that was done. */
    private long last;

    /** Whether the last mark has been consumed by the round under way. */
    private boolean held;

    /**
     * Takes the mark of the last round.
     *
     * @param doubt whether there was another, of which it is not known whether it was done
     * @return whether it was
     */
    boolean find(Desk desk, boolean doubt, BooleanSupplier running, LongSupplier ticker) throws JMSException {
        long begin = ticker.getAsLong();
        var found = OptionalLong.empty();
        boolean more = true;
        while (more && running.getAsBoolean()) {
            var mark = desk.mark(found.isEmpty() ? WAIT : Duration.ofMillis(50));
            more = mark.isPresent() || (found.isEmpty() && doubt && ticker.getAsLong() - begin < IN_DOUBT.toNanos());
            if (mark.isPresent()) {
                found = OptionalLong.of(Math.max(found.orElse(0), mark.getAsLong()));
            }
        }
        held = true; // or there is none
        boolean done = doubt && found.orElse(last) > last;
        last = Math.max(last, found.orElse(last));
        if (found.isEmpty()) {
            leaveFirst(desk);
        }
        return done;
    }

    private void leaveFirst(Desk desk) throws JMSException {
        desk.leaveMark(last);
        desk.commit();
        held = false;
    }

    /** Changes the mark for that of the next round. */
    void next(Desk desk) throws JMSException {
        for (boolean stale = !held; stale; ) {
            var mark = desk.mark(WAIT); // none where others think that this node is dead
            stale = mark.isPresent() && mark.getAsLong() < last;
        }
        held = true;
        desk.leaveMark(last + 1);
    }

    void done() {
        last++;
        held = false;
    }

    /** What was consumed is there again. */
    void rolledBack() {
        held = false;
    }
}
