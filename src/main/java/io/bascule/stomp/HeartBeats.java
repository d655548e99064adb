package io.bascule.stomp;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The heart-beats of one connection, both ways. A message costs no appointment: what was sent or heard is noted, and
 * looked at when an appointment has come.
 */
final class HeartBeats {
    private static final Timer.Appointment NONE = () -> {};

    private final Timer timer;
    private final Ticker ticker;
    private final Executor events;

    /** Any thread. */
    private volatile long heardAt;

    /** In {@code events} only, as all below. */
    private Timer.Appointment nextBeat = NONE;

    private Timer.Appointment nextCheck = NONE;
    private boolean stopped;

    /** @param events runs what the timer starts, one at a time with all that calls this object */
    HeartBeats(Timer timer, Ticker ticker, Executor events) {
        this.timer = timer;
        this.ticker = ticker;
        this.events = events;
        this.heardAt = ticker.nanoTime();
    }

    /** Something arrived; any thread. */
    void heard() {
        heardAt = ticker.nanoTime();
    }

    /**
     * Sends a beat whenever nothing else was sent for {@code every} or a little less; zero is never.
     *
     * @param quiet whether nothing was sent since it was last asked, at first since now
     */
    void send(Duration every, BooleanSupplier quiet, Runnable beat) {
        if (!every.isZero()) {
            beatAfter(mostOf(every), every, quiet, beat);
        }
    }

    private void beatAfter(Duration wait, Duration every, BooleanSupplier quiet, Runnable beat) {
        nextBeat = later(wait, () -> {
            if (quiet.getAsBoolean()) {
                beat.run();
                beatAfter(mostOf(every), every, quiet, beat);
            } else {
                // What was sent last was sent during this wait: the next beat is due at most `every` after it began.
                beatAfter(every.minus(wait), every, quiet, beat);
            }
        });
    }

    private static Duration mostOf(Duration every) {
        return every.multipliedBy(3).dividedBy(4);
    }

    /**
     * Runs {@code silent} when nothing was heard for {@code patience}; zero is never.
     *
     * @param excused whether the silence is ours, since we have stopped reading
     */
    void expect(Duration patience, BooleanSupplier excused, Runnable silent) {
        if (!patience.isZero()) {
            checkAfter(patience, patience, excused, silent);
        }
    }

    private void checkAfter(Duration wait, Duration patience, BooleanSupplier excused, Runnable silent) {
        nextCheck = later(wait, () -> {
            if (excused.getAsBoolean()) {
                heard();
            }
            var left = patience.minusNanos(ticker.nanoTime() - heardAt);
            if (left.isZero() || left.isNegative()) {
                silent.run();
            } else {
                checkAfter(left, patience, excused, silent);
            }
        });
    }

    private Timer.Appointment later(Duration wait, Runnable task) {
        return timer.after(
                wait,
                () -> events.execute(() -> {
                    if (!stopped) {
                        task.run();
                    }
                }));
    }

    /** Ends both; harmless when repeated. */
    void stop() {
        stopped = true;
        nextBeat.cancel();
        nextCheck.cancel();
    }
}
