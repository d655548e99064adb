package io.bascule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.BrokerMessenger;
import io.bascule.application.MessageHandlers;
import io.bascule.application.Messenger;
import io.bascule.backplane.Backplane.Health;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Station;
import io.bascule.broker.InMemoryBroker;
import io.bascule.broker.OtherNodes;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Connections;
import io.bascule.connection.Lane;
import io.bascule.handshake.AllowedHosts;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.EndpointTable;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakePolicy;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.LoginPrincipal;
import io.bascule.handshake.Origin;
import io.bascule.handshake.Places;
import io.bascule.handshake.TrustedProxies;
import io.bascule.payload.PayloadRules;
import io.bascule.presence.Clients;
import io.bascule.presence.Presence;
import io.bascule.refusal.Refusal;
import io.bascule.refusal.Refusals;
import io.bascule.refusal.SparseLog;
import io.bascule.relay.Relays;
import io.bascule.sockjs.SockJs;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.Stomp;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import io.bascule.token.TokenRefused;
import io.bascule.websocket.Admission;
import io.bascule.websocket.Carrier;
import io.bascule.websocket.Endpoints;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: makes the parts of one Bascule in reading order from its options, and stops them.
 *
 * <p>A server's front hook asks {@link #decide} about every request and opens what was accepted under {@link #admit}; the
 * application registers its endpoints before the server starts, or later. Any thread.
 */
public final class Bascule implements AutoCloseable {
    /** How many runs of one node are told apart in a log, and how many connections' beginnings in a cluster. */
    private static final long ONE_NODE = 36 * 36 * 36;

    private static final long MANY_NODES = 1L << 50;

    private final BasculeOptions options;
    private final SecureRandom random = new SecureRandom();
    private final Clockwork clockwork;
    private final Ticker ticker;
    private final Timer timer;
    private final Executor handlers;
    private final List<ConnectionHandler.Decorator> decorators = new CopyOnWriteArrayList<>();
    private final Connections connections;
    private final Disconnections disconnections;
    private final EndedLogins endedLogins;
    private final EndpointTable endpoints = new EndpointTable();
    private final Map<String, ConnectionHandler.Factory> factories = new ConcurrentHashMap<>();
    /** By endpoint, since reading them from the settings takes as long as the rest of a handshake's decision. */
    private final Map<String, ConnectionLimits> limits = new ConcurrentHashMap<>();

    private final TrustedProxies proxies;
    private final AllowedHosts hosts;
    private final Refusals refusals;
    private final SparseLog tokens;
    private final Places places;
    private final HandshakePolicy policy;
    private final Optional<Station> station;
    private final Optional<Ledger> ledger;
    private final SockJs sockJs;
    private final InMemoryBroker broker;
    private final Optional<BackplaneSettings.Running> backplane;
    private final ObjectMapper json = new ObjectMapper();
    private final Supplier<String> messageIds;
    private final Messenger messenger;

    /** What application code runs in; any thread reads. */
    private volatile Executor surroundings = Runnable::run;

    private final Executor within = task -> surroundings.execute(task);
    private final Clients clients;

    /** Guarded by this, as the next one. */
    private PayloadRules payloadRules = PayloadRules.NONE;

    private @Nullable MessageHandlers messageHandlers;

    /**
     * Makes all parts; nothing is served before a server asks. With a backplane it waits for the broker, 10 s at most.
     *
     * @throws BadSetting if the broker is not one, or another node that lives has the name of this one
     */
    public Bascule(BasculeOptions options) {
        this(options, Clockwork.started(options.handlerThreads()));
    }

    /** Makes all parts on a time and on threads that are not its own, as tests have them. */
    public Bascule(BasculeOptions options, Clockwork clockwork) {
        this.options = options;
        this.clockwork = clockwork;
        this.ticker = clockwork.ticker();
        this.timer = clockwork.timer();
        this.handlers = clockwork.handlers();
        this.station = options.backplane().station(clockwork, random);
        this.clients = new Clients(within, () -> Lane.on(handlers), station);
        this.ledger = station.map(options.backplane()::ledger);
        var run = Long.toString(random.nextLong(station.isEmpty() ? ONE_NODE : MANY_NODES), 36);
        this.connections = new Connections(timer, ticker, handlers, ids(run + "-"), decorators);
        this.disconnections = new Disconnections(connections, clients, station);
        this.endedLogins = new EndedLogins(connections, clockwork.clock(), timer, station);
        decorators.add(endedLogins::guard);
        this.proxies = options.trustedProxies();
        this.hosts = hosts(options);
        this.refusals = new Refusals(clockwork.clock(), timer);
        this.tokens = new SparseLog(
                System.getLogger(Bascule.class.getName()),
                timer,
                left -> left + " more tokens refused in the last minute");
        this.places = new Places(options.places(), timer);
        this.policy = new HandshakePolicy(endpoints, proxies, hosts, places, refusals, options.dev());
        var relays = station.map(end -> new Relays(end, timer, handlers));
        this.sockJs = new SockJs(
                policy,
                connections,
                timer,
                ticker,
                clockwork.clock(),
                random,
                path -> options.sockJs(path, this::secret),
                this::factory,
                relays.<SockJs.Elsewhere>map(there -> there).orElse(SockJs.Elsewhere.NONE));
        relays.ifPresent(there -> there.begin(sockJs));
        this.broker =
                new InMemoryBroker(options.broker(), clockwork.clock(), timer, this::secret, station.map(this::others));
        this.messageIds = ids(run + "-m");
        this.messenger = new BrokerMessenger(broker, json, messageIds, Lane.on(handlers));
        station.ifPresent(nodes -> nodes.listenForDisconnects(order -> disconnections.here(order)));
        station.ifPresent(nodes -> nodes.shareEndings(endedLogins));
        this.backplane = station.map(this::startBackplane);
    }

    private OtherNodes others(Station end) {
        return options.backplane().others(end, ledger.orElseThrow());
    }

    private BackplaneSettings.Running startBackplane(Station end) {
        try {
            return options.backplane().start(end, ledger.orElseThrow(), clockwork, random);
        } catch (BadSetting cannot) {
            clockwork.stop().run();
            throw cannot;
        }
    }

    /** 128 bits that nobody can guess. */
    private String secret() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Ids that begin with {@code mark}, so that those of two runs are told apart in a log. */
    private static Supplier<String> ids(String mark) {
        var last = new AtomicLong();
        return () -> mark + Long.toString(last.incrementAndGet(), 36);
    }

    /** Where only this machine can reach us, a page elsewhere must not do so under a name of its own. */
    private static AllowedHosts hosts(BasculeOptions options) {
        return options.isSet("hosts") || isLoopback(options.host()) ? options.hosts() : AllowedHosts.ANY;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /**
     * Wraps the handler of every connection that opens from now on, STOMP's too, inside our own guards: what a decorator
     * throws closes with 1011 as well.
     *
     * @param more the first one outermost, all of them inside those named before
     */
    public Bascule decorate(ConnectionHandler.Decorator... more) {
        decorators.addAll(List.of(more));
        return this;
    }

    /**
     * Registers an annotated endpoint that names its handler itself.
     *
     * @throws IllegalArgumentException if it is no endpoint of Bascule, its path is taken, or its rules cannot be used
     */
    public Bascule endpoint(Class<?> annotated) {
        return endpoint(annotated, rules -> rules);
    }

    /**
     * Registers an annotated endpoint.
     *
     * @param more what is decided in code, on top of annotations and settings
     */
    public Bascule endpoint(Class<?> annotated, UnaryOperator<EndpointRules.Builder> more) {
        endpoints.add(more.apply(HandshakeSettings.rules(options, annotated).fromCode())
                .build());
        return this;
    }

    /** Registers an endpoint and what makes the handlers of its connections. */
    public Bascule endpoint(
            Class<?> annotated, UnaryOperator<EndpointRules.Builder> more, ConnectionHandler.Factory factory) {
        endpoint(annotated, more);
        factories.put(Endpoints.path(annotated), factory); // behind it: a path that is taken keeps its handlers
        return this;
    }

    /**
     * Registers an endpoint that speaks STOMP with the broker.
     *
     * @param rules who may send and subscribe to what
     * @param login who a client is when it sends CONNECT
     */
    public Bascule stomp(
            Class<?> annotated, UnaryOperator<EndpointRules.Builder> more, DestinationRules rules, Login login) {
        return stomp(annotated, more, rules, SlowClientRules.NONE, login);
    }

    /**
     * Registers an endpoint that speaks STOMP with the broker.
     *
     * @param slow what may become of the messages for a client that reads too slowly; where it is silent the settings
     *     decide
     */
    public Bascule stomp(
            Class<?> annotated,
            UnaryOperator<EndpointRules.Builder> more,
            DestinationRules rules,
            SlowClientRules slow,
            Login login) {
        var path = Endpoints.path(annotated);
        var stomp = new Stomp(
                options.stomp(path),
                broker,
                clients,
                handlers,
                timer,
                ticker,
                rules.orElse(RightsSettings.at(options, path).rules())
                        .closing(options.broker().deadLetters()),
                slow.orElse(options.slowClients(path)),
                RightsSettings.at(options, path)
                        .verifier(clockwork.clock())
                        .<Login>map(verifier -> new TokenLogin(verifier, clockwork.clock(), login, this::refusedToken))
                        .orElse(login));
        return endpoint(annotated, more, stomp);
    }

    private void refusedToken(HandshakeRequest request, TokenRefused refused) {
        var client = client(request);
        tokens.warn(
                refused.getMessage(),
                client,
                () -> "Refused a token at " + policy.shown(request) + " from " + client + ": " + refused.getMessage());
    }

    /**
     * Has the annotated methods of these objects answer the destinations below {@code /app}.
     *
     * @throws IllegalArgumentException if a method cannot be called or two have the same destination
     */
    public synchronized Bascule messages(List<?> objects) {
        var handlers = messageHandlers;
        if (handlers == null) {
            payloadRules = PayloadRules.found();
            handlers = new MessageHandlers(broker, json, payloadRules, messageIds, within);
            broker.serve(MessageHandlers.PREFIX, handlers);
            messageHandlers = handlers;
        }
        handlers.add(objects);
        return this;
    }

    /**
     * Has {@code surroundings} run the annotated methods and the listeners of {@link #presence} from now on: at once, on
     * the thread that brings them, for instance in a request context.
     */
    public Bascule runApplicationIn(Executor surroundings) {
        this.surroundings = surroundings;
        return this;
    }

    /** Who is connected by STOMP, and events of coming and going. */
    public Presence presence() {
        return clients;
    }

    /**
     * Closes all connections of a user at all nodes, for instance where a login ends: those whose STOMP session or whose
     * handshake has that user. They may come back; who must not has to be refused there.
     *
     * @param status 1000 to 4999, with a reason for the client to read
     * @return completes with how many there were, at this node and at those that have answered within 5 s
     */
    public CompletionStage<Integer> disconnectUser(String user, CloseStatus status) {
        return disconnections.user(user, status);
    }

    /**
     * Closes one connection, at whatever node.
     *
     * @param id as {@link Presence} tells it
     * @return completes with 1, or 0 where there is none, as {@link #disconnectUser} does
     */
    public CompletionStage<Integer> disconnect(String id, CloseStatus status) {
        return disconnections.connection(id, status);
    }

    /**
     * Ends one login before its time, at all nodes, and no other of the same user: the connections whose handshake has it
     * ({@link LoginPrincipal}) are closed with 1008 "session ended", and so are those that open with it later.
     *
     * <p>This node does so at once. While the broker is away the others are told later; a node that was away is told
     * when it is back, before that it takes the login. No node is left to tell when all have stopped. Whoever reads logins
     * asks {@link #isEnded}.
     *
     * @param login as {@link LoginPrincipal#login} tells it, at most 200 characters
     * @param until when nobody can come with it anyway; it is remembered until then
     * @return completes with how many connections there were, as {@link #disconnectUser} does
     * @throws IllegalArgumentException if {@code login} is empty or too long
     */
    public CompletionStage<Integer> endLogin(String login, Instant until) {
        return endedLogins.end(login, until);
    }

    /** Whether a login was ended before its time, at whatever node, as far as this one knows. */
    public boolean isEnded(String login) {
        return endedLogins.contains(login);
    }

    /** Sends to clients from anywhere in the application. */
    public Messenger messenger() {
        return messenger;
    }

    /** The version of the Jackson that is really used, which some servers choose themselves; for instance 2.20.1. */
    public String jsonVersion() {
        return json.version().toString();
    }

    /** All endpoints. */
    public List<EndpointRules> endpoints() {
        return endpoints.rules();
    }

    /**
     * Says that all endpoints are registered.
     *
     * @throws BadSetting if there are settings for another, or one serves SockJS and nothing makes handlers for it
     */
    public void allRegistered() {
        var rules = endpoints.rules();
        options.checkEndpoints(rules.stream().map(EndpointRules::path).toList());
        rules.stream()
                .filter(EndpointRules::sockJs)
                .map(EndpointRules::path)
                .filter(path -> !factories.containsKey(path))
                .findFirst()
                .ifPresent(path -> {
                    throw BadSetting.noHandler(path);
                });
    }

    /**
     * Decides about a request, before the container sees it.
     *
     * @return empty when it is none of ours and goes on to the servlets
     */
    public Optional<HandshakeOutcome> decide(HandshakeRequest request) {
        return policy.decide(request).or(() -> policy.otherRequest(request));
    }

    /**
     * Keeps what a server had to refuse where {@link #decide} could not; {@link #refusals} and the log have it then.
     *
     * @param refused its {@code why} and {@code remedy} hold what a peer sent only as {@link HandshakeRequest#printable}
     * @return what the client is answered
     */
    public HandshakeOutcome.Refused refused(
            HandshakeRequest request, Refusal.Step step, HandshakeOutcome.Refused refused) {
        return policy.refused(request, step, refused);
    }

    /** The last {@value Refusals#KEPT} opening handshakes that were refused, the oldest first; a copy. */
    public List<Refusal> refusals() {
        return refusals.last();
    }

    /** What an accepted client is let in with, by way of {@code carrier}. */
    public Admission admit(HandshakeOutcome.Accepted accepted, Carrier carrier) {
        var path = accepted.handshake().endpoint();
        var framing = accepted.way() == EndpointTable.Way.SOCKJS
                ? new Admission.Framing(sockJs::framed, sockJs::framed)
                : Admission.Framing.NONE;
        return new Admission(
                accepted.handshake(),
                accepted.rules(),
                limits(accepted),
                Optional.ofNullable(factories.get(path)),
                framing,
                connections,
                carrier,
                accepted.place());
    }

    /** The fallback for clients that cannot open a WebSocket; its requests are to be kept from {@link #decide}. */
    public SockJs sockJs() {
        return sockJs;
    }

    private ConnectionHandler.Factory factory(String path) {
        var factory = factories.get(path);
        if (factory == null) {
            throw BadSetting.noHandler(path);
        }
        return factory;
    }

    /** How a servlet container's connections are written to. */
    public Carrier portableCarrier() {
        return Carrier.portable(
                handlers, clockwork.writers(), Runtime.getRuntime().availableProcessors(), timer, ticker);
    }

    /** The bounds of the connection of an accepted client. */
    public ConnectionLimits limits(HandshakeOutcome.Accepted accepted) {
        return limits.computeIfAbsent(accepted.handshake().endpoint(), options::limits);
    }

    /** Where the client's browser sees this server; empty when the request does not tell. */
    public Optional<Origin> ownOrigin(HandshakeRequest request) {
        return policy.own(request);
    }

    /** The numeric address of the client; of the proxy in front of us, when that does not tell, or not clearly. */
    public String client(HandshakeRequest request) {
        try {
            return proxies.arrival(request).client();
        } catch (TrustedProxies.ForwardedRefused | IllegalArgumentException unclear) {
            return request.remoteAddress();
        }
    }

    /** Whether a page of this very server sent the request, as far as its Origin tells; one without is let through. */
    public boolean isFromOwnPage(HandshakeRequest request) {
        var sent = request.lines("Origin");
        if (sent.isEmpty()) {
            return true;
        }
        try {
            return sent.size() == 1 && ownOrigin(request).equals(Optional.of(Origin.parse(sent.get(0))));
        } catch (IllegalArgumentException garbage) {
            return false;
        }
    }

    public BasculeOptions options() {
        return options;
    }

    public Connections connections() {
        return connections;
    }

    /** What there is at this moment of connections and what hangs on them. */
    public Counts counts() {
        return new Counts(
                connections.all().size(),
                places.taken(),
                broker.subscriptions(),
                clockwork.appointments().getAsInt());
    }

    /** Whether this node reaches the others, and why not; always where there are none. */
    public Health health() {
        return station.map(Station::health)
                .filter(health -> !health.up())
                .or(() -> backplane.map(running -> running.queues().health()))
                .orElse(new Health(true, ""));
    }

    public Ticker ticker() {
        return ticker;
    }

    /** The time of day. */
    public Clock clock() {
        return clockwork.clock();
    }

    public Timer timer() {
        return timer;
    }

    public SecureRandom random() {
        return random;
    }

    /** Runs application code, which may block. */
    public Executor handlers() {
        return handlers;
    }

    /**
     * Stops the threads and waits a moment for their end, so that a container finds none of them; connections are closed
     * before, by the server. Application code that still runs then is left to end by itself. With a backplane, the other
     * nodes are told before, which takes a second at most.
     */
    @Override
    public void close() {
        backplane.ifPresent(BackplaneSettings.Running::close);
        clockwork.stop().run();
        synchronized (this) {
            payloadRules.close();
        }
    }
}
