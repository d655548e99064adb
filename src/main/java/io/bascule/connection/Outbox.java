package io.bascule.connection;

import io.bascule.connection.Connection.Counters;
import io.bascule.connection.Connection.Waiting;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits to be sent on one connection: first in, first out, bounded in bytes and messages, with at most one write
 * outstanding on the {@link Wire}.
 *
 * <pre>
 *            close(status)                     all written: End.flushed(status)
 *   OPEN ───────────────────> CLOSING ───────────────────────────────────────────> RELEASED
 *     └──── bound, deadline, failed write: End.failed(status) ; release() ──────────^
 * </pre>
 *
 * <p>A message with a key takes the place of the one of that key that waits already, once the wire does not keep up: while
 * a write is outstanding, at the {@linkplain #pace pace} of a slow client, or at the bound. What one read event or one
 * thread sends in a row to a client that keeps up is therefore never thinned out.
 *
 * <p>Writing that is put off to the end of a read event begins early when half of a bound waits: that so much came at once
 * says nothing about the client.
 *
 * <p>Any thread may call it; nothing blocks. The lock only guards the queue: the wire, the executor and {@link End} are
 * called with no lock held. The thread that finds nothing outstanding writes; the completion of a write, on whatever
 * thread it comes, writes what has gathered since.
 */
final class Outbox {
    /** How many payload bytes go into one write: enough to fill a socket's buffer, few enough to show progress. */
    private static final int BATCH_BYTES = 64 * 1024;

    private enum State {
        OPEN,
        CLOSING,
        RELEASED
    }

    /** Told, once and with no lock held, how sending ended. Not told after {@link Outbox#release()}. */
    interface End {
        /** Everything that was queued is written, and {@link Outbox#close} asked for the end. */
        void flushed(CloseStatus status);

        /** What waited is dropped: the client reads too slowly ({@code status} names the setting) or the wire broke. */
        void failed(CloseStatus status);
    }

    private record Waiter(int below, Runnable once) {}

    private final Wire wire;
    private final Executor drain;
    private final ConnectionLimits limits;
    private final Timer timer;
    private final Ticker ticker;
    private final End end;
    private final Runnable draining = this::begin;

    /** Guarded by {@code this}, as all below. */
    private final WaitingLine line;

    private final List<Waiter> waiters = new ArrayList<>(0);
    private State state = State.OPEN;
    private CloseStatus closing = CloseStatus.NORMAL;
    /** Whether some thread writes or a completion is awaited: no other may write then. */
    private boolean busy;
    /** Whether writing was asked for and has not begun; {@code busy} then, too. */
    private boolean due;

    private boolean outstanding;
    private long writeStarted;
    private boolean deadlineArmed;
    private Timer.Appointment deadline = () -> {};

    private Duration pace = Duration.ZERO;
    private long nextWrite;
    /** Whether writing waits for {@code nextWrite}; {@code busy} then, too. */
    private boolean resting;

    private Timer.Appointment rested = () -> {};

    /**
     * @param drain where writing begins when a message is offered: at once on the caller's thread
     *     ({@code Runnable::run}), as a task, or at the end of a read event
     */
    Outbox(Wire wire, Executor drain, ConnectionLimits limits, Timer timer, Ticker ticker, End end) {
        this.wire = wire;
        this.drain = drain;
        this.limits = limits;
        this.line = new WaitingLine(limits);
        this.timer = timer;
        this.ticker = ticker;
        this.end = end;
    }

    /**
     * Queues a message. One that is larger than the bound is taken when nothing waits. One that goes over a bound takes the
     * place of the waiting one of its key, or of others that may be dropped; where there are none, it is dropped itself,
     * or ends the connection with 1008.
     */
    Offer offer(Outgoing message) {
        Offer answer;
        String exceeded = "";
        boolean idle;
        boolean early;
        List<Waiter> enough;
        synchronized (this) {
            if (state != State.OPEN) {
                return Offer.CLOSED;
            }
            answer = line.offer(message, outstanding || resting, ticker.nanoTime());
            if (answer == Offer.CLOSED) {
                exceeded = line.exceeded(message.size());
            }
            early = due && line.isHalfFull();
            idle = answer == Offer.QUEUED && !busy;
            busy |= idle;
            due |= idle;
            enough = enough();
        }
        if (answer == Offer.CLOSED) {
            fail(CloseStatus.POLICY.because(exceeded));
        } else if (idle) {
            drain.execute(draining);
        } else if (early) {
            begin();
        }
        tell(enough);
        return answer;
    }

    /**
     * Has writes begin at least {@code between} apart from now on, as if the client read so slowly; {@link Duration#ZERO}
     * ends that. What is left at {@link #close} is written without waiting.
     */
    void pace(Duration between) {
        boolean awake;
        synchronized (this) {
            pace = between;
            nextWrite = ticker.nanoTime();
            awake = wake();
        }
        if (awake) {
            drain.execute(draining);
        }
    }

    /** Ends a rest; whoever does goes on writing. */
    private boolean wake() {
        boolean was = resting;
        due |= was;
        resting = false;
        rested.cancel();
        return was;
    }

    private void rested() {
        boolean awake;
        synchronized (this) {
            awake = wake();
        }
        if (awake) {
            drain.execute(draining);
        }
    }

    /** Takes nothing more, and tells {@link End#flushed} when what waits has been written. */
    void close(CloseStatus status) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
            closing = status;
            if (busy && !wake()) {
                return;
            }
            busy = true;
            due = true;
        }
        drain.execute(draining);
    }

    /** Drops what waits; the connection is gone. Completions that come later find nothing. */
    void release() {
        List<Waiter> all;
        synchronized (this) {
            all = drop();
        }
        tell(all);
    }

    synchronized Waiting waiting() {
        return line.waiting(ticker.nanoTime());
    }

    synchronized Counters counters() {
        return line.counters();
    }

    void whenBelow(int level, Runnable once) {
        synchronized (this) {
            if (state != State.RELEASED && line.bytes() >= level) {
                waiters.add(new Waiter(level, once));
                return;
            }
        }
        once.run();
    }

    /** Those who wait for less than now waits; almost always there are none, so that costs nothing. */
    private List<Waiter> enough() {
        if (waiters.isEmpty()) {
            return List.of();
        }
        var enough =
                waiters.stream().filter(waiter -> line.bytes() < waiter.below()).toList();
        waiters.removeAll(enough);
        return enough;
    }

    private static void tell(List<Waiter> waiters) {
        if (!waiters.isEmpty()) {
            waiters.forEach(waiter -> waiter.once().run());
        }
    }

    /** Begins the writing that was asked for, unless that was done early. */
    private void begin() {
        synchronized (this) {
            if (!due) {
                return;
            }
            due = false;
        }
        drain();
    }

    private void drain() {
        while (true) {
            var batch = next();
            if (batch.isEmpty()) {
                return;
            }
            var write = new Write();
            try {
                wire.write(batch, write);
            } catch (Throwable broken) { // unchecked exceptions of containers included: GlassFish throws one
                write.failed(broken);
            }
            if (!write.completedAlready()) {
                return;
            }
            written();
        }
    }

    /** The next batch; empty when there is nothing to write, and then {@code busy} no more. */
    private List<Outgoing> next() {
        CloseStatus flushed;
        List<Waiter> all;
        synchronized (this) {
            if (state != State.RELEASED && !line.isEmpty()) {
                return rest() ? List.of() : take();
            }
            busy = false;
            if (state != State.CLOSING) {
                return List.of();
            }
            flushed = closing;
            all = drop();
        }
        end.flushed(flushed);
        tell(all);
        return List.of();
    }

    /** Whether the next write is not due yet; it then begins by itself. */
    private boolean rest() {
        if (pace.isZero() || state != State.OPEN) {
            return false;
        }
        long now = ticker.nanoTime();
        if (nextWrite - now <= 0) {
            nextWrite = now + pace.toNanos();
            return false;
        }
        resting = true;
        rested = timer.after(Duration.ofNanos(nextWrite - now), this::rested);
        return true;
    }

    private List<Outgoing> take() {
        var batch = line.take(BATCH_BYTES);
        outstanding = true;
        writeStarted = ticker.nanoTime();
        armDeadline();
        return batch;
    }

    /** One appointment a connection, however many messages it sends: it looks at the write that is outstanding then. */
    private void armDeadline() {
        if (!deadlineArmed) {
            deadlineArmed = true;
            deadline = timer.after(limits.sendDeadline(), this::checkDeadline);
        }
    }

    private void checkDeadline() {
        synchronized (this) {
            deadlineArmed = false;
            if (!outstanding || state == State.RELEASED) {
                return;
            }
            var left = limits.sendDeadline().minusNanos(ticker.nanoTime() - writeStarted);
            if (!left.isNegative() && !left.isZero()) {
                deadlineArmed = true;
                deadline = timer.after(left, this::checkDeadline);
                return;
            }
        }
        fail(CloseStatus.POLICY.because("reads too slowly: a send took more than "
                + Guards.seconds(limits.sendDeadline()) + " (send.deadline)"));
    }

    private void written() {
        List<Waiter> enough;
        synchronized (this) {
            outstanding = false;
            if (state == State.RELEASED) {
                return;
            }
            line.written();
            enough = enough();
        }
        tell(enough);
    }

    private void fail(CloseStatus status) {
        List<Waiter> all;
        synchronized (this) {
            if (state == State.RELEASED) {
                return;
            }
            all = drop();
        }
        end.failed(status);
        tell(all);
    }

    private List<Waiter> drop() {
        state = State.RELEASED;
        line.clear();
        outstanding = false;
        deadline.cancel();
        wake();
        var all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    /**
     * One write: whoever comes second, the return of the call or the completion, counts it as written and goes on
     * draining. Only the second one: a completion that comes on another thread before the call has returned would
     * otherwise still be counting while the next write begins.
     */
    private final class Write implements Wire.Completion {
        private static final int CALLING = 0;
        private static final int RETURNED = 1;
        private static final int COMPLETED = 2;

        private final AtomicInteger phase = new AtomicInteger(CALLING);

        boolean completedAlready() {
            return !phase.compareAndSet(CALLING, RETURNED);
        }

        @Override
        public void written() {
            if (phase.getAndSet(COMPLETED) == RETURNED) {
                Outbox.this.written();
                drain();
            }
        }

        @Override
        public void failed(Throwable cause) {
            int before = phase.getAndSet(COMPLETED);
            if (before != COMPLETED) {
                fail(CloseStatus.ABNORMAL.because("a write failed: " + cause));
            }
        }
    }
}
