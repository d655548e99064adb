package io.bascule.websocket;

import io.bascule.connection.OpenConnection;
import io.bascule.connection.Wire;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import jakarta.websocket.Session;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** How the connections of one server are written to: by the portable API, or a shorter way that the server offers. */
public interface Carrier {
    /** What writes to the client of {@code session}; called once, when the connection opens. */
    Wire wire(Session session);

    /** Where writing begins when a message is offered. */
    Executor drain();

    /** Told which connection it carries, before that is opened. */
    default void opened(OpenConnection connection) {}

    /** Like this one, with each wire in another. */
    default Carrier within(UnaryOperator<Wire> around) {
        var inner = this;
        return new Carrier() {
            @Override
            public Wire wire(Session session) {
                return around.apply(inner.wire(session));
            }

            @Override
            public Executor drain() {
                return inner.drain();
            }

            @Override
            public void opened(OpenConnection connection) {
                inner.opened(connection);
            }
        };
    }

    /**
     * The portable way: {@link Session#getAsyncRemote()}.
     *
     * @param closers runs {@link Session#close()}, which blocks on some servers
     */
    static Carrier portable(Executor closers, Timer timer, Ticker ticker) {
        return new Carrier() {
            @Override
            public Wire wire(Session session) {
                return new SessionWire(session, closers, timer, ticker);
            }

            @Override
            public Executor drain() {
                return Runnable::run;
            }
        };
    }
}
