package io.bascule;

import io.bascule.broker.BrokerLimits;
import io.bascule.connection.ConnectionLimits;
import io.bascule.handshake.AllowedHosts;
import io.bascule.handshake.Places;
import io.bascule.handshake.TrustedProxies;
import io.bascule.sockjs.SockJsOptions;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.StompOptions;
import java.time.Duration;
import java.util.Collection;
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
    /** Every setting there is, in the order of the README. */
    public static final List<Setting> SETTINGS = KnownSettings.ALL;

    private static final int MOST_CONNECTIONS = 10_000_000;
    /** Timers count in nanoseconds, and 64 bits of them are 292 years. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Whoever stops a server wants it to be gone within 5 s. */
    private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(4);

    /** No tilde: Grizzly writes it encoded into the path of the cookie, which browsers then do not send. */
    private static final Pattern PLAIN_PATH = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+/?");

    /** As many bytes as the hash of HMAC-SHA256 has (RFC 7518 section 3.2). */
    private static final int SECRET_CHARACTERS = 32;

    private static final Pattern DATABASE = Pattern.compile("memory|(file|jdbc|java):.+");
    private static final String DATABASES = "memory, file:/a/folder, jdbc:postgresql://host/name, or a name java:…";

    private static final String ENDPOINT = KnownSettings.ENDPOINT;

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
        given.keySet().forEach(KnownSettings::check);
        var options = new BasculeOptions(given);
        options.checkAll();
        return options;
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
                        name.length()
                                - KnownSettings.ofEndpoint(name).orElse("").length()
                                - 1));
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
        return SockJsSettings.at(this, endpoint).options(cookies);
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
        return StompSettings.at(this, endpoint).slowClients();
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
        return StompSettings.at(this, endpoint).options();
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

    boolean truth(String name) {
        return read("", name, "true or false", SettingText::truth);
    }

    int bytes(String endpoint, String name) {
        return read(endpoint, name, "bytes such as 65536, 64KiB or 4MiB, at most 1024MiB", SettingText::bytes);
    }

    Duration time(String endpoint, String name) {
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
                .orElseGet(() -> KnownSettings.named(name).orElseThrow().byDefault());
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.value(used, text, expected, wrong);
        }
    }
}
