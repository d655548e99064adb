package io.bascule.connection;

import io.bascule.handshake.Handshake;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.Place;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one {@link Connection} there is, on whatever carrier: an {@link Outbox} for what goes out, a chain of guards for
 * what comes in, and one end. Made by {@link Connections#open}.
 *
 * <pre>
 *          opened()             close(status), a guard        carrier says so, or the grace is over
 * opening ─────────> open ──────────────────────────> closing ─────────────────────────────────────> closed
 *                      └──── gone(status): the client left ────────────────────────────────────────────^
 * </pre>
 *
 * <p>The carrier calls {@link #opened}, {@link #received}, {@link #ponged}, {@link #failed} and {@link #gone} from any
 * thread; the guards and the handler see them one at a time and in order, whatever the carrier mixes up: first that it
 * opened, at last that it closed, nothing behind that. No lock is held while the wire or a guard is called.
 */
public final class OpenConnection implements Connection {
    private static final Logger LOG = System.getLogger(OpenConnection.class.getName());

    /** How long a client may take to answer our close frame before the connection is cut. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Counters SLOW = new Counters(0, 0, 0, 1);

    private final String id;
    private final Handshake handshake;
    private final Place place;
    private final ConnectionLimits limits;
    private final Wire wire;
    private final Timer timer;
    private final Ticker ticker;
    private final Connections all;
    private final Outbox outbox;
    private final ConnectionHandler guarded;
    /** Why we closed; null while we have not. */
    private final AtomicReference<@Nullable CloseStatus> closing = new AtomicReference<>();

    private final AtomicBoolean gone = new AtomicBoolean();
    /** The carrier's events, one at a time. */
    private final Lane events = Lane.inline();

    /** Only in {@link #events}, as all below. */
    private boolean begun;

    private boolean ended;
    private HttpSessionSource.Tie sessionTie = HttpSessionSource.Tie.NONE;

    /** When the ping was sent that has not been answered, or zero; the timer's thread writes, the carrier's reads. */
    private volatile long pinged;
    /** Whoever stops and continues reading writes, the timer's thread reads. */
    private volatile boolean readingPaused;
    /** Whoever finds it too slow writes, any thread reads. */
    private volatile boolean closedForSlowness;
    /** Guarded by {@code this}. */
    private Timer.Appointment cut = () -> {};

    OpenConnection(
            String id,
            Handshake handshake,
            Place place,
            ConnectionLimits limits,
            Wire wire,
            Executor drain,
            ConnectionHandler.Factory factory,
            Connections all) {
        this.id = id;
        this.handshake = handshake;
        this.place = place;
        this.limits = limits;
        this.wire = wire;
        this.timer = all.timer();
        this.ticker = all.ticker();
        this.all = all;
        this.outbox = new Outbox(wire, drain, limits, timer, ticker, new Ending());
        this.guarded = Guards.around(this, factory, all);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    public ConnectionLimits limits() {
        return limits;
    }

    @Override
    public Offer send(Outgoing message) {
        return outbox.offer(message);
    }

    @Override
    public void close(CloseStatus status) {
        if (closing.compareAndSet(null, status) && !gone.get()) {
            // What is queued has until the send deadline, then the client has the grace to answer.
            cutAfter(limits.sendDeadline().plus(GRACE));
            outbox.close(status);
        }
    }

    /** Ends the connection without waiting for what is queued; client and handler are told the first reason there was. */
    private void abort(CloseStatus status) {
        if (gone.get()) {
            return;
        }
        outbox.release();
        if (status.code() == CloseStatus.ABNORMAL.code()) { // the client is lost; it is not us who close
            cut(status);
        } else {
            var first = closing.compareAndExchange(null, status);
            closeWire(first == null ? status : first);
        }
    }

    private void closeWire(CloseStatus status) {
        cutAfter(GRACE);
        try {
            wire.close(status);
        } catch (RuntimeException unable) { // it is cut when the grace is over
            LOG.log(Level.DEBUG, () -> id + " cannot be sent a close frame: " + unable);
        }
    }

    private synchronized void cutAfter(Duration grace) {
        cut.cancel();
        if (!gone.get()) {
            cut = timer.after(grace, () -> cut(CloseStatus.ABNORMAL));
        }
    }

    private synchronized void cutNoMore() {
        cut.cancel();
    }

    /** Drops the connection; its handler is told if nobody else has. */
    void cut() {
        cut(CloseStatus.ABNORMAL);
    }

    private void cut(CloseStatus status) {
        try {
            wire.cut();
        } catch (RuntimeException unable) { // the container has dropped it already
            LOG.log(Level.DEBUG, () -> id + " cannot be cut: " + unable);
        }
        gone(status);
    }

    /**
     * Whether it is us who close: the handler is not told of messages any more. Where the client went it is, of what it
     * sent before.
     */
    boolean isClosing() {
        return closing.get() != null;
    }

    @Override
    public Waiting waiting() {
        return outbox.waiting();
    }

    @Override
    public Counters counters() {
        return outbox.counters().plus(closedForSlowness ? SLOW : Counters.NONE);
    }

    @Override
    public void pace(Duration between) {
        outbox.pace(between);
    }

    @Override
    public void whenBelow(int bytes, Runnable once) {
        outbox.whenBelow(bytes, () -> {
            try {
                once.run();
            } catch (Throwable uncaught) {
                fault("what waited for room failed", uncaught);
            }
        });
    }

    @Override
    public boolean takesBinary() {
        return wire.takesBinary();
    }

    @Override
    public boolean pauseReading() {
        readingPaused = wire.pauseReading();
        return readingPaused;
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
        wire.resumeReading();
    }

    /** Whether it is us who do not read, so that the client may well be sending. */
    boolean isReadingPaused() {
        return readingPaused;
    }

    /** Code of ours failed. */
    private void fault(String what, Throwable uncaught) {
        LOG.log(Level.ERROR, id + " is closed with 1011: " + what, uncaught);
        close(CloseStatus.SERVER_ERROR);
    }

    /** Sends a ping whose answer tells {@link ConnectionHandler#ponged} the time it took (RFC 6455 section 5.5.2). */
    void ping() {
        long now = ticker.nanoTime();
        pinged = now == 0 ? 1 : now;
        send(Outgoing.control(
                Part.ping(ByteBuffer.allocate(Long.BYTES).putLong(pinged).array())));
    }

    /** The carrier: the client is in and can be written to. */
    public void opened() {
        events.execute(this::begin);
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        guarded.opened(this);
        if (!gone.get()) {
            tieToSession();
        }
    }

    private void tieToSession() {
        try {
            sessionTie = handshake
                    .request()
                    .httpSession()
                    .session(false)
                    .map(session -> session.whenEnded(() -> close(CloseStatus.POLICY.because("session ended"))))
                    .orElse(HttpSessionSource.Tie.NONE);
        } catch (RuntimeException unable) { // or who logged out would stay connected
            fault("its HTTP session cannot be watched", unable);
        }
    }

    /** A guard, inside the events: the client sent something that is more than a sign of life. */
    void used() {
        sessionTie.heard();
    }

    /** The carrier: a message, or a piece of one, arrived. */
    public void received(Part part, boolean last) {
        happens(() -> guarded.received(part, last));
    }

    /** The carrier: a pong arrived, asked for or not (RFC 6455 section 5.5.3). */
    public void ponged(ByteBuffer payload) {
        // At once: the buffer is the carrier's.
        long answered = payload.remaining() == Long.BYTES ? payload.getLong(payload.position()) : 0;
        happens(() -> {
            boolean ours = answered != 0 && answered == pinged;
            if (ours) {
                pinged = 0;
            }
            guarded.ponged(ours ? Duration.ofNanos(ticker.nanoTime() - answered) : Duration.ZERO);
        });
    }

    /** The carrier: something failed; {@link #gone} follows. */
    public void failed(Throwable cause) {
        happens(() -> guarded.failed(cause));
    }

    private void happens(Runnable event) {
        events.execute(() -> {
            if (!ended) {
                event.run();
            }
        });
    }

    /** Ends the connection for a fault of the peer that the carrier found, without waiting for what is queued. */
    public void refuse(CloseStatus status) {
        abort(status);
    }

    /**
     * The carrier: the connection is gone. The first call counts; the handler is told our own status when it was us who
     * closed, {@code reported} otherwise.
     */
    public void gone(CloseStatus reported) {
        if (!gone.compareAndSet(false, true)) {
            return;
        }
        var own = closing.get();
        outbox.release();
        cutNoMore();
        all.remove(this);
        place.left();
        events.execute(() -> end(own == null ? reported : own));
    }

    private void end(CloseStatus status) {
        begin();
        ended = true;
        guarded.closed(status);
        sessionTie.release();
    }

    @Override
    public String toString() {
        return id;
    }

    private final class Ending implements Outbox.End {
        @Override
        public void flushed(CloseStatus status) {
            closeWire(status);
        }

        @Override
        public void failed(CloseStatus status) {
            boolean slow = status.code() == CloseStatus.POLICY.code();
            if (slow && !isClosing() && !gone.get()) {
                closedForSlowness = true;
                all.warnOfSlow(OpenConnection.this, status);
            }
            abort(status);
        }
    }
}
