package io.bascule.sockjs;

import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Connections;
import io.bascule.connection.Wire;
import io.bascule.handshake.EndpointTable.SockJsMatch;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakePolicy;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * All SockJS services of one Bascule: which requests are theirs, and the sessions they have opened. Any thread.
 *
 * <pre>
 *  request ──> is it ours? ──> SockJsUrl ──> Visit: the answer at once, or a Receiver at its SockJsSession
 * </pre>
 */
public final class SockJs {
    private static final String RAW = "/websocket";
    /** How many sessions that are over are kept for those who still ask for them. */
    private static final int REMEMBERED = 10_000;

    /** How much may be on its way in bodies at once, in all; small ones come in beyond that. */
    private static final int ARRIVING_BYTES = 32 * 1024 * 1024;

    private static final int SMALL_BYTES = 4 * 1024;

    /** The other nodes of a cluster, whose sessions a request may be for. Any thread; nothing blocks. */
    public interface Elsewhere {
        /** There are none. */
        Elsewhere NONE = new Elsewhere() {
            @Override
            public String self() {
                return "";
            }

            @Override
            public void serve(String node, HttpExchange exchange, byte[] body, Runnable unreachable) {
                unreachable.run();
            }
        };

        /** What this node is called by the others; empty where there are none. */
        String self();

        /**
         * Has another node answer a request.
         *
         * @param body of the request, which has been read
         * @param unreachable run when that node is not there, or is gone before it has begun an answer
         */
        void serve(String node, HttpExchange exchange, byte[] body, Runnable unreachable);
    }

    /** One session; another service may have one of the same id. */
    private record Key(String endpoint, String id) {}

    private final HandshakePolicy policy;
    private final Connections connections;
    private final Timer timer;
    private final Ticker ticker;
    private final Clock clock;
    private final SecureRandom random;
    private final Function<String, SockJsOptions> options;
    private final Function<String, ConnectionHandler.Factory> handlers;
    private final Elsewhere elsewhere;
    private final ConcurrentHashMap<Key, SockJsSession> sessions = new ConcurrentHashMap<>();
    /** Of these, those that are over. */
    private final AtomicInteger remembered = new AtomicInteger();

    private final AtomicLong arriving = new AtomicLong();

    /**
     * The services of all endpoints whose rules have SockJS.
     *
     * @param options of an endpoint, by its path
     * @param handlers make the handlers of an endpoint's connections, by its path
     */
    public SockJs(
            HandshakePolicy policy,
            Connections connections,
            Timer timer,
            Ticker ticker,
            Clock clock,
            SecureRandom random,
            Function<String, SockJsOptions> options,
            Function<String, ConnectionHandler.Factory> handlers,
            Elsewhere elsewhere) {
        this.policy = policy;
        this.connections = connections;
        this.timer = timer;
        this.ticker = ticker;
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.handlers = handlers;
        this.elsewhere = elsewhere;
    }

    /** Whether a request is for SockJS, so that it is to be {@linkplain #serve served} and not to go on. */
    public boolean isFor(HandshakeRequest request) {
        return find(request).isPresent();
    }

    /** How many bytes the body of a request may have; 0 where it is not for SockJS. */
    public int bodyBytes(HandshakeRequest request) {
        return find(request)
                .map(found -> optionsOf(found).limits().inboundBytes())
                .orElse(0);
    }

    private Optional<SockJsMatch> find(HandshakeRequest request) {
        return policy.sockJs(request).filter(found -> !opensWebSocket(request, found));
    }

    private boolean opensWebSocket(HandshakeRequest request, SockJsMatch found) {
        return optionsOf(found).webSocket()
                && (request.mayUpgrade() || found.rest().equals(RAW));
    }

    private SockJsOptions optionsOf(SockJsMatch found) {
        return options.apply(found.match().rules().path());
    }

    /**
     * Answers a request, now or later.
     *
     * @throws IllegalArgumentException if it is not {@linkplain #isFor for SockJS}
     */
    public void serve(HttpExchange exchange) {
        var found = find(exchange.request())
                .orElseThrow(() -> new IllegalArgumentException("This request is for no SockJS service"));
        new Visit(this, exchange, found, optionsOf(found)).serve();
    }

    /** The wire of a WebSocket as the frames of SockJS see it. */
    public Wire framed(Wire webSocket) {
        return new FramedWire(webSocket);
    }

    /** Makes handlers for connections whose messages come in the frames of SockJS over a WebSocket. */
    public ConnectionHandler.Factory framed(ConnectionHandler.Factory handlers) {
        return handshake -> new FramedHandler(new SockJsHandler(handlers.create(handshake)));
    }

    /** How many sessions there are, those that are over but remembered included. */
    public int sessions() {
        return sessions.size();
    }

    /**
     * Takes room for a body, or clients that send slowly fill the memory with theirs.
     *
     * @return gives it back, the first time it is run; empty where there is none
     */
    Optional<Runnable> room(int bytes) {
        if (arriving.addAndGet(bytes) > ARRIVING_BYTES && bytes > SMALL_BYTES) {
            arriving.addAndGet(-bytes);
            return Optional.empty();
        }
        var taken = new AtomicInteger(bytes);
        return Optional.of(() -> arriving.addAndGet(-taken.getAndSet(0)));
    }

    HandshakePolicy policy() {
        return policy;
    }

    Clock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    Elsewhere elsewhere() {
        return elsewhere;
    }

    /** Whether the sessions of a node are not here. */
    boolean isElsewhere(String node) {
        var self = elsewhere.self();
        return !self.isEmpty() && !node.isEmpty() && !node.equals(self);
    }

    Optional<SockJsSession> session(String endpoint, String id) {
        return Optional.ofNullable(sessions.get(new Key(endpoint, id)));
    }

    /** The session of a client that has been let in; of two requests that come first, one opens it. */
    SockJsSession open(String id, Accepted accepted, SockJsOptions how) {
        var endpoint = accepted.rules().path();
        var key = new Key(endpoint, id);
        var made = new SockJsSession(accepted.handshake(), timer, ticker, how, new Entry(key, how.disconnectDelay()));
        var other = made.open(
                () -> sessions.putIfAbsent(key, made),
                wire -> connections.open(
                        accepted.handshake(), accepted.place(), how.sessionLimits(), wire, Runnable::run, handshake -> {
                            var handler =
                                    new SockJsHandler(handlers.apply(endpoint).create(handshake));
                            made.heartBeats(handler::isHeartBeat);
                            return handler;
                        }));
        if (other != null) {
            accepted.place().unopened();
            return other;
        }
        return made;
    }

    /** One session's place in the register. */
    private final class Entry implements SockJsSession.Register {
        private final Key key;
        private final Duration delay;

        Entry(Key key, Duration delay) {
            this.key = key;
            this.delay = delay;
        }

        @Override
        public void over(SockJsSession session) {
            if (remembered.incrementAndGet() > REMEMBERED) {
                forget(session);
            } else {
                timer.after(delay, () -> forget(session));
            }
        }

        @Override
        public void forget(SockJsSession session) {
            if (sessions.remove(key, session)) {
                remembered.decrementAndGet();
            }
        }
    }
}
