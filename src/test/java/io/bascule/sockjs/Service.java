package io.bascule.sockjs;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Connections;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.handshake.AllowedHosts;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.EndpointTable;
import io.bascule.handshake.HandshakePolicy;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.Places;
import io.bascule.handshake.Places.Limits;
import io.bascule.handshake.TrustedProxies;
import io.bascule.refusal.Refusals;
import io.bascule.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** A SockJS service at {@code /prices} with one client, whose application notes what it hears. */
final class Service {
    static final String OWN = "http://localhost:8080";

    private static final class Prices {}

    final ManualTime time;
    final List<String> received = new ArrayList<>();
    final List<CloseStatus> ends = new ArrayList<>();
    final Queue<Connection> opened = new ArrayDeque<>();
    /** What application code has still to do, where it is slow. */
    final Queue<Runnable> slow = new ArrayDeque<>();

    boolean isSlow;
    EndpointRules.Builder rules = EndpointRules.at("/prices", Prices.class).sockJs(true);
    StickyCookie cookie = new StickyCookie.None();
    boolean webSocket = true;
    int places = 100;
    Duration sendDeadline = Duration.ofSeconds(10);
    SockJs.Elsewhere elsewhere = SockJs.Elsewhere.NONE;
    private Optional<Principal> user = Optional.empty();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private SockJs sockJs;

    Service() {
        this(new ManualTime());
    }

    /** One of several that share a time. */
    Service(ManualTime time) {
        this.time = time;
        headers.put("Host", List.of("localhost:8080"));
        headers.put("Origin", List.of(OWN));
        sockJs = made();
    }

    /** One whose rules are other than the usual ones. */
    Service with(OriginPolicy origins) {
        rules = rules.origins(origins);
        return again();
    }

    Service again() {
        sockJs = made();
        return this;
    }

    private SockJs made() {
        var endpoints = new EndpointTable();
        endpoints.add(rules.build());
        var policy = new HandshakePolicy(
                endpoints,
                TrustedProxies.NONE,
                AllowedHosts.LOOPBACK,
                new Places(new Limits(places, Limits.NONE, Limits.NONE), time),
                new Refusals(Clock.systemUTC(), time),
                false);
        var limits = new ConnectionLimits(
                1000, 4, 10_000, 1000, 100, sendDeadline, Duration.ofSeconds(60), Duration.ofSeconds(30));
        return new SockJs(
                policy,
                new Connections(time, time, slow::add, () -> "c", List.of()),
                time,
                time,
                Clock.systemUTC(),
                new SecureRandom(),
                path -> new SockJsOptions(
                        webSocket, 200, Duration.ofSeconds(25), Duration.ofSeconds(5), cookie, limits),
                path -> handshake -> new Noting(),
                elsewhere);
    }

    SockJs sockJs() {
        return sockJs;
    }

    /** From now on requests are this user's. */
    void login(String name) {
        user = Optional.of(() -> name);
    }

    void logout() {
        user = Optional.empty();
    }

    /** From now on requests have this header; without a value they have it not. */
    Service header(String name, String... values) {
        headers.remove(name);
        if (values.length > 0) {
            headers.put(name, List.of(values));
        }
        return this;
    }

    Exchange get(String rest) {
        return ask("GET", rest, "");
    }

    Exchange post(String rest) {
        return post(rest, "");
    }

    Exchange post(String rest, String body) {
        return ask("POST", rest, body);
    }

    /** A POST whose body is still on the way. */
    Exchange late(String rest, String body) {
        var exchange = new Exchange(request("POST", rest), body.getBytes(StandardCharsets.UTF_8)).late();
        sockJs.serve(exchange);
        return exchange;
    }

    Exchange post(String rest, byte[] body) {
        return ask("POST", rest, body);
    }

    Exchange ask(String method, String rest, String body) {
        return ask(method, rest, body.getBytes(StandardCharsets.UTF_8));
    }

    private Exchange ask(String method, String rest, byte[] body) {
        var exchange = new Exchange(request(method, rest), body);
        sockJs.serve(exchange);
        return exchange;
    }

    HandshakeRequest request(String method, String rest) {
        int query = rest.indexOf('?');
        return new HandshakeRequest(
                method,
                "HTTP/1.1",
                "/prices" + (query < 0 ? rest : rest.substring(0, query)),
                query < 0 ? "" : rest.substring(query + 1),
                headers,
                "127.0.0.1",
                8080,
                false,
                user,
                HttpSessionSource.NONE);
    }

    /** Opens the session {@code id} by a poll. */
    Connection open(String id) {
        post("/0/" + id + "/xhr");
        return opened.element();
    }

    void send(String text) {
        opened.element().send(Outgoing.text(text));
    }

    private final class Noting implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            opened.add(connection);
        }

        @Override
        public void received(Part part, boolean last) {
            received.add(part.text());
        }

        @Override
        public void closed(CloseStatus status) {
            ends.add(status);
        }

        @Override
        public boolean isHeartBeat(Part part) {
            return part.text().equals("\n");
        }

        @Override
        public boolean neverBlocks() {
            return !isSlow;
        }
    }
}
