package io.bascule.websocket;

import io.bascule.connection.OpenConnection;
import io.bascule.connection.Wire;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import jakarta.websocket.Session;
import java.util.concurrent.Executor;

/** How the connections of one server are written to: by the portable API, or a shorter way that the server offers. */
public interface Carrier {
    /** What writes to the client of {@code session}; called once, when the connection opens. */
    Wire wire(Session session);

    /** Where writing to {@code wire}, one of this carrier's, begins when a message is offered. */
    Executor drain(Wire wire);

    /** Told which connection it carries, before that is opened. */
    default void opened(OpenConnection connection) {}

    /**
     * The portable way: what has gathered in one go where the container offers that ({@link BatchingWire}), and one
     * {@linkplain Session#getAsyncRemote() asynchronous} send after the other elsewhere ({@link SessionWire}).
     *
     * @param closers runs {@link Session#close()}, which blocks on some servers
     * @param writers has a thread for each task it is given, for writes that may block
     * @param processors how many of them write as a rule
     */
    static Carrier portable(Executor closers, Executor writers, int processors, Timer timer, Ticker ticker) {
        var waiting = new Writers(writers, processors, timer, ticker);
        return new Carrier() {
            @Override
            public Wire wire(Session session) {
                return BatchingWire.isFor(session)
                        ? new BatchingWire(session, waiting, closers, timer, ticker)
                        : new SessionWire(session, closers, timer, ticker);
            }

            @Override
            public Executor drain(Wire wire) {
                return wire instanceof BatchingWire ? waiting : Runnable::run;
            }
        };
    }
}
