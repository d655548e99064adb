package io.bascule.connection;

import io.bascule.connection.Connection.Counters;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.Place;
import io.bascule.refusal.SparseLog;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All open connections of one Bascule, and what they share. Any thread. */
public final class Connections {
    /** How much time is between the closes at a shutdown, at least. */
    static final Duration STEP = Duration.ofMillis(5);

    private final Timer timer;
    private final Ticker ticker;
    private final Executor handlers;
    private final Supplier<String> ids;
    private final List<ConnectionHandler.Decorator> decorators;
    private final SparseLog log;
    private final ConcurrentHashMap<String, OpenConnection> open = new ConcurrentHashMap<>();
    /** What became of the messages of those that are not open any more; guarded by {@code this}. */
    private Counters ended = Counters.NONE;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Why all are closed; null while they are not. */
    private volatile @Nullable CloseStatus closing;

    /**
     * @param handlers runs application code; its threads may block
     * @param ids makes the ids of connections, unique in this server
     * @param decorators the application's own, the first one outermost; all of them inside the guards. Looked at whenever
     *     a connection opens
     */
    public Connections(
            Timer timer,
            Ticker ticker,
            Executor handlers,
            Supplier<String> ids,
            List<ConnectionHandler.Decorator> decorators) {
        this.timer = timer;
        this.ticker = ticker;
        this.handlers = handlers;
        this.ids = ids;
        this.decorators = decorators;
        this.log = new SparseLog(
                System.getLogger(Connections.class.getName()),
                timer,
                left -> left + " more clients that read too slowly were closed in the last minute");
    }

    /**
     * Makes the connection of a client that has been let in; the carrier then calls {@link OpenConnection#opened}.
     *
     * @param place is told that it opens; where that is too late, the connection is closed with 1013
     * @param drain see {@link Outbox}
     */
    public OpenConnection open(
            Handshake handshake,
            Place place,
            ConnectionLimits limits,
            Wire wire,
            Executor drain,
            ConnectionHandler.Factory factory) {
        var connection = new OpenConnection(ids.get(), handshake, place, limits, wire, drain, factory, this);
        open.put(connection.id(), connection);
        if (!place.opened()) {
            connection.close(CloseStatus.TRY_AGAIN_LATER.because("opened too late"));
        }
        var end = closing;
        if (end != null) {
            connection.close(end);
        }
        return connection;
    }

    /** The connections that are open now; a view. */
    public Collection<? extends Connection> all() {
        return open.values();
    }

    /** The connection of this id, while it is open. */
    public Optional<Connection> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    /** What became of all messages since the start, on connections open and closed. */
    public Counters counters() {
        Counters total;
        List<OpenConnection> still;
        synchronized (this) {
            total = ended;
            still = List.copyOf(open.values());
        }
        for (var connection : still) {
            total = total.plus(connection.counters());
        }
        return total;
    }

    /**
     * Closes all connections with {@code status}, and those that open later: a few every {@link #STEP}, all of them within
     * {@code spread}, so that they do not all come back in the same moment.
     *
     * @return completes when none is open any more
     */
    CompletableFuture<Void> close(Duration spread, CloseStatus status) {
        closing = status;
        var all = List.copyOf(open.values());
        long steps = Math.max(1, spread.dividedBy(STEP));
        closeFrom(all, 0, (int) ((all.size() + steps - 1) / steps), status);
        completeWhenEmpty();
        return closed;
    }

    private void closeFrom(List<OpenConnection> all, int from, int atOnce, CloseStatus status) {
        int to = Math.min(from + atOnce, all.size());
        all.subList(from, to).forEach(connection -> connection.close(status));
        if (to < all.size()) {
            timer.after(STEP, () -> closeFrom(all, to, atOnce, status));
        }
    }

    /**
     * Closes all connections with {@code status}, and those that open later, and drops what is still open after
     * {@code window}. The closes are spread over two thirds of it, the last third is for the answers; where there are few
     * clients it takes less, {@link #STEP} for each. Blocks until none is open any more, or until its thread is
     * interrupted.
     */
    public void closeWithin(Duration window, CloseStatus status) {
        try {
            close(window.multipliedBy(2).dividedBy(3), status).get(window.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            cut();
        } catch (InterruptedException hurry) {
            cut();
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Drops every connection that is still open, without a close frame. */
    void cut() {
        open.values().forEach(OpenConnection::cut);
    }

    void remove(OpenConnection connection) {
        var last = connection.counters(); // final: its outbox is released
        synchronized (this) {
            open.remove(connection.id());
            ended = ended.plus(last);
        }
        completeWhenEmpty();
    }

    /** A bound of its outbox closes {@code connection}; the operator may have to raise it. */
    void warnOfSlow(OpenConnection connection, CloseStatus status) {
        var endpoint = connection.handshake().endpoint();
        log.warn(
                List.of(endpoint, status),
                connection.handshake().request().remoteAddress(),
                () -> connection + " at " + endpoint + " is closed with " + status.code() + ": " + status.reason());
    }

    private void completeWhenEmpty() {
        if (closing != null && open.isEmpty()) {
            closed.complete(null);
        }
    }

    Timer timer() {
        return timer;
    }

    Ticker ticker() {
        return ticker;
    }

    Executor handlers() {
        return handlers;
    }

    List<ConnectionHandler.Decorator> decorators() {
        return List.copyOf(decorators);
    }
}
