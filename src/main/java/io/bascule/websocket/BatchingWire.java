package io.bascule.websocket;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Wire;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has gathered in one go, where the container gathers frames ({@link RemoteEndpoint#setBatchingAllowed}). The
 * end of that, {@link RemoteEndpoint#flushBatch}, may block for as long as the client does not read; so this is only for
 * {@link Writers}. On any other thread, and for a while after a client kept one waiting, messages go one by one over a
 * {@link SessionWire}.
 *
 * <pre>
 *             write                 close: the frame goes out behind what is being gathered
 *   idle ───────────────> gathering ───────────────────────────────────────────────────────> closed
 *     ^                    │ │                                                                 ^
 *     └─── it is written ──┘ └── cut, or a close that has waited for Writers.PATIENCE: without a frame ──┘
 * </pre>
 *
 * <p>Batching is off but while a batch is written: a container answers pings by itself, and the answer would stay behind.
 */
final class BatchingWire implements Wire {
    private static final Logger LOG = System.getLogger(BatchingWire.class.getName());

    /** A client that kept a thread waiting is not waited for again before this many times as long. */
    private static final int REST = 10;

    /** How long a write has to take for that: more than a busy machine takes for one. */
    private static final Duration LONG = Duration.ofMillis(100);

    private final Session session;
    private final Writers writers;
    private final Executor closers;
    private final Timer timer;
    private final Ticker ticker;
    private final SessionWire oneByOne;
    /** Writer threads only, one at a time. */
    private long restedAt;

    /** Guarded by {@code this}, as all below. */
    private @Nullable Thread gatherer;

    private @Nullable CloseStatus closing;

    BatchingWire(Session session, Writers writers, Executor closers, Timer timer, Ticker ticker) {
        this.session = session;
        this.writers = writers;
        this.closers = closers;
        this.timer = timer;
        this.ticker = ticker;
        this.oneByOne = new SessionWire(session, closers, timer, ticker);
        this.restedAt = ticker.nanoTime();
    }

    /**
     * Whether the container of {@code session} gathers frames and gains by it: Jetty gathers too, and takes longer than one
     * by one. Others do nothing, or say that they cannot.
     */
    static boolean isFor(Session session) {
        return !session.getClass().getName().startsWith("org.eclipse.jetty.") && gathers(session);
    }

    private static boolean gathers(Session session) {
        try {
            var remote = session.getBasicRemote();
            remote.setBatchingAllowed(true);
            boolean gathers = remote.getBatchingAllowed();
            remote.setBatchingAllowed(false);
            return gathers;
        } catch (IOException | RuntimeException unable) {
            LOG.log(Level.DEBUG, () -> "The container cannot gather frames: " + unable);
            return false;
        }
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        if (!writers.mayWait() || ticker.nanoTime() - restedAt < 0) {
            oneByOne.write(batch, done);
        } else if (begin()) {
            tell(done, gather(batch));
        } else {
            done.failed(new EOFException("the connection is closing"));
        }
    }

    private synchronized boolean begin() {
        gatherer = closing == null ? Thread.currentThread() : null;
        return gatherer != null;
    }

    /** Writes the batch; returns what went wrong, if anything did. */
    private @Nullable Exception gather(List<Outgoing> batch) {
        long start = ticker.nanoTime();
        try {
            writeAll(session.getBasicRemote(), batch);
            return null;
        } catch (IOException | RuntimeException broken) {
            return broken;
        } finally {
            rest(Duration.ofNanos(ticker.nanoTime() - start));
            gathered();
        }
    }

    private void writeAll(RemoteEndpoint.Basic remote, List<Outgoing> batch) throws IOException {
        remote.setBatchingAllowed(true);
        for (var message : batch) {
            if (isClosing()) {
                break;
            }
            switch (message.opcode()) {
                case TEXT -> remote.sendText(SessionWire.text(message));
                case BINARY -> remote.sendBinary(SessionWire.bytes(message));
                case PING -> remote.sendPing(SessionWire.bytes(message));
            }
        }
        remote.flushBatch(); // not left to the next line: Tomcat would let a pong into the middle of the last frame
        remote.setBatchingAllowed(false);
    }

    private void rest(Duration taken) {
        if (taken.compareTo(LONG) >= 0) {
            restedAt = ticker.nanoTime() + taken.multipliedBy(REST).toNanos();
        }
    }

    private void gathered() {
        CloseStatus status;
        synchronized (this) {
            gatherer = null;
            status = closing;
        }
        Thread.interrupted(); // a break-off that came too late is not for the next client
        if (status != null) {
            oneByOne.close(status);
        }
    }

    private static void tell(Completion done, @Nullable Exception broken) {
        if (broken == null) {
            done.written();
        } else {
            done.failed(broken);
        }
    }

    private synchronized boolean isClosing() {
        return closing != null;
    }

    @Override
    public void close(CloseStatus status) {
        if (startClosing(status)) {
            oneByOne.close(status);
        } else {
            timer.after(Writers.PATIENCE, this::breakOff);
        }
    }

    /** Whether the way is free. */
    private synchronized boolean startClosing(CloseStatus status) {
        closing = closing == null ? status : closing;
        return gatherer == null;
    }

    @Override
    public void cut() {
        if (startClosing(CloseStatus.GOING_AWAY)) {
            oneByOne.cut();
        } else {
            breakOff();
        }
    }

    /** Ends a write that waits for its client, and the connection with it. */
    private void breakOff() {
        if (isGathering()) {
            closers.execute(this::failSends);
        }
    }

    private synchronized boolean isGathering() {
        return gatherer != null;
    }

    /**
     * Tomcat drops a connection on which a blocking send takes too long. The end of gathering is one: it comes behind the
     * write that waits, which it lets be. The interrupt then has the thread that waits notice.
     */
    private void failSends() {
        try {
            session.getUserProperties().put(ContainerLimits.BLOCKING_SEND, 1L);
            session.getAsyncRemote().setBatchingAllowed(false);
        } catch (IOException | RuntimeException dropped) {
            LOG.log(Level.DEBUG, () -> "A connection was dropped while it was written to: " + dropped);
        }
        interrupt();
    }

    private synchronized void interrupt() {
        if (gatherer != null) {
            gatherer.interrupt();
        }
    }
}
