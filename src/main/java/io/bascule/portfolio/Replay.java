package io.bascule.portfolio;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Plays a tape again in real time, over and over: the next lap begins a second after the last price of this one.
 *
 * <pre>
 *   start ──> turn: what is due, in order ──> appointment for what is next ──┐
 *               ^                                                            │
 *               └────────────────────────────────────────────────────────────┘   until close
 * </pre>
 *
 * <p>Nothing is left out and nothing is merged: prices that are due at the same instant, or while the timer was late,
 * are played in order, one by one. But a timer that comes more than a second late (the machine slept) does not set off a
 * flood: the tape then simply has stood still and goes on from where it was.
 */
final class Replay {
    private static final long PAUSE_NANOS = 1_000_000_000;
    private static final long MOST_LATE_NANOS = 1_000_000_000;

    private final int length;
    private final IntToLongFunction due;
    private final Timer timer;
    private final Ticker ticker;
    private final IntConsumer player;

    // Touched by one turn at a time; the timer orders one before the next.
    private long began;
    private int index;

    private volatile Timer.@Nullable Appointment next;
    private volatile boolean closed;

    /**
     * @param length how many prices the tape has
     * @param due when a price is due, in nanoseconds from the beginning of its lap; never smaller than for the one before
     * @param player plays one price, on the timer's thread or that of {@link #start}; it must not block or throw
     */
    Replay(int length, IntToLongFunction due, Timer timer, Ticker ticker, IntConsumer player) {
        this.length = length;
        this.due = due;
        this.timer = timer;
        this.ticker = ticker;
        this.player = player;
    }

    /** Each price {@code speed} times sooner after the first one than it really was. */
    static IntToLongFunction faster(Tape tape, double speed) {
        return index -> (long) ((tape.time(index) - tape.time(0)) * 1e6 / speed);
    }

    /** One price a second, whatever their times. */
    static IntToLongFunction everySecond() {
        return index -> index * 1_000_000_000L;
    }

    /** Plays the first price at once, on this thread. To be called once. */
    void start() {
        began = ticker.nanoTime();
        turn();
    }

    /** Stops; a price that is being played on another thread still ends. */
    void close() {
        closed = true;
        var appointment = next;
        if (appointment != null) {
            appointment.cancel();
        }
    }

    private void turn() {
        var now = ticker.nanoTime();
        forgiveLateness(now);
        while (!closed && nextDue() - now <= 0) {
            player.accept(index);
            advance();
        }
        var appointment = timer.after(Duration.ofNanos(nextDue() - now), this::turn);
        next = appointment;
        if (closed) {
            appointment.cancel();
        }
    }

    private void forgiveLateness(long now) {
        var late = now - nextDue();
        if (late > MOST_LATE_NANOS) {
            began += late;
        }
    }

    private long nextDue() {
        return began + due.applyAsLong(index);
    }

    private void advance() {
        index++;
        if (index == length) {
            began += due.applyAsLong(length - 1) + PAUSE_NANOS;
            index = 0;
        }
    }
}
