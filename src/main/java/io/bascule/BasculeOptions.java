package io.bascule;

import io.bascule.broker.BrokerLimits;
import io.bascule.connection.ConnectionLimits;
import io.bascule.handshake.AllowedHosts;
import io.bascule.handshake.Places;
import io.bascule.handshake.TrustedProxies;
import io.bascule.sockjs.SockJsOptions;
import io.bascule.sockjs.StickyCookie;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.SlowClientRules.Conflation;
import io.bascule.stomp.StompOptions;
import io.bascule.stomp.frame.FrameLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All settings, checked: whoever holds one of these need not look at a text again. Each method is the setting of its
 * name, where it takes a path the one that holds for the endpoint there. Immutable; any thread.
 *
 * <p>{@link SettingSources} collects the texts from where operators write them.
 */
public final class BasculeOptions {
    private static final String CONFLATE = "conflate.";

    /** Behind each of them stands the pattern of the destinations that the setting is about. */
    private static final List<String> BY_PATTERN =
            List.of(CONFLATE, BrokerSettings.HISTORY, RightsSettings.SEND, RightsSettings.SUBSCRIBE);

    private static final String PATTERN = "<pattern>";

    /** Every setting there is, in the order of the README. */
    public static final List<Setting> SETTINGS = List.of(
            new Setting("host", "127.0.0.1", "address", "The address the standalone server binds to."),
            new Setting("port", "8080", "0 to 65535", "Its port; 0 takes a free one."),
            new Setting("contextPath", "/bascule", "path", "The path everything lies under; / is the root."),
            new Setting(
                            "origins",
                            "same",
                            "same, *, or a list",
                            "Whose pages may open a connection: this server's own, all, or its own and those listed.")
                    .perEachEndpoint(),
            new Setting(
                            "origins.check",
                            "",
                            "class name",
                            "The OriginPolicy.Check of the application that decides about origins instead of a list.")
                    .perEachEndpoint(),
            new Setting(
                            "origins.credentials",
                            "false",
                            "true or false",
                            "With origins=*: whether foreign pages act as the user who opened them.")
                    .perEachEndpoint(),
            new Setting(
                            "requireOrigin",
                            "false",
                            "true or false",
                            "Whether a client without an Origin header, which no browser is, is refused.")
                    .perEachEndpoint(),
            new Setting(
                    "hosts",
                    "localhost,127.0.0.1,[::1]",
                    "list, or *",
                    "The names under which a server bound to loopback may be called (against DNS rebinding)."),
            new Setting(
                    "trustedProxies",
                    "",
                    "list of addresses or CIDR ranges",
                    "Whose Forwarded and X-Forwarded-* headers are believed."),
            new Setting(
                            "subprotocols.order",
                            "client",
                            "client, server or required",
                            "Whose order decides; required refuses a client that speaks none of ours.")
                    .perEachEndpoint(),
            new Setting(
                            "subprotocols.chooser",
                            "",
                            "class name",
                            "The Subprotocols.Chooser of the application that decides instead of an order.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes",
                            "",
                            "names, or *",
                            "Which attributes of the HTTP session are copied to the connection.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes.id",
                            "",
                            "name",
                            "The attribute of the connection that gets the id of the HTTP session.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes.create",
                            "false",
                            "true or false",
                            "Whether a client that has no HTTP session gets one.")
                    .perEachEndpoint(),
            new Setting(
                            "interceptors",
                            "",
                            "class names",
                            "The HandshakeInterceptors of the application, asked in this order.")
                    .perEachEndpoint(),
            new Setting(
                            "principals",
                            "",
                            "class name",
                            "The EndpointRules.PrincipalResolver of the application that says who a client is.")
                    .perEachEndpoint(),
            new Setting(
                            "principals.attribute",
                            "",
                            "name",
                            "The attribute of the HTTP session that is the user's name; it is copied to the connection, too.")
                    .perEachEndpoint(),
            new Setting(
                            "extensions",
                            "",
                            "names",
                            "Extensions such as permessage-deflate that may be agreed on where the container has them.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs",
                            "false",
                            "true or false",
                            "Whether clients that cannot open a WebSocket come in by SockJS.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.requireOrigin",
                            "true",
                            "true or false",
                            "Whether a POST of SockJS that names no Origin is refused, unless origins=*.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.websocket",
                            "true",
                            "true or false",
                            "Whether SockJS clients are told to try a WebSocket first.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.cookie",
                            "",
                            "name",
                            "The cookie by which a load balancer keeps SockJS clients at one node; none by default.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.heartBeat",
                            "25s",
                            "time",
                            "After how long without anything else SockJS sends a heart-beat.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.disconnectDelay",
                            "5s",
                            "time",
                            "How long a SockJS session lives without a request that waits for messages.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.streaming.bytes",
                            "128KiB",
                            "bytes",
                            "After how many bytes a streaming answer of SockJS ends, and the next one begins.")
                    .perEachEndpoint(),
            new Setting(
                    "handlers.threads",
                    "auto",
                    "number, or auto",
                    "How many threads run application code; auto is 4 for each processor, at least 8."),
            new Setting("message.bytes", "64KiB", "bytes", "The largest message in, all its fragments together.")
                    .perEachEndpoint(),
            new Setting("outbox.bytes", "512KiB", "bytes", "How much may wait to be sent to one client.")
                    .perEachEndpoint(),
            new Setting("outbox.messages", "1000", "number", "How many messages may wait to be sent to one client.")
                    .perEachEndpoint(),
            new Setting(
                            "overflow",
                            "close",
                            "policy, pattern=policy, …",
                            "What happens to MESSAGEs when more would wait: close, drop-oldest or drop-newest.")
                    .perEachEndpoint(),
            new Setting(
                            CONFLATE + PATTERN,
                            "",
                            "destination, or header:name",
                            "Whether a newer MESSAGE takes the place of one that waits, and of which.")
                    .perEachEndpoint(),
            new Setting(
                            "send.deadline",
                            "10s",
                            "time",
                            "How long one send, or one answer of HTTP, may take before the client is cut off.")
                    .perEachEndpoint(),
            new Setting("idle", "60s", "time", "How long a client may be silent; it is asked at half of it. 0 is off.")
                    .perEachEndpoint(),
            new Setting("firstMessage", "30s", "time", "How long a STOMP client may take to send CONNECT.")
                    .perEachEndpoint(),
            new Setting(
                    "connections",
                    "10000",
                    "number",
                    "How many connections there may be; who comes then is refused with 503."),
            new Setting(
                    "connections.perAddress",
                    "none",
                    "number, or none",
                    "How many for one address, or for one IPv6 network of 64 bits; 429."),
            new Setting(
                    "connections.perUser",
                    "none",
                    "number, or none",
                    "How many for one user whom the handshake knows; 429."),
            new Setting(
                    "session.keepAlive",
                    "false",
                    "true or false",
                    "Whether a message from a client keeps its HTTP session alive, as a request does."),
            new Setting("http.request", "10s", "time", "How long a client may take to send an HTTP request."),
            new Setting(
                    "http.connections",
                    "1000",
                    "number",
                    "How many TCP connections there may be beside connections, for HTTP; what comes then is closed at once."),
            new Setting("http.idle", "30s", "time", "How long an HTTP connection is kept between two requests."),
            new Setting(
                    "shutdown.window",
                    "3s",
                    "time up to 4s",
                    "How long the closing of all clients may take at shutdown; then they are cut off."),
            new Setting(
                            "token.key",
                            "",
                            "file",
                            "What bearer tokens are verified with: a JWK set, public keys as PEM, or a secret. Without it there are none.")
                    .perEachEndpoint(),
            new Setting(
                            "token.algorithms",
                            "",
                            "list",
                            "How tokens may be signed: RS256, PS256, ES256, HS256, or these with 384 or 512.")
                    .perEachEndpoint(),
            new Setting("token.issuer", "", "text", "Who has issued them: their claim iss.").perEachEndpoint(),
            new Setting("token.audience", "", "text", "Whom they are for: one of their claim aud.").perEachEndpoint(),
            new Setting("token.user", "sub", "claim", "Which of their claims is the user's name.").perEachEndpoint(),
            new Setting(
                            "token.roles",
                            "",
                            "claim",
                            "Which has the user's roles, for instance groups, scope or realm_access.roles.")
                    .perEachEndpoint(),
            new Setting(
                            RightsSettings.SEND + PATTERN,
                            "",
                            "anyone, user, nobody, or role:name, …",
                            "Who may SEND there, where code has no rule; otherwise clients send to /app only.")
                    .perEachEndpoint(),
            new Setting(
                            RightsSettings.SUBSCRIBE + PATTERN,
                            "",
                            "anyone, user, nobody, or role:name, …",
                            "Who may SUBSCRIBE to that, where code has no rule; otherwise anyone may.")
                    .perEachEndpoint(),
            new Setting("stomp.requireHost", "false", "true or false", "Whether CONNECT needs a host header."),
            new Setting("stomp.command.bytes", "16", "bytes", "The longest command line of a STOMP frame.")
                    .perEachEndpoint(),
            new Setting("stomp.headers", "100", "number", "How many headers a STOMP frame may have.").perEachEndpoint(),
            new Setting("stomp.header.bytes", "8KiB", "bytes", "The longest header line of a STOMP frame.")
                    .perEachEndpoint(),
            new Setting("stomp.headers.bytes", "16KiB", "bytes", "All header lines of a STOMP frame together.")
                    .perEachEndpoint(),
            new Setting("stomp.body.bytes", "64KiB", "bytes", "The largest body of a STOMP frame.").perEachEndpoint(),
            new Setting("stomp.subscriptions", "1000", "number", "How many subscriptions a STOMP client may have.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.destinations",
                            "1000",
                            "number",
                            "To how many queues and topics a STOMP client may send.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.unacknowledged",
                            "10000",
                            "number",
                            "How many messages may wait for the acks of one STOMP client; at least queue.prefetch.")
                    .perEachEndpoint(),
            new Setting("stomp.transactions", "10", "number", "How many transactions a STOMP client may have begun.")
                    .perEachEndpoint(),
            new Setting("stomp.transaction.frames", "1000", "number", "How many frames a STOMP transaction may hold.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.transaction.bytes",
                            "256KiB",
                            "bytes",
                            "How much all transactions of one STOMP client may hold.")
                    .perEachEndpoint(),
            new Setting(
                    "destinations",
                    "10000",
                    "number",
                    "How many queues there may be, and how many topics with a history."),
            new Setting("queue.messages", "1000", "number", "How many messages a queue holds; more are refused."),
            new Setting("queue.bytes", "4MiB", "bytes", "How much they may take; more is refused."),
            new Setting("queues.bytes", "64MiB", "bytes", "How much all queues together may take; more is refused."),
            new Setting(
                    "queue.redeliveries",
                    "5",
                    "number",
                    "How often a message that is refused (NACK) comes back before it is a dead letter."),
            new Setting(
                    "queue.deadLetters", "/queue/dead-letters", "destination", "The queue that dead letters go to."),
            new Setting(
                    "queue.prefetch",
                    "100",
                    "number",
                    "How many messages a subscription that does not say may have unacknowledged; at most queue.prefetch.most."),
            new Setting("queue.prefetch.most", "1000", "number", "How many it may say."),
            new Setting("queue.temporary", "16", "number", "How many temporary queues a connection may have."),
            new Setting(
                    "unacknowledged.bytes",
                    "64MiB",
                    "bytes",
                    "How much all topics together keep for clients that acknowledge; a subscription beyond it ends."),
            new Setting(
                    "history.bytes",
                    "64MiB",
                    "bytes",
                    "How much all histories together may take; then the topic longest without a message loses its oldest."),
            new Setting(
                    BrokerSettings.HISTORY + PATTERN,
                    "",
                    "number, or header:name",
                    "What of a topic is kept for late subscribers: the last messages, or the last for each value."),
            new Setting(
                    "node",
                    "",
                    "name",
                    "What this node is called, the same after a restart; where there is none, one is made up."),
            new Setting(
                    "backplane.url",
                    "",
                    "URL",
                    "The Artemis broker that connects the nodes, for instance tcp://10.0.0.7:61616. Without one there is this node only."),
            new Setting(
                    "backplane.jndi",
                    "",
                    "JNDI name",
                    "In place of backplane.url: the connection factory of the server that leads to the broker."),
            new Setting(
                    "backplane.local",
                    "",
                    "destinations",
                    "Which topics and queues every node has for itself, patterns with commas."),
            new Setting(
                    "backplane.bytes",
                    "16MiB",
                    "bytes",
                    "How much waits for the broker when it cannot be reached; more is refused."),
            new Setting(
                    "secret",
                    "",
                    "32 characters or more",
                    "What the demonstration signs its logins with, the same at every node; made up where there is none."),
            new Setting("portfolio", "true", "true or false", "Whether the demonstration is served."),
            new Setting(
                    "portfolio.speed", "60", "number", "How many times faster than in 2013 the trades are replayed."),
            new Setting(
                    "portfolio.database",
                    "",
                    "memory, file:folder, jdbc:…, or java:…",
                    "Where the demonstration keeps accounts and orders; without one where it finds a place."),
            new Setting("dev", "false", "true or false", "Whether a refused client is told which setting refuses it."));

    private static final int MOST_CONNECTIONS = 10_000_000;
    /** Timers count in nanoseconds, and 64 bits of them are 292 years. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Whoever stops a server wants it to be gone within 5 s. */
    private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(4);

    /** No tilde: Grizzly writes it encoded into the path of the cookie, which browsers then do not send. */
    private static final Pattern PLAIN_PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+/?");

    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** As many bytes as the hash of HMAC-SHA256 has (RFC 7518 section 3.2). */
    private static final int SECRET_CHARACTERS = 32;

    private static final Pattern DATABASE = Pattern.compile("memory|(file|jdbc|java):.+");
    private static final String DATABASES = "memory, file:/a/folder, jdbc:postgresql://host/name, or a name java:…";

    private static final String ENDPOINT = "endpoint.";

    private final Map<String, String> given;

    private BasculeOptions(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /** The defaults. */
    public static BasculeOptions defaults() {
        return of(Map.of());
    }

    /**
     * Checks settings.
     *
     * @param given by name, without the prefix {@code bascule.}; what is absent has its default
     * @throws BadSetting if one is unknown or its value cannot be read; the message says what to write
     */
    public static BasculeOptions of(Map<String, String> given) {
        given.keySet().forEach(BasculeOptions::known);
        var options = new BasculeOptions(given);
        options.checkAll();
        return options;
    }

    private static void known(String name) {
        var plain = name.startsWith(ENDPOINT) ? endpointSetting(name) : Optional.of(name);
        if (plain.filter(text -> !text.endsWith(PATTERN))
                .flatMap(BasculeOptions::setting)
                .filter(setting -> setting.perEndpoint() || !name.startsWith(ENDPOINT))
                .isEmpty()) {
            throw BadSetting.unknown(name);
        }
    }

    /** The setting that {@code endpoint.<path>.<setting>} sets, if there is such a one. */
    private static Optional<String> endpointSetting(String name) {
        if (!name.startsWith(ENDPOINT + "/")) {
            return Optional.empty();
        }
        var begin = BY_PATTERN.stream()
                .map(prefix -> name.indexOf("." + prefix + "/"))
                .filter(at -> at >= 0)
                .min(Comparator.naturalOrder());
        if (begin.isPresent()) {
            return Optional.of(name.substring(begin.get() + 1));
        }
        return SETTINGS.stream()
                .filter(Setting::perEndpoint)
                .map(Setting::name)
                .filter(setting -> name.endsWith("." + setting))
                .findFirst();
    }

    static Optional<Setting> setting(String name) {
        var listed = BY_PATTERN.stream()
                .filter(prefix -> name.startsWith(prefix + "/"))
                .findFirst()
                .map(prefix -> prefix + PATTERN)
                .orElse(name);
        return SETTINGS.stream()
                .filter(setting -> setting.name().equals(listed))
                .findFirst();
    }

    /** Reads every value once, so that a bad one stops the start and not a client. */
    private void checkAll() {
        host();
        port();
        contextPath();
        hosts();
        trustedProxies();
        handlerThreads();
        places();
        sessionKeepAlive();
        httpRequest();
        httpIdle();
        sockets();
        shutdownWindow();
        broker();
        backplane().check();
        portfolio();
        portfolioSpeed();
        portfolioDatabase();
        secret();
        dev();
        checkEndpoint("");
        endpoints().forEach(this::checkEndpoint);
    }

    private Stream<String> endpoints() {
        return given.keySet().stream()
                .filter(name -> name.startsWith(ENDPOINT))
                .map(name -> name.substring(
                        ENDPOINT.length(),
                        name.length() - endpointSetting(name).orElse("").length() - 1));
    }

    /**
     * Refuses settings for endpoints that are not there.
     *
     * @param paths of all endpoints
     * @throws BadSetting naming the first such endpoint
     */
    void checkEndpoints(Collection<String> paths) {
        endpoints().filter(path -> !paths.contains(path)).findFirst().ifPresent(path -> {
            throw BadSetting.noEndpoint(path, paths);
        });
    }

    private void checkEndpoint(String path) {
        HandshakeSettings.at(this, path).check();
        stomp(path);
        sockJs(path, () -> "");
        limits(path);
        slowClients(path);
        RightsSettings.at(this, path).check();
    }

    /**
     * Looks for the classes that settings name.
     *
     * @param application knows them
     * @throws BadSetting if one is missing or not of the kind that the setting needs
     */
    public void checkClasses(ClassLoader application) {
        Stream.concat(Stream.of(""), endpoints())
                .forEach(path -> HandshakeSettings.at(this, path).checkClasses(application));
    }

    public String host() {
        return read("", "host", "an address such as 127.0.0.1", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("it is empty");
            }
            return text;
        });
    }

    public int port() {
        return number("", "port", 0, 65_535);
    }

    /** Empty for the root, otherwise beginning with a slash and not ending with one. */
    public String contextPath() {
        return read("", "contextPath", "a path such as /bascule, or /", text -> {
            if (!PLAIN_PATH.matcher(text).matches()) {
                throw new IllegalArgumentException("it is not a plain path");
            }
            return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        });
    }

    AllowedHosts hosts() {
        return read("", "hosts", "host names such as localhost,[::1], or *", AllowedHosts::parse);
    }

    TrustedProxies trustedProxies() {
        return read("", "trustedProxies", "addresses such as 10.0.0.3,10.1.0.0/16", TrustedProxies::parse);
    }

    int handlerThreads() {
        return read(
                "",
                "handlers.threads",
                "auto, or a number from 1 to 10000",
                text -> text.equals("auto")
                        ? Math.max(8, 4 * Runtime.getRuntime().availableProcessors())
                        : SettingText.within(Integer.parseInt(text), 1, 10_000));
    }

    /** The bounds of a connection to {@code endpoint}. */
    public ConnectionLimits limits(String endpoint) {
        return new ConnectionLimits(
                bytes(endpoint, "message.bytes"),
                64,
                Math.max(256 * 1024, bytes(endpoint, "message.bytes")),
                bytes(endpoint, "outbox.bytes"),
                number(endpoint, "outbox.messages", 1, 1_000_000),
                time(endpoint, "send.deadline"),
                timeOrZero(endpoint, "idle"),
                time(endpoint, "firstMessage"));
    }

    /** How {@code endpoint} serves SockJS; {@code cookies} makes values of cookies that nobody can guess. */
    SockJsOptions sockJs(String endpoint, Supplier<String> cookies) {
        return new SockJsOptions(
                read(endpoint, "sockjs.websocket", "true or false", SettingText::truth),
                bytes(endpoint, "sockjs.streaming.bytes"),
                time(endpoint, "sockjs.heartBeat"),
                time(endpoint, "sockjs.disconnectDelay"),
                read(endpoint, "sockjs.cookie", "a name that no container uses, such as NODE", name -> {
                    return cookie(name, cookies);
                }),
                limits(endpoint));
    }

    private static StickyCookie cookie(String name, Supplier<String> values) {
        if (name.isEmpty()) {
            return new StickyCookie.None();
        }
        if (!COOKIE.matcher(name).matches()) {
            throw new IllegalArgumentException("no cookie can have this name");
        }
        return name.equals(StickyCookie.OfTheProtocol.NAME)
                ? new StickyCookie.OfTheProtocol()
                : new StickyCookie.Named(name, values);
    }

    Places.Limits places() {
        return new Places.Limits(
                number("", "connections", 1, MOST_CONNECTIONS),
                numberOrNone("connections.perAddress"),
                numberOrNone("connections.perUser"));
    }

    private int numberOrNone(String name) {
        return read("", name, "none, or a number from 1 to " + MOST_CONNECTIONS, text -> {
            return text.equals("none")
                    ? Places.Limits.NONE
                    : SettingText.within(Integer.parseInt(text), 1, MOST_CONNECTIONS);
        });
    }

    /** What may become of the messages for the clients of {@code endpoint} that read too slowly. */
    SlowClientRules slowClients(String endpoint) {
        var overflow = read(
                endpoint,
                "overflow",
                "close, drop-oldest or drop-newest, for some also as /topic/chat.**=drop-oldest",
                SlowClientRules::parse);
        return conflations(endpoint).orElse(conflations("")).orElse(overflow);
    }

    private SlowClientRules conflations(String endpoint) {
        var rules = SlowClientRules.NONE;
        for (var setting : byPattern(endpoint, CONFLATE).entrySet()) {
            rules = conflation(setting, pattern(setting.getKey(), CONFLATE), rules);
        }
        return rules;
    }

    /** What was said of destinations for {@code endpoint} alone, "" for what holds for all, by the settings' names. */
    SortedMap<String, String> byPattern(String endpoint, String prefix) {
        var begin = (endpoint.isEmpty() ? "" : ENDPOINT + endpoint + ".") + prefix + "/";
        var found = new TreeMap<>(given);
        found.keySet().removeIf(name -> !name.startsWith(begin));
        return found;
    }

    /** The pattern in a name that {@link #byPattern} found. */
    static String pattern(String name, String prefix) {
        return name.substring(name.indexOf(prefix + "/") + prefix.length());
    }

    private static SlowClientRules conflation(
            Map.Entry<String, String> setting, String pattern, SlowClientRules before) {
        try {
            return before.conflate(pattern, Conflation.parse(setting.getValue().strip()));
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.value(
                    setting.getKey(),
                    setting.getValue(),
                    "it as in conflate./topic/price.**=destination, or with =header:name",
                    wrong);
        }
    }

    public boolean sessionKeepAlive() {
        return truth("session.keepAlive");
    }

    public Duration httpRequest() {
        return time("", "http.request");
    }

    /** How many TCP connections there may be, of HTTP and WebSocket together. */
    public int sockets() {
        return number("", "connections", 1, MOST_CONNECTIONS) + number("", "http.connections", 1, MOST_CONNECTIONS);
    }

    public Duration httpIdle() {
        return time("", "http.idle");
    }

    public Duration shutdownWindow() {
        return read("", "shutdown.window", "a time up to 4s such as 500ms or 3s, or 0", text -> {
            return text.equals("0")
                    ? Duration.ZERO
                    : SettingText.within(SettingText.time(text), Duration.ZERO, LONGEST_SHUTDOWN);
        });
    }

    /** How STOMP is spoken at {@code endpoint}. */
    StompOptions stomp(String endpoint) {
        var standard = StompOptions.STANDARD;
        var connection = limits(endpoint);
        return new StompOptions(
                stompFrames(endpoint),
                stompLimits(endpoint, connection),
                truth("stomp.requireHost"),
                standard.heartBeat(),
                connection.firstMessage(),
                standard.linger(),
                standard.server());
    }

    private FrameLimits stompFrames(String endpoint) {
        return new FrameLimits(
                bytes(endpoint, "stomp.command.bytes"),
                number(endpoint, "stomp.headers", 1, 10_000),
                bytes(endpoint, "stomp.header.bytes"),
                bytes(endpoint, "stomp.headers.bytes"),
                bytes(endpoint, "stomp.body.bytes"));
    }

    private StompOptions.Limits stompLimits(String endpoint, ConnectionLimits connection) {
        return new StompOptions.Limits(
                number(endpoint, "stomp.subscriptions", 1, 1_000_000),
                number(endpoint, "stomp.destinations", 1, 1_000_000),
                number(endpoint, "stomp.unacknowledged", broker().prefetch(), 1_000_000),
                number(endpoint, "stomp.transactions", 1, 1_000_000),
                number(endpoint, "stomp.transaction.frames", 1, 1_000_000),
                bytes(endpoint, "stomp.transaction.bytes"),
                connection.inboundMessages(),
                connection.inboundBytes());
    }

    /** What the broker keeps. */
    BrokerLimits broker() {
        return BrokerSettings.limits(this);
    }

    /** What there is beside this node. */
    BackplaneSettings backplane() {
        return BackplaneSettings.of(this);
    }

    /** The settings of histories, in alphabetical order. */
    List<String> histories() {
        return given.keySet().stream()
                .filter(name -> name.startsWith(BrokerSettings.HISTORY + "/"))
                .sorted()
                .toList();
    }

    public boolean portfolio() {
        return truth("portfolio");
    }

    public double portfolioSpeed() {
        return read("", "portfolio.speed", "a number from 0.1 to 3600", text -> {
            return SettingText.within(Double.parseDouble(text), 0.1, 3600.0);
        });
    }

    /** What the operator calls this node; empty where nobody has said. */
    public String node() {
        return read("", "node", "a name", text -> text);
    }

    /** What the demonstration signs its logins with; empty where it is to be made up. */
    public String secret() {
        var text = given.getOrDefault("secret", "").strip();
        if (!text.isEmpty() && text.length() < SECRET_CHARACTERS) {
            throw BadSetting.value(
                    "secret",
                    "…", // it goes into logs
                    "what 'openssl rand -hex 32' prints",
                    new IllegalArgumentException(
                            "it has " + text.length() + " characters, and fewer than 32 can be guessed"));
        }
        return text;
    }

    /**
     * Where the demonstration keeps accounts and orders: {@code memory}, {@code file:} and a folder, a JDBC URL, or a JNDI
     * name that begins with {@code java:}; empty where nobody has said.
     */
    public String portfolioDatabase() {
        return read("", "portfolio.database", DATABASES, text -> {
            if (!text.isEmpty() && !DATABASE.matcher(text).matches()) {
                throw new IllegalArgumentException("it is no database");
            }
            return text;
        });
    }

    boolean dev() {
        return truth("dev");
    }

    /** Whether {@code endpoint} has a setting {@code name} of its own. */
    boolean isSetFor(String endpoint, String name) {
        return given.containsKey(ENDPOINT + endpoint + "." + name);
    }

    /** Whether {@code name} was set at all, for whatever endpoint. */
    boolean isSet(String name) {
        return given.containsKey(name);
    }

    /** These settings, with those of {@code others} where these are silent. */
    public BasculeOptions orElse(Map<String, String> others) {
        var all = new HashMap<>(others);
        all.putAll(given);
        return of(all);
    }

    int number(String endpoint, String name, int least, int most) {
        return read(endpoint, name, "a number from " + least + " to " + most, text -> {
            return SettingText.within(Integer.parseInt(text), least, most);
        });
    }

    private boolean truth(String name) {
        return read("", name, "true or false", SettingText::truth);
    }

    int bytes(String endpoint, String name) {
        return read(endpoint, name, "bytes such as 65536, 64KiB or 4MiB, at most 1024MiB", SettingText::bytes);
    }

    private Duration time(String endpoint, String name) {
        return read(
                endpoint,
                name,
                "a time such as 500ms, 30s or 5m",
                text -> SettingText.within(SettingText.time(text), Duration.ofMillis(1), LONGEST));
    }

    private Duration timeOrZero(String endpoint, String name) {
        return read(
                endpoint,
                name,
                "a time such as 500ms, 30s or 5m, or 0",
                text -> text.equals("0")
                        ? Duration.ZERO
                        : SettingText.within(SettingText.time(text), Duration.ZERO, LONGEST));
    }

    /** The value that holds for {@code endpoint}, "" for none: its own, or that for all, or the default. */
    <T> T read(String endpoint, String name, String expected, Function<String, T> parse) {
        var own = ENDPOINT + endpoint + "." + name;
        var used = given.containsKey(own) ? own : name;
        var text = Optional.ofNullable(given.get(used))
                .orElseGet(() -> setting(name).orElseThrow().byDefault());
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.value(used, text, expected, wrong);
        }
    }
}
