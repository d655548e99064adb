package io.bascule.connection;

import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.KeptPlace;
import io.bascule.handshake.Places;
import io.bascule.handshake.Subprotocols;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Connections with everything around them in hand: time, wire, the threads of the handlers. Handlers run on the thread
 * that causes it until {@link #queueing()} is called.
 */
final class Peer {
    static final ConnectionLimits LIMITS = new ConnectionLimits(
            100, 4, 1_000, 1_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    final ManualTime time = new ManualTime();
    final ScriptedWire wire = new ScriptedWire();
    final Recorder recorder = new Recorder();
    final List<ConnectionHandler.Decorator> decorators = new ArrayList<>();
    HttpSessionSource httpSession = HttpSessionSource.NONE;
    ConnectionLimits limits = LIMITS;
    Places places = new Places(new Places.Limits(100_000, Places.Limits.NONE, Places.Limits.NONE), time);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private boolean queueing;
    private @Nullable Connections connections;

    /** From now on handlers run when {@link #work()} is called. */
    Peer queueing() {
        queueing = true;
        return this;
    }

    /** Runs all that the handlers have to do. */
    void work() {
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    Connections connections() {
        if (connections == null) {
            Executor handlers = task -> {
                if (queueing) {
                    waiting.add(task);
                } else {
                    task.run();
                }
            };
            connections =
                    new Connections(time, time, handlers, () -> "c" + ids.incrementAndGet(), List.copyOf(decorators));
        }
        return connections;
    }

    /** A connection whose carrier has not said yet that it is open. */
    OpenConnection opening(ConnectionHandler.Factory factory) {
        return connections().open(handshake(), KeptPlace.of(places), limits, wire, Runnable::run, factory);
    }

    OpenConnection open(ConnectionHandler handler) {
        var connection = opening(handshake -> handler);
        connection.opened();
        return connection;
    }

    /** An open connection whose handler is the {@link #recorder}. */
    OpenConnection open() {
        return open(recorder);
    }

    private Handshake handshake() {
        var request = new HandshakeRequest(
                "GET", "HTTP/1.1", "/echo", "", Map.of(), "127.0.0.1", 80, false, Optional.empty(), httpSession);
        return new Handshake(request, "/echo", Map.of(), Subprotocols.NONE, Optional.empty(), Map.of());
    }

    /** Writes down what happens, in words; fails where it is told to. */
    static class Recorder implements ConnectionHandler {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());
        private final ArrayDeque<String> failing = new ArrayDeque<>();

        /** Makes the event of this name throw. */
        Recorder failingAt(String event) {
            failing.add(event);
            return this;
        }

        List<String> events() {
            return List.copyOf(events);
        }

        private void happened(String name, String what) {
            events.add((name + " " + what).strip());
            if (failing.contains(name)) {
                throw new IllegalStateException(name + " failed");
            }
        }

        @Override
        public void opened(Connection connection) {
            happened("opened", "");
        }

        @Override
        public void received(Part part, boolean last) {
            happened("received", part.text() + (last ? "" : "..."));
        }

        @Override
        public void ponged(Duration roundTrip) {
            happened("ponged", roundTrip.toString());
        }

        @Override
        public void failed(Throwable cause) {
            happened("failed", String.valueOf(cause.getMessage()));
        }

        @Override
        public void closed(CloseStatus status) {
            happened("closed", status.code() + " " + status.reason());
        }
    }
}
