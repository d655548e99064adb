package io.bascule.handshake;

import static io.bascule.handshake.RequestBuilder.seed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.handshake.HandshakeInterceptor.Refuse;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.refusal.Refusal;
import io.bascule.refusal.Refusal.Step;
import io.bascule.refusal.Refusals;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a refusal tells the operator, and what it tells the client. */
class HandshakeRefusalTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private EndpointRules.Builder rules = EndpointRules.at("/echo", Object.class);
    private TrustedProxies proxies = TrustedProxies.NONE;
    private boolean dev;
    private Places places = new Places(new Places.Limits(100, 100, 100), new ManualTime());
    private final Refusals refusals = new Refusals(Clock.fixed(NOON, ZoneOffset.UTC), new ManualTime());

    @Test
    void a_foreign_origin_is_compared_with_our_own_and_may_be_listed() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin https://evil.example is not http://localhost:8080"
                        + " (from Host); to let it in: bascule.origins=https://evil.example",
                seed().origin("https://evil.example"));
    }

    @Test
    void a_foreign_origin_may_be_listed_beside_those_on_the_list() {
        rules.origins(OriginPolicy.parse("https://a.example,https://b.example")).ownOrigins(true);

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin https://evil.example is neither"
                        + " http://localhost:8080 (from Host) nor one of https://a.example,https://b.example; to let it"
                        + " in: bascule.endpoint./echo.origins=https://a.example,https://b.example,https://evil.example",
                seed().origin("https://evil.example"));
    }

    @Test
    void an_origin_that_the_application_s_own_check_refuses_names_the_check() {
        rules.origins(new OriginPolicy.Checked(new NobodyComesIn()));

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin https://evil.example is refused by"
                        + " io.bascule.handshake.HandshakeRefusalTest$NobodyComesIn, which was told that this server is"
                        + " http://localhost:8080 (from Host); to let it in: have that check allow it",
                seed().origin("https://evil.example"));
    }

    private static final class NobodyComesIn implements OriginPolicy.Check {
        @Override
        public boolean allows(Origin page, Origin own) {
            return false;
        }
    }

    @Test
    void an_untrusted_proxy_is_named_and_may_be_trusted_when_that_helps() {
        proxies = TrustedProxies.parse("192.168.0.0/16");

        assertLogged(
                "WARNING Refused /echo from 10.0.0.3 with 403: Origin https://localhost:8080 is not http://localhost:8080"
                        + " (from Host; X-Forwarded-Proto=https came from 10.0.0.3, which is not in"
                        + " bascule.trustedProxies); to let it in: bascule.origins=https://localhost:8080, or, if 10.0.0.3"
                        + " is your proxy, bascule.trustedProxies=192.168.0.0/16,10.0.0.3",
                seed().from("10.0.0.3").with("X-Forwarded-Proto", "https").origin("https://localhost:8080"));
    }

    @Test
    void an_untrusted_proxy_is_not_to_be_trusted_when_that_would_not_help() {
        assertLogged(
                "WARNING Refused /echo from 10.0.0.3 with 403: Origin https://evil.example is not http://localhost:8080"
                        + " (from Host; X-Forwarded-Proto=https came from 10.0.0.3, which is not in"
                        + " bascule.trustedProxies); to let it in: bascule.origins=https://evil.example",
                seed().from("10.0.0.3").with("X-Forwarded-Proto", "https").origin("https://evil.example"));
    }

    @Test
    void a_client_behind_a_trusted_proxy_is_named_with_it() {
        proxies = TrustedProxies.parse("10.0.0.3");

        assertLogged(
                "WARNING Refused /echo from 203.0.113.9 through 10.0.0.3 with 403: Origin http://localhost:8080 is not"
                        + " https://localhost:8080 (from Host, and X-Forwarded-Proto=https of 10.0.0.3); to let it in:"
                        + " bascule.origins=http://localhost:8080",
                seed().from("10.0.0.3").with("X-Forwarded-Proto", "https").with("X-Forwarded-For", "203.0.113.9"));
    }

    @Test
    void contradicting_proxies_are_to_be_set_right() {
        proxies = TrustedProxies.parse("10.0.0.3");

        assertLogged(
                "WARNING Refused /echo from 10.0.0.3 with 403: Forwarded says that the scheme is http, X-Forwarded-* that"
                        + " it is https; to let it in: let the proxy 10.0.0.3 set either Forwarded or X-Forwarded-*, and"
                        + " remove what clients send of both",
                seed().from("10.0.0.3").with("X-Forwarded-Proto", "https").with("Forwarded", "proto=http"));
    }

    @Test
    void null_may_be_listed() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin null is not http://localhost:8080 (from Host); to"
                        + " let it in: bascule.origins=null",
                seed().origin("null"));
    }

    @Test
    void what_cannot_be_an_origin_cannot_be_listed() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin a/b cannot be read: 'a/b' has no scheme",
                seed().origin("a/b"));
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: there are 2 Origin headers, http://a and http://b",
                seed().with("Origin", "http://a", "http://b"));
    }

    @Test
    void a_missing_origin_need_not_be_required() {
        rules.requireOrigin(true);

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: there is no Origin, and one is"
                        + " required here; to let it in: bascule.endpoint./echo.requireOrigin=false",
                seed().without("Origin"));
    }

    @Test
    void another_name_of_this_server_may_be_listed() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Host app.example:81 is not one of localhost,127.0.0.1,[::1]"
                        + " in bascule.hosts; to let it in: bascule.hosts=localhost,127.0.0.1,[::1],app.example",
                seed().with("Host", "app.example:81"));
    }

    @Test
    void a_subprotocol_need_not_be_required() {
        rules.subprotocols(new Subprotocols(List.of("mqtt", "soap"), Subprotocols.Order.REQUIRED));

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 400: Sec-WebSocket-Protocol 'v10.stomp, v11.stomp' holds none"
                        + " of mqtt, soap; to let it in: bascule.endpoint./echo.subprotocols.order=client",
                seed());
    }

    @Test
    void a_malformed_handshake_is_said_to_be_one() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 400: Sec-WebSocket-Key is 'abc', not 16 bytes in base64",
                seed().with("Sec-WebSocket-Key", "abc"));
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 426: Sec-WebSocket-Version is '8' and '13', not 13",
                seed().with("Sec-WebSocket-Version", "8", "13"));
    }

    @Test
    void a_missing_endpoint_is_told_with_those_there_are() {
        try (var log = RecordedLog.of(Refusals.class)) {
            refused(seed().path("/ecko"));

            assertEquals(
                    List.of(
                            "WARNING Refused /ecko from 127.0.0.1 with 404: no endpoint has this path; below the context path"
                                    + " there are [/echo]"),
                    log.lines());
        }
    }

    @Test
    void an_interceptor_that_refuses_is_named() {
        rules.interceptors(List.of(new Closed()));

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: the interceptor " + Closed.class.getName() + " refused",
                seed());
    }

    @Test
    void what_a_client_sent_is_escaped_and_cut() {
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin x\\u000d\\u000aFAKE\\u00e9 cannot be read:"
                        + " 'x\\u000d\\u000aFAKE\\u00e9' has no scheme",
                seed().origin("x\r\nFAKE\u00e9"));
        var cut = "a".repeat(197) + "...";
        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin " + cut + " cannot be read: '" + cut
                        + "' has no scheme",
                seed().origin("a".repeat(10_000)));
    }

    @Test
    void the_path_is_escaped_too() {
        try (var log = RecordedLog.of(Refusals.class)) {
            refused(seed().path("/\u001b[31m{0}"));

            assertEquals(
                    List.of(
                            "WARNING Refused /\\u001b[31m{0} from 127.0.0.1 with 404: no endpoint has this path; below the context"
                                    + " path there are [/echo]"),
                    log.lines());
        }
    }

    /** Whoever knows it may use the session of an anonymous client. */
    @Test
    void the_id_of_a_sockjs_session_is_not_logged() {
        rules.sockJs(true);
        try (var log = RecordedLog.of(Refusals.class)) {
            refused(seed().path("/echo/000/secret/websocket").origin("https://evil.example"));

            assertEquals(
                    List.of(
                            "WARNING Refused /echo/000/*/websocket from 127.0.0.1 with 403: Origin https://evil.example is"
                                    + " not http://localhost:8080 (from Host); to let it in: bascule.origins=https://evil.example"),
                    log.lines());
        }
    }

    @Test
    void who_comes_in_is_not_logged() {
        try (var log = RecordedLog.of(Refusals.class)) {
            decide(seed().path("/echo"));

            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void the_client_is_told_no_setting() {
        assertEquals(
                "This page may not open a WebSocket here.\n",
                refused(seed().path("/echo").origin("https://evil.example")).body());
    }

    @Test
    void the_client_is_told_the_remedy_while_developing() {
        dev = true;

        assertEquals(
                "This page may not open a WebSocket here.\nbascule.origins=https://evil.example\n",
                refused(seed().path("/echo").origin("https://evil.example")).body());
        assertEquals("", refused(seed().path("/echo").method("POST")).body());
    }

    @Test
    void a_refusal_is_kept_with_all_that_is_known_of_it() {
        proxies = TrustedProxies.parse("10.0.0.3");
        refused(seed().path("/echo")
                .from("10.0.0.3")
                .with("X-Forwarded-For", "203.0.113.9")
                .origin("https://evil.example"));

        assertEquals(
                List.of(new Refusal(
                        NOON,
                        "203.0.113.9",
                        "10.0.0.3",
                        "/echo",
                        "/echo",
                        Step.ORIGIN,
                        403,
                        "Origin https://evil.example is not http://localhost:8080 (from Host)",
                        "bascule.origins=https://evil.example")),
                refusals.last());
    }

    @Test
    void a_refusal_names_the_template_of_the_endpoint_that_was_asked_for() {
        rules = EndpointRules.at("/rooms/{room}", Object.class);
        refused(seed().path("/rooms/kitchen").without("Upgrade"));

        assertEquals("/rooms/kitchen", refusals.last().get(0).path());
        assertEquals("/rooms/{room}", refusals.last().get(0).endpoint());
        assertEquals("", refusals.last().get(0).proxy());
    }

    @Test
    void a_refusal_says_at_which_step_it_was() {
        rules.interceptors(List.of(new Closed()));
        refused(seed().path("/nowhere"));
        refused(seed().path("/echo").method("POST"));
        refused(seed().path("/echo").with("Host", "evil.example"));
        refused(seed().path("/echo").origin("null"));
        refused(seed().path("/echo"));
        proxies = TrustedProxies.parse("127.0.0.1");
        refused(seed().path("/echo").with("Forwarded", "="));

        assertEquals(
                List.of(Step.PATH, Step.REQUEST, Step.HOST, Step.ORIGIN, Step.APPLICATION, Step.PROXY),
                refusals.last().stream().map(Refusal::step).toList());
    }

    @Test
    void who_finds_no_room_is_a_line_that_names_the_setting() {
        places = KeptPlace.one(new ManualTime());
        KeptPlace.of(places);

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 503: all 1 connections are in use (bascule.connections); to let"
                        + " it in: a bascule.connections above 1",
                seed());
        assertEquals(Step.LIMIT, refusals.last().get(0).step());
    }

    @Test
    void a_user_with_too_many_connections_is_refused_at_the_limit_too() {
        places = new Places(new Places.Limits(100, 100, 1), new ManualTime());
        decide(seed().path("/echo").by(() -> "fabrice"));

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 429: user fabrice already has 1 (bascule.connections.perUser);"
                        + " to let it in: a bascule.connections.perUser above 1",
                seed().by(() -> "fabrice"));
        assertEquals(Step.LIMIT, refusals.last().get(0).step());
    }

    @Test
    void what_a_client_sent_is_kept_escaped_and_cut() {
        refused(seed().path("/" + "\u00e4".repeat(10_000)));
        refused(seed().path("/echo").with("Connection", "\r\n".repeat(5_000), "b".repeat(10_000)));

        assertEquals(
                "/" + "\\u00e4".repeat(32) + "\\u00...", refusals.last().get(0).path());
        assertEquals(
                "Connection is '" + "\\u000d\\u000a".repeat(16) + "\\u00..., and does not hold upgrade",
                refusals.last().get(1).reason());
    }

    @Test
    void who_comes_in_is_not_kept() {
        decide(seed().path("/echo"));

        assertEquals(List.of(), refusals.last());
    }

    @Test
    void origins_that_code_has_decided_are_changed_in_code() {
        rules.fromCode().origins(OriginPolicy.parse("https://a.example"));

        assertLogged(
                "WARNING Refused /echo from 127.0.0.1 with 403: Origin https://evil.example is neither"
                        + " http://localhost:8080 (from Host) nor one of https://a.example; to let it in:"
                        + " origins=https://a.example,https://evil.example in the code that registers /echo, which goes"
                        + " before all settings",
                seed().origin("https://evil.example"));
    }

    @Test
    void what_code_requires_is_changed_in_code() {
        rules.fromCode()
                .requireOrigin(true)
                .subprotocols(new Subprotocols(List.of("v12.stomp"), Subprotocols.Order.REQUIRED));
        refused(seed().path("/echo").without("Origin"));
        refused(seed().path("/echo"));

        assertEquals(
                List.of(
                        "requireOrigin=false in the code that registers /echo, which goes before all settings",
                        "subprotocols.order=client in the code that registers /echo, which goes before all settings"),
                refusals.last().stream().map(Refusal::remedy).toList());
    }

    @Test
    void what_was_decided_before_is_changed_in_settings_whatever_else_code_decides() {
        rules.origins(OriginPolicy.parse("https://a.example"))
                .ownOrigins(true)
                .fromCode()
                .requireOrigin(false);
        refused(seed().path("/echo").origin("https://evil.example"));

        assertEquals(
                "bascule.endpoint./echo.origins=https://a.example,https://evil.example",
                refusals.last().get(0).remedy());
    }

    private static final class Closed implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, java.util.Map<String, Object> attributes) {
            return new Refuse();
        }
    }

    private void assertLogged(String line, RequestBuilder request) {
        try (var log = RecordedLog.of(Refusals.class)) {
            refused(request.path("/echo"));

            assertEquals(List.of(line), log.lines());
        }
    }

    private Refused refused(RequestBuilder request) {
        return (Refused) decide(request);
    }

    private HandshakeOutcome decide(RequestBuilder request) {
        var endpoints = new EndpointTable();
        endpoints.add(rules.build());
        return new HandshakePolicy(endpoints, proxies, AllowedHosts.LOOPBACK, places, refusals, dev)
                .decide(request.build())
                .orElseThrow();
    }
}
