package io.bascule.websocket;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
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

    private final Session session;
    private final Executor closers;

    SessionWire(Session session, Executor closers) {
        this.session = session;
        this.closers = closers;
    }

    @Override
    public void write(List<Outgoing> batch, Completion done) {
        new Sends(batch.iterator(), done).run();
    }

    @Override
    public void close(CloseStatus status) {
        closers.execute(() -> {
            try {
                session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(status.code()), status.reason()));
            } catch (IOException | RuntimeException gone) { // the client left first, and the container says so its way
                LOG.log(Level.DEBUG, () -> "A close frame could not be sent: " + gone);
            }
        });
    }

    /** The portable API knows nothing harder than a close; on some servers the socket stays until the client acts. */
    @Override
    public void cut() {
        close(CloseStatus.GOING_AWAY);
    }

    /** The sends of one batch. Its thread changes at each completion that comes late. */
    private final class Sends implements SendHandler {
        private static final int SENDING = 0;
        private static final int RETURNED = 1;
        private static final int COMPLETED = 2;

        private final Iterator<Outgoing> rest;
        private final Completion done;
        private final AtomicInteger phase = new AtomicInteger();

        Sends(Iterator<Outgoing> rest, Completion done) {
            this.rest = rest;
            this.done = done;
        }

        void run() {
            while (rest.hasNext()) {
                phase.set(SENDING);
                if (!send(rest.next()) || phase.compareAndSet(SENDING, RETURNED)) {
                    return;
                }
            }
            done.written();
        }

        /** @return false when it failed */
        private boolean send(Outgoing message) {
            try {
                switch (message.opcode()) {
                    case TEXT -> session.getAsyncRemote().sendText(text(message), this);
                    case BINARY -> session.getAsyncRemote().sendBinary(bytes(message), this);
                    case PING -> {
                        session.getAsyncRemote().sendPing(bytes(message));
                        phase.set(COMPLETED);
                    }
                }
                return true;
            } catch (IOException | RuntimeException refused) {
                done.failed(refused);
                return false;
            }
        }

        @Override
        public void onResult(SendResult result) {
            if (!result.isOK()) {
                done.failed(result.getException());
                return;
            }
            if (phase.getAndSet(COMPLETED) == RETURNED) {
                run();
            }
        }
    }

    private static String text(Outgoing message) {
        return message.tail().size() == 0
                ? message.head().text()
                : message.head().text() + message.tail().text();
    }

    private static ByteBuffer bytes(Outgoing message) {
        if (message.tail().size() == 0) {
            return message.head().bytes();
        }
        var whole = new ByteArrayOutputStream(message.size());
        message.head().writeTo(whole);
        message.tail().writeTo(whole);
        return ByteBuffer.wrap(whole.toByteArray());
    }
}
