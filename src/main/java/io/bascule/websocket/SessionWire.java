package io.bascule.websocket;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Wire;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes with the portable API: one asynchronous send after the other, the next from the completion of the one before,
 * without recursion. Never the blocking remote, never futures (Liberty's hang), never the container's send timeout
 * (Tyrus has none).
 */
final class SessionWire implements Wire {
    private static final Logger LOG = System.getLogger(SessionWire.class.getName());

    /**
     * How long after the opening a close waits at least. The container may say at once that the connection is gone, to an
     * endpoint that does not hold it yet, since {@link WebSocketConnection#of} is still to return.
     */
    private static final Duration HANDOVER = Duration.ofMillis(50);

    private final Session session;
    private final Executor closers;
    private final Timer timer;
    private final Ticker ticker;
    private final long opened;
    /** Nothing is sent behind a close; any thread. */
    private volatile boolean closing;

    SessionWire(Session session, Executor closers, Timer timer, Ticker ticker) {
        this.session = session;
        this.closers = closers;
        this.timer = timer;
        this.ticker = ticker;
        this.opened = ticker.nanoTime();
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        new Sends(batch.iterator(), done).run();
    }

    @Override
    public void close(CloseStatus status) {
        closing = true;
        Runnable close = () -> closers.execute(() -> closeSession(status));
        var early = HANDOVER.minusNanos(ticker.nanoTime() - opened);
        if (early.isNegative() || early.isZero()) {
            close.run();
        } else {
            timer.after(early, close);
        }
    }

    private void closeSession(CloseStatus status) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(status.code()), status.reason()));
        } catch (IOException | RuntimeException gone) { // the client left first, and the container says so its way
            LOG.log(Level.DEBUG, () -> "A close frame could not be sent: " + gone);
        }
    }

    /** The portable API knows nothing harder than a close; on some servers the socket stays until the client acts. */
    @Override
    public void cut() {
        close(CloseStatus.GOING_AWAY);
    }

    /** The sends of one batch. Its thread changes at each completion that comes late. */
    private final class Sends {
        private final Iterator<Outgoing> rest;
        private final Completion done;

        Sends(Iterator<Outgoing> rest, Completion done) {
            this.rest = rest;
            this.done = done;
        }

        void run() {
            while (rest.hasNext()) {
                if (!new Send(this).isOver(rest.next())) {
                    return;
                }
            }
            done.written();
        }
    }

    /** One send: whoever comes second, the return of the call or the completion, goes on; a third one is ignored. */
    private final class Send implements SendHandler {
        private static final int CALLING = 0;
        private static final int RETURNED = 1;
        private static final int SENT = 2;
        private static final int FAILED = 3;

        private final Sends batch;
        private final AtomicInteger phase = new AtomicInteger(CALLING);

        Send(Sends batch) {
            this.batch = batch;
        }

        /** Sends; returns false when its completion is still to come, or it failed. */
        boolean isOver(Outgoing message) {
            if (closing) {
                batch.done.failed(new EOFException("the connection is closing"));
                return false;
            }
            try {
                send(message);
            } catch (IOException | RuntimeException refused) {
                batch.done.failed(refused);
                return false;
            }
            return !phase.compareAndSet(CALLING, RETURNED) && phase.get() == SENT;
        }

        private void send(Outgoing message) throws IOException {
            var remote = session.getAsyncRemote();
            switch (message.opcode()) {
                case TEXT -> remote.sendText(text(message), this);
                case BINARY -> remote.sendBinary(bytes(message), this);
                case PING -> {
                    remote.sendPing(bytes(message));
                    phase.set(SENT);
                }
            }
        }

        @Override
        public void onResult(SendResult result) {
            int end = result.isOK() ? SENT : FAILED;
            boolean early = phase.compareAndSet(CALLING, end);
            boolean late = !early && phase.compareAndSet(RETURNED, end);
            if (end == FAILED && (early || late)) {
                batch.done.failed(result.getException());
            } else if (late) {
                batch.run();
            }
        }
    }

    static String text(Outgoing message) {
        return message.tail().size() == 0
                ? message.head().text()
                : new String(whole(message), StandardCharsets.UTF_8); // a character may lie in both parts
    }

    /** A copy, with its array to be reached: Liberty never completes the send of a buffer that is read-only. */
    static ByteBuffer bytes(Outgoing message) {
        return ByteBuffer.wrap(whole(message));
    }

    private static byte[] whole(Outgoing message) {
        byte[] bytes = new byte[message.size()];
        message.tail().copyTo(bytes, message.head().copyTo(bytes, 0));
        return bytes;
    }
}
