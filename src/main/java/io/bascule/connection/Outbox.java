package io.bascule.connection;

import io.bascule.connection.Connection.Waiting;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
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

    private record Entry(Outgoing message, long queued) {}

    private record Waiter(int below, Runnable once) {}

    private final Wire wire;
    private final Executor drain;
    private final ConnectionLimits limits;
    private final Timer timer;
    private final Ticker ticker;
    private final End end;
    private final Runnable draining = this::drain;

    /** Guarded by {@code this}, as all below. */
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();

    private final List<Waiter> waiters = new ArrayList<>(0);
    private State state = State.OPEN;
    private CloseStatus closing = CloseStatus.NORMAL;
    /** Whether some thread writes or a completion is awaited: no other may write then. */
    private boolean busy;

    /** Payload bytes and messages, those of the outstanding write included. */
    private long bytes;

    private int messages;
    private long oldest;
    private boolean outstanding;
    private long writeStarted;
    private boolean deadlineArmed;
    private Timer.Appointment deadline = () -> {};

    /**
     * @param drain where writing begins when a message is offered: at once on the caller's thread
     *     ({@code Runnable::run}), as a task, or at the end of a read event
     */
    Outbox(Wire wire, Executor drain, ConnectionLimits limits, Timer timer, Ticker ticker, End end) {
        this.wire = wire;
        this.drain = drain;
        this.limits = limits;
        this.timer = timer;
        this.ticker = ticker;
        this.end = end;
    }

    /**
     * Queues a message. One that is larger than the bound is taken when nothing waits; one that goes over a bound ends
     * the connection with 1008.
     */
    Offer offer(Outgoing message) {
        String exceeded;
        synchronized (this) {
            if (state != State.OPEN) {
                return Offer.CLOSED;
            }
            exceeded = exceeded(message.size());
            if (exceeded.isEmpty()) {
                long now = ticker.nanoTime();
                if (messages == 0) {
                    oldest = now;
                }
                queue.add(new Entry(message, now));
                bytes += message.size();
                messages++;
                if (busy) {
                    return Offer.QUEUED;
                }
                busy = true;
            }
        }
        if (!exceeded.isEmpty()) {
            fail(CloseStatus.POLICY.because(exceeded));
            return Offer.CLOSED;
        }
        drain.execute(draining);
        return Offer.QUEUED;
    }

    /** Takes nothing more, and tells {@link End#flushed} when what waits has been written. */
    void close(CloseStatus status) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
            closing = status;
            if (busy) {
                return;
            }
            busy = true;
        }
        drain.execute(draining);
    }

    /** Drops what waits; the connection is gone. Completions that come later find nothing. */
    void release() {
        List<Waiter> all;
        synchronized (this) {
            all = drop();
        }
        all.forEach(waiter -> waiter.once().run());
    }

    synchronized Waiting waiting() {
        var age = messages == 0 ? Duration.ZERO : Duration.ofNanos(ticker.nanoTime() - oldest);
        return new Waiting((int) Math.min(Integer.MAX_VALUE, bytes), messages, age);
    }

    void whenBelow(int level, Runnable once) {
        synchronized (this) {
            if (state != State.RELEASED && bytes >= level) {
                waiters.add(new Waiter(level, once));
                return;
            }
        }
        once.run();
    }

    private String exceeded(int size) {
        if (messages > 0 && bytes + size > limits.outboxBytes()) {
            return "reads too slowly: more than " + limits.outboxBytes() + " bytes wait (outbox.bytes)";
        }
        if (messages >= limits.outboxMessages()) {
            return "reads too slowly: more than " + limits.outboxMessages() + " messages wait (outbox.messages)";
        }
        return "";
    }

    private void drain() {
        while (true) {
            var batch = next();
            if (batch.isEmpty()) {
                return;
            }
            var write = new Write(batch);
            try {
                wire.write(batch, write);
            } catch (Throwable broken) { // unchecked exceptions of containers included: GlassFish throws one
                write.failed(broken);
            }
            if (!write.completedAlready()) {
                return;
            }
            written(batch);
        }
    }

    /** The next batch; empty when there is nothing to write, and then {@code busy} no more. */
    private List<Outgoing> next() {
        CloseStatus flushed;
        List<Waiter> all;
        synchronized (this) {
            if (state != State.RELEASED && !queue.isEmpty()) {
                return take();
            }
            busy = false;
            if (state != State.CLOSING) {
                return List.of();
            }
            flushed = closing;
            all = drop();
        }
        end.flushed(flushed);
        all.forEach(waiter -> waiter.once().run());
        return List.of();
    }

    private List<Outgoing> take() {
        var batch = new ArrayList<Outgoing>(Math.min(queue.size(), 64));
        oldest = queue.element().queued();
        int size = 0;
        for (var head = queue.peek(); head != null && (batch.isEmpty() || fits(size, head)); head = queue.peek()) {
            batch.add(head.message());
            size += head.message().size();
            queue.remove();
        }
        outstanding = true;
        writeStarted = ticker.nanoTime();
        armDeadline();
        return batch;
    }

    private static boolean fits(int size, Entry next) {
        return size + next.message().size() <= BATCH_BYTES;
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

    private void written(List<Outgoing> batch) {
        List<Waiter> due = List.of();
        synchronized (this) {
            outstanding = false;
            if (state == State.RELEASED) {
                return;
            }
            for (var message : batch) {
                bytes -= message.size();
            }
            messages -= batch.size();
            oldest = queue.isEmpty() ? 0 : queue.element().queued();
            if (!waiters.isEmpty()) {
                due = waiters.stream().filter(waiter -> bytes < waiter.below()).toList();
                waiters.removeAll(due);
            }
        }
        due.forEach(waiter -> waiter.once().run());
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
        all.forEach(waiter -> waiter.once().run());
    }

    private List<Waiter> drop() {
        state = State.RELEASED;
        queue.clear();
        bytes = 0;
        messages = 0;
        outstanding = false;
        deadline.cancel();
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

        private final List<Outgoing> batch;
        private final AtomicInteger phase = new AtomicInteger(CALLING);

        Write(List<Outgoing> batch) {
            this.batch = batch;
        }

        boolean completedAlready() {
            return !phase.compareAndSet(CALLING, RETURNED);
        }

        @Override
        public void written() {
            if (phase.getAndSet(COMPLETED) == RETURNED) {
                Outbox.this.written(batch);
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
