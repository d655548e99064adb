package io.bascule.backplane;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a node knows what the others have kept in mind, and the asking until it does: one node behind the other, as
 * their beats come, until one that knows it all has answered. Where none has for as long as a node may be silent, nobody
 * knows more. Any thread.
 */
final class CatchUp {
    private final long delay;
    private final long pause;
    private final long answer;
    private final long patience;

    /** Guarded by {@code this}, as all below. */
    private boolean done;

    private boolean begun;
    private long since;
    /** When somebody was asked last. */
    private long asked;

    /** When each was asked last. */
    private final Map<Node, Long> askedOf = new HashMap<>();

    /** Whether another node has asked. */
    private boolean owed;

    /**
     * @param delay how long after this node can be heard the asking begins
     * @param beat how often each node can be asked; in a tenth of it one answers
     * @param patience how long a complete answer is waited for
     */
    CatchUp(Duration delay, Duration beat, Duration patience) {
        this.delay = delay.toNanos();
        this.pause = beat.toNanos() / 10;
        this.answer = 2 * beat.toNanos();
        this.patience = patience.toNanos();
    }

    /** Something may have been missed. */
    synchronized void begin() {
        done = false;
        begun = false;
        askedOf.clear();
    }

    /** This node can be heard. */
    synchronized void heard(long now) {
        if (!begun) {
            begun = true;
            since = now + delay;
            asked = now - pause;
        }
        done |= now - since >= patience;
    }

    /** Whether {@code other}, which can be heard, is to be asked now. */
    synchronized boolean asks(Node other, long now) {
        heard(now);
        var before = askedOf.get(other);
        boolean due = isAsking(now) && now - asked >= pause && (before == null || now - before >= answer);
        if (due) {
            asked = now;
            askedOf.put(other, now);
        }
        return due;
    }

    /** Whether an answer, to whomever, is of use. */
    synchronized boolean isAsking(long now) {
        return begun && !done && now - since >= 0;
    }

    /** A node has answered. */
    synchronized void answered(boolean whole) {
        done |= whole;
    }

    /** Another node has asked. */
    synchronized void owe() {
        owed = true;
    }

    /** Whether another node has asked since this was called last. */
    synchronized boolean owes() {
        boolean was = owed;
        owed = false;
        return was;
    }

    /** Whether nobody knows more. */
    synchronized boolean isDone() {
        return done;
    }
}
