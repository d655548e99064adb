package io.bascule.portfolio;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Plays a tape again in real time, over and over: the next lap begins a second after the last price of this one. The time
 * of day says where the tape is, as if it had played since the beginning of 1970, so that all servers play the same
 * price at the same time, and one that starts is where the others are.
 *
 * <pre>
 *   start ──> turn: what is due, in order ──> appointment for what is next ──┐
 *               ^                                                            │
 *               └────────────────────────────────────────────────────────────┘   until close
 * </pre>
 *
 * <p>Nothing is left out and nothing is merged: prices that are due at the same instant, or while the timer was late,
 * are played in order, one by one. But a timer that comes more than a second late (the machine slept), or a clock that
 * was set, does not set off a flood: the tape is wound to where it belongs, and the price there played.
 */
final class Replay {
    private static final long PAUSE_NANOS = 1_000_000_000;
    private static final long MOST_ASTRAY_NANOS = 1_000_000_000;

    private final int length;
    private final IntToLongFunction due;
    private final long lap;
    private final Timer timer;
    private final Ticker ticker;
    private final Clock clock;
    private final IntConsumer player;

    // Touched by one turn at a time; the timer orders one before the next.
    private long began;
    private int index;

    private volatile Timer.@Nullable Appointment next;
    private volatile boolean closed;

    /**
     * @param length how many prices the tape has
     * @param due when a price is due, in nanoseconds from the beginning of its lap; never smaller than for the one before,
     *     and zero for the first
     * @param player plays one price, on the timer's thread or that of {@link #start}; it must not block or throw
     */
    Replay(int length, IntToLongFunction due, Timer timer, Ticker ticker, Clock clock, IntConsumer player) {
        this.length = length;
        this.due = due;
        this.lap = due.applyAsLong(length - 1) + PAUSE_NANOS;
        this.timer = timer;
        this.ticker = ticker;
        this.clock = clock;
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

    /** Plays the price of the moment at once, on this thread. To be called once. */
    void start() {
        wind(ticker.nanoTime());
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
        if (now - nextDue() > MOST_ASTRAY_NANOS || isAstray(now)) {
            wind(now);
        }
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

    private boolean isAstray(long now) {
        long apart = Math.floorMod(intoLap() - (now - began), lap);
        return Math.min(apart, lap - apart) > MOST_ASTRAY_NANOS;
    }

    /** How far into a lap everybody is. */
    private long intoLap() {
        var instant = clock.instant();
        return Math.floorMod(instant.getEpochSecond() * 1_000_000_000 + instant.getNano(), lap);
    }

    /** To the last price that is due. */
    private void wind(long now) {
        long into = intoLap();
        began = now - into;
        int low = 0;
        int high = length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (due.applyAsLong(middle) <= into) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        index = low;
    }

    private long nextDue() {
        return began + due.applyAsLong(index);
    }

    private void advance() {
        index++;
        if (index == length) {
            began += lap;
            index = 0;
        }
    }
}
