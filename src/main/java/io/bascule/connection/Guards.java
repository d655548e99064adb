package io.bascule.connection;

import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What stands between a carrier and the handler of a connection. {@link #around} lists the chain, outermost first, in
 * the order a message meets it.
 */
final class Guards {
    private static final Logger LOG = System.getLogger(Guards.class.getName());

    private Guards() {}

    static ConnectionHandler around(OpenConnection connection, ConnectionHandler.Factory factory, Connections shared) {
        var application = made(connection, factory, shared.decorators());
        var lane = application.neverBlocks() ? Lane.inline() : Lane.on(shared.handlers());
        return new IdleTimeout(
                connection,
                connection.limits().idle(),
                shared.timer(),
                shared.ticker(),
                new SizeLimit(
                        connection,
                        new RightKind(
                                connection,
                                application.takes(),
                                application.heartBeats(),
                                new InOrder(
                                        connection,
                                        lane,
                                        new ErrorClosing(
                                                connection, new MessageLog(connection, application.handler()))))));
    }

    /**
     * The application's part of the chain.
     *
     * @param takes as the innermost handler says
     * @param heartBeats as the innermost handler says
     * @param neverBlocks whether the handler and all its decorators say so
     */
    private record Application(
            ConnectionHandler handler, Set<Opcode> takes, Predicate<Part> heartBeats, boolean neverBlocks) {}

    private static Application made(
            OpenConnection connection,
            ConnectionHandler.Factory factory,
            List<ConnectionHandler.Decorator> decorators) {
        try {
            var handler = factory.create(connection.handshake());
            var innermost = handler;
            var takes = Set.copyOf(innermost.takes());
            boolean neverBlocks = handler.neverBlocks();
            for (int i = decorators.size() - 1; i >= 0; i--) {
                handler = decorators.get(i).decorate(handler, connection.handshake());
                neverBlocks &= handler.neverBlocks();
            }
            return new Application(handler, takes, innermost::isHeartBeat, neverBlocks);
        } catch (Throwable broken) {
            return new Application(new Failed(broken), Set.of(Opcode.values()), part -> false, false);
        }
    }

    /** Stands for a handler that could not be made: fails where the error guard sees it. */
    private record Failed(Throwable cause) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            throw new IllegalStateException("The handler of this connection could not be made", cause);
        }

        @Override
        public void received(Part part, boolean last) {}
    }

    /**
     * Closes with 1008 a client that sends nothing for the idle time; asks it with a ping at half of it. One appointment
     * a connection, looked at when it comes due, not moved at every message.
     */
    private static final class IdleTimeout implements ConnectionHandler {
        private final OpenConnection connection;
        private final Duration idle;
        private final Timer timer;
        private final Ticker ticker;
        private final ConnectionHandler inner;
        /** Carrier threads write, the timer's thread reads. */
        private volatile long lastReceived;

        private volatile boolean over;
        /** The timer's thread and, before it, the thread of {@code opened}. */
        private volatile Timer.Appointment next = () -> {};

        IdleTimeout(OpenConnection connection, Duration idle, Timer timer, Ticker ticker, ConnectionHandler inner) {
            this.connection = connection;
            this.idle = idle;
            this.timer = timer;
            this.ticker = ticker;
            this.inner = inner;
        }

        @Override
        public void opened(Connection opened) {
            lastReceived = ticker.nanoTime();
            if (!idle.isZero()) {
                next = timer.after(idle.dividedBy(2), this::look);
            }
            inner.opened(opened);
        }

        private void look() {
            if (over) {
                return;
            }
            if (connection.isReadingPaused()) {
                lastReceived = ticker.nanoTime();
            }
            var silent = Duration.ofNanos(ticker.nanoTime() - lastReceived);
            if (silent.compareTo(idle) >= 0) {
                connection.close(CloseStatus.POLICY.because("nothing received for " + seconds(idle) + " (idle)"));
                return;
            }
            boolean half = silent.compareTo(idle.dividedBy(2)) >= 0;
            if (half) {
                connection.ping();
            }
            next = timer.after((half ? idle : idle.dividedBy(2)).minus(silent), this::look);
            if (over) { // it closed just now and has cancelled the appointment before
                next.cancel();
            }
        }

        @Override
        public void received(Part part, boolean last) {
            lastReceived = ticker.nanoTime();
            inner.received(part, last);
        }

        @Override
        public void ponged(Duration roundTrip) {
            lastReceived = ticker.nanoTime();
            inner.ponged(roundTrip);
        }

        @Override
        public void failed(Throwable cause) {
            inner.failed(cause);
        }

        @Override
        public void closed(CloseStatus status) {
            over = true;
            next.cancel();
            inner.closed(status);
        }
    }

    /** Closes with 1009 a message that is too large, all its fragments together; carrier thread only. */
    private static final class SizeLimit implements ConnectionHandler {
        private final OpenConnection connection;
        private final ConnectionHandler inner;
        /** Of the message that is arriving; only received touches it, which no carrier calls twice at once. */
        private long bytes;

        SizeLimit(OpenConnection connection, ConnectionHandler inner) {
            this.connection = connection;
            this.inner = inner;
        }

        @Override
        public void opened(Connection opened) {
            inner.opened(opened);
        }

        @Override
        public void received(Part part, boolean last) {
            bytes += part.size();
            if (bytes > connection.limits().messageBytes()) {
                connection.close(
                        CloseStatus.messageLargerThan(connection.limits().messageBytes()));
                return;
            }
            if (last) {
                bytes = 0;
            }
            inner.received(part, last);
        }

        @Override
        public void ponged(Duration roundTrip) {
            inner.ponged(roundTrip);
        }

        @Override
        public void failed(Throwable cause) {
            inner.failed(cause);
        }

        @Override
        public void closed(CloseStatus status) {
            inner.closed(status);
        }
    }

    /** Closes with 1003 a message of a kind that the handler does not take; what it takes is use of the HTTP session. */
    private record RightKind(
            OpenConnection connection, Set<Opcode> takes, Predicate<Part> heartBeats, ConnectionHandler inner)
            implements ConnectionHandler {
        @Override
        public void opened(Connection opened) {
            inner.opened(opened);
        }

        @Override
        public void received(Part part, boolean last) {
            if (takes.contains(part.opcode())) {
                if (!heartBeats.test(part)) {
                    connection.used();
                }
                inner.received(part, last);
            } else {
                connection.close(CloseStatus.CANNOT_ACCEPT.because(
                        "this endpoint takes no " + (part.opcode() == Opcode.TEXT ? "text" : "binary") + " messages"));
            }
        }

        @Override
        public void ponged(Duration roundTrip) {
            inner.ponged(roundTrip);
        }

        @Override
        public void failed(Throwable cause) {
            inner.failed(cause);
        }

        @Override
        public void closed(CloseStatus status) {
            inner.closed(status);
        }
    }

    /**
     * Hands the events to the handler's threads, one at a time and in order. When too much waits the carrier stops
     * reading; where it cannot, the connection is closed with 1008.
     */
    private static final class InOrder implements ConnectionHandler {
        private final OpenConnection connection;
        private final Lane lane;
        private final ConnectionHandler inner;
        private final Intake intake;

        InOrder(OpenConnection connection, Lane lane, ConnectionHandler inner) {
            this.connection = connection;
            this.lane = lane;
            this.inner = inner;
            this.intake = new Intake(connection, connection.limits(), lane);
        }

        @Override
        public void opened(Connection opened) {
            lane.execute(() -> inner.opened(opened));
        }

        @Override
        public void received(Part part, boolean last) {
            if (connection.isClosing()) {
                return;
            }
            lane.execute(
                    () -> {
                        if (!connection.isClosing()) {
                            inner.received(part, last);
                        }
                        intake.taken(last);
                    },
                    part.size());
            intake.added(last);
        }

        @Override
        public void ponged(Duration roundTrip) {
            if (!roundTrip.isZero()) {
                lane.execute(() -> inner.ponged(roundTrip));
            }
        }

        @Override
        public void failed(Throwable cause) {
            lane.execute(() -> inner.failed(cause));
        }

        @Override
        public void closed(CloseStatus status) {
            lane.execute(() -> inner.closed(status));
        }
    }

    /** Closes with 1011 when anything is thrown, on the spot; the handler gets no more messages, only its end. */
    private record ErrorClosing(OpenConnection connection, ConnectionHandler inner) implements ConnectionHandler {
        @Override
        public void opened(Connection opened) {
            guarded(() -> inner.opened(opened));
        }

        @Override
        public void received(Part part, boolean last) {
            guarded(() -> inner.received(part, last));
        }

        @Override
        public void ponged(Duration roundTrip) {
            guarded(() -> inner.ponged(roundTrip));
        }

        @Override
        public void failed(Throwable cause) {
            guarded(() -> inner.failed(cause));
        }

        @Override
        public void closed(CloseStatus status) {
            guarded(() -> inner.closed(status));
        }

        private void guarded(Runnable event) {
            try {
                event.run();
            } catch (Throwable uncaught) {
                LOG.log(Level.ERROR, connection + " is closed with 1011: its handler failed", uncaught);
                connection.close(CloseStatus.SERVER_ERROR);
            }
        }
    }

    /** Writes down what happens: connections at DEBUG, messages at TRACE, payloads never. */
    private record MessageLog(OpenConnection connection, ConnectionHandler inner) implements ConnectionHandler {
        @Override
        public void opened(Connection opened) {
            LOG.log(
                    Level.DEBUG,
                    () -> connection + " opened on " + connection.handshake().endpoint());
            inner.opened(opened);
        }

        @Override
        public void received(Part part, boolean last) {
            LOG.log(Level.TRACE, () -> connection + " received " + part + (last ? "" : ", more to come"));
            inner.received(part, last);
        }

        @Override
        public void ponged(Duration roundTrip) {
            LOG.log(Level.TRACE, () -> connection + " answered a ping after " + roundTrip.toMillis() + " ms");
            inner.ponged(roundTrip);
        }

        @Override
        public void failed(Throwable cause) {
            LOG.log(Level.DEBUG, () -> connection + " failed: " + cause);
            inner.failed(cause);
        }

        @Override
        public void closed(CloseStatus status) {
            LOG.log(Level.DEBUG, () -> connection + " closed with " + status.code());
            inner.closed(status);
        }
    }

    /** A length of time as the reason of a close states it. */
    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
