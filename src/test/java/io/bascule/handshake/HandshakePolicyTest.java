package io.bascule.handshake;

import static io.bascule.handshake.RequestBuilder.FABRICE;
import static io.bascule.handshake.RequestBuilder.seed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.bascule.handshake.HandshakeInterceptor.GoOn;
import io.bascule.handshake.HandshakeInterceptor.Refuse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of the opening handshake, line by line, and the order of its checks. */
class HandshakePolicyTest {
    private final Door door = new Door();

    // What comes in

    @Test
    void the_seeds_request_comes_in_and_speaks_stomp_1_0() {
        var accepted = door.accepted(seed());

        assertEquals("v10.stomp", accepted.handshake().subprotocol());
        assertEquals("/portfolio", accepted.handshake().endpoint());
        assertSame(Door.Portfolio.class, accepted.rules().endpoint());
        assertEquals("127.0.0.1", accepted.clientAddress());
        assertEquals(Optional.empty(), accepted.handshake().principal());
        assertEquals(Map.of(), accepted.handshake().attributes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade | WebSocket",
                "Upgrade | WEBSOCKET",
                "Connection | upgrade",
                "Connection | UPGRADE",
                "Connection | keep-alive, Upgrade",
                "Connection | Upgrade,keep-alive"
            })
    void upgrade_and_connection_are_read_in_any_case_and_connection_in_a_list(String name, String value) {
        door.accepted(seed().with(name, value));
    }

    @Test
    void connection_may_be_two_lines() {
        door.accepted(seed().with("Connection", "keep-alive", "Upgrade"));
    }

    @Test
    void values_of_the_path_are_handed_on() {
        door.rules = EndpointRules.at("/rooms/{room}", Door.Portfolio.class);

        assertEquals(
                Map.of("room", "a b"),
                door.accepted(seed().path("/rooms/a%20b")).handshake().pathParameters());
    }

    // What goes on to the servlets

    @Test
    void a_plain_request_for_another_path_goes_on() {
        assertEquals(Optional.empty(), door.decide(plain().path("/index.html")));
        assertEquals(Optional.empty(), door.decide(plain().method("POST").path("/login")));
    }

    @Test
    void an_upgrade_to_another_protocol_at_another_path_goes_on() {
        assertEquals(
                Optional.empty(), door.decide(plain().with("Upgrade", "h2c").path("/index.html")));
    }

    // No endpoint

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/portfolio/", "/%70ortfolio", "/portfolio;x=1", "//portfolio", "/Portfolio"})
    void an_upgrade_to_a_path_without_endpoint_is_404(String path) {
        assertEquals(404, door.refused(seed().path(path)).status());
    }

    @Test
    void whatever_a_container_might_upgrade_is_404_without_endpoint() {
        assertEquals(
                404,
                door.refused(plain().path("/x").with("Upgrade", "foo, websocket"))
                        .status());
        assertEquals(
                404,
                door.refused(plain().path("/x").with("Upgrade", "foo", "WebSocket/13"))
                        .status());
        assertEquals(
                404,
                door.refused(plain().path("/x")
                                .with("Upgrade", "h2c")
                                .with("Sec-WebSocket-Key", "Uc9l9TMkWGbHFD2qnFHltg=="))
                        .status());
        assertEquals(404, door.refused(plain().path("/x").method("CONNECT")).status());
    }

    // RFC 6455 section 4.2.1

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "CONNECT", "get", ""})
    void a_method_other_than_get_is_405_with_allow_and_no_body(String method) {
        var refused = door.refused(seed().method(method));

        assertEquals(405, refused.status());
        assertEquals(Map.of("Allow", "GET"), refused.headers());
        assertEquals("", refused.body());
    }

    @Test
    void a_plain_post_to_an_endpoint_is_405_too() {
        assertEquals(405, door.refused(plain().method("POST")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/2.0", ""})
    void a_protocol_other_than_http_1_1_is_400(String protocol) {
        assertEquals(400, door.refused(seed().protocol(protocol)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Content-Length: x", "Transfer-Encoding: chunked"})
    void a_handshake_with_a_body_is_400(String line) {
        var header = line.split(": ", 2);
        var refused = door.refused(seed().with(header[0], header[1]));

        assertEquals(400, refused.status());
        assertEquals("An opening handshake has no body.\n", refused.body());
    }

    @Test
    void a_second_length_that_is_not_0_is_400() {
        assertEquals(400, door.refused(seed().with("Content-Length", "0", "4")).status());
    }

    @Test
    void a_handshake_that_says_it_has_no_body_is_accepted() {
        door.accepted(seed().with("Content-Length", "0"));
    }

    @Test
    void a_plain_get_of_an_endpoint_is_400() {
        var refused = door.refused(plain());

        assertEquals(400, refused.status());
        assertEquals("Here is a WebSocket; send Upgrade: websocket.\n", refused.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "h2c", "foo, websocket", "websocket, foo", "websocket/13", "web socket", "websoc\u212aet"})
    void an_upgrade_that_is_not_the_one_token_websocket_is_400(String upgrade) {
        assertEquals(400, door.refused(seed().with("Upgrade", upgrade)).status());
    }

    @Test
    void two_upgrade_headers_are_400() {
        assertEquals(
                400,
                door.refused(seed().with("Upgrade", "websocket", "websocket")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "close", "keep-alive", "upgraded", "Upgrade keep-alive"})
    void a_connection_without_upgrade_is_400(String connection) {
        assertEquals(400, door.refused(seed().with("Connection", connection)).status());
    }

    @Test
    void no_connection_header_is_400() {
        assertEquals(400, door.refused(seed().without("Connection")).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "Uc9l9TMkWGbHFD2qnFHltg",
                "Uc9l9TMkWGbHFD2qnFHl",
                "Uc9l9TMkWGbHFD2qnFHltgAA",
                "Uc9l9TMkWGbHFD2qnFHltgA=",
                "Uc9l9TMkWGbHFD2qnFHl-_==",
                "Uc9l9TMkWGbHFD2qn Hltg==",
                "Uc9l9TMkWGbHFD2qnFHltg==Uc9l9TMkWGbHFD2qnFHltg=="
            })
    void a_key_that_is_not_16_bytes_in_base64_is_400(String key) {
        assertEquals(400, door.refused(seed().with("Sec-WebSocket-Key", key)).status());
    }

    @Test
    void no_key_or_two_keys_are_400() {
        var key = "Uc9l9TMkWGbHFD2qnFHltg==";

        assertEquals(400, door.refused(seed().without("Sec-WebSocket-Key")).status());
        assertEquals(
                400, door.refused(seed().with("Sec-WebSocket-Key", key, key)).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "local host", "localhost:", "localhost:x", "me@localhost", "http://localhost", "[::1", "a,b"
            })
    void a_host_that_cannot_be_read_is_400(String host) {
        assertEquals(400, door.refused(seed().with("Host", host)).status());
    }

    @Test
    void no_host_or_two_hosts_are_400() {
        assertEquals(400, door.refused(seed().without("Host")).status());
        assertEquals(
                400, door.refused(seed().with("Host", "localhost", "localhost")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "8", "", "013", "13, 8"})
    void a_version_other_than_13_is_426_with_the_version_spoken(String version) {
        var refused = door.refused(seed().with("Sec-WebSocket-Version", version));

        assertEquals(426, refused.status());
        assertEquals("13", refused.headers().get("Sec-WebSocket-Version"));
    }

    @Test
    void no_version_or_two_versions_are_426() {
        assertEquals(426, door.refused(seed().without("Sec-WebSocket-Version")).status());
        assertEquals(
                426,
                door.refused(seed().with("Sec-WebSocket-Version", "13", "13")).status());
    }

    // Host and proxies

    @Test
    void a_name_this_server_does_not_answer_to_is_403_even_when_the_origin_is_the_same() {
        assertEquals(
                403,
                door.refused(seed().with("Host", "evil.example:8080").origin("http://evil.example:8080"))
                        .status());
    }

    @Test
    void a_forwarded_host_does_not_stand_for_the_host_header() {
        door.proxies = TrustedProxies.parse("127.0.0.1");

        assertEquals(
                403,
                door.refused(seed().with("Host", "evil.example")
                                .with("X-Forwarded-Host", "localhost")
                                .origin("http://localhost"))
                        .status());
    }

    @Test
    void every_name_is_answered_to_where_hosts_is_a_star() {
        door.hosts = AllowedHosts.ANY;

        door.accepted(seed().with("Host", "app.example").origin("http://app.example"));
    }

    @Test
    void contradicting_headers_of_a_trusted_proxy_are_403() {
        door.proxies = TrustedProxies.parse("127.0.0.1");

        assertEquals(
                403,
                door.refused(seed().with("Forwarded", "proto=http").with("X-Forwarded-Proto", "https"))
                        .status());
    }

    @Test
    void contradicting_headers_of_a_stranger_change_nothing() {
        door.accepted(seed().with("Forwarded", "proto=http").with("X-Forwarded-Proto", "https"));
    }

    @Test
    void the_page_behind_a_trusted_tls_proxy_comes_in() {
        door.proxies = TrustedProxies.parse("10.0.0.0/8");
        var accepted = door.accepted(seed().from("10.0.0.3")
                .with("X-Forwarded-For", "203.0.113.9")
                .with("X-Forwarded-Proto", "wss")
                .with("X-Forwarded-Host", "app.example")
                .origin("https://app.example"));

        assertEquals("203.0.113.9", accepted.clientAddress());
    }

    @Test
    void the_same_page_stays_outside_while_the_proxy_is_not_trusted() {
        assertEquals(
                403,
                door.refused(seed().from("10.0.0.3")
                                .with("X-Forwarded-Proto", "https")
                                .with("X-Forwarded-Host", "app.example")
                                .origin("https://app.example"))
                        .status());
    }

    // Subprotocol

    @Test
    void subprotocols_of_all_header_lines_count() {
        assertEquals(
                "v11.stomp",
                door.accepted(seed().with("Sec-WebSocket-Protocol", "v9.foo", "v11.stomp"))
                        .handshake()
                        .subprotocol());
    }

    @Test
    void a_subprotocol_is_answered_in_the_clients_spelling() {
        assertEquals(
                "V12.STOMP",
                door.accepted(seed().with("Sec-WebSocket-Protocol", "V12.STOMP, v11.stomp"))
                        .handshake()
                        .subprotocol());
    }

    @Test
    void no_subprotocol_that_fits_is_none_and_no_refusal() {
        assertEquals(
                "",
                door.accepted(seed().with("Sec-WebSocket-Protocol", "mqtt"))
                        .handshake()
                        .subprotocol());
        assertEquals(
                "",
                door.accepted(seed().without("Sec-WebSocket-Protocol"))
                        .handshake()
                        .subprotocol());
    }

    @Test
    void the_servers_order_decides_where_it_is_set() {
        door.rules.subprotocols(new Subprotocols(Door.STOMP, Subprotocols.Order.SERVER));

        assertEquals("v11.stomp", door.accepted(seed()).handshake().subprotocol());
    }

    @Test
    void no_subprotocol_that_fits_is_400_where_one_is_required() {
        door.rules.subprotocols(new Subprotocols(Door.STOMP, Subprotocols.Order.REQUIRED));

        assertEquals(
                400, door.refused(seed().with("Sec-WebSocket-Protocol", "mqtt")).status());
        assertEquals("v10.stomp", door.accepted(seed()).handshake().subprotocol());
    }

    @Test
    void an_endpoint_without_subprotocols_can_require_none() {
        door.rules.subprotocols(new Subprotocols(List.of(), Subprotocols.Order.REQUIRED));

        door.accepted(seed());
    }

    @Test
    void the_application_can_choose_the_subprotocol() {
        door.rules.chooser((request, offered, mine) -> offered.get(1));

        assertEquals("v11.stomp", door.accepted(seed()).handshake().subprotocol());
    }

    @Test
    void a_choice_the_client_did_not_offer_is_500() {
        door.rules.chooser((request, offered, mine) -> "v12.stomp");

        assertEquals(500, door.refused(seed()).status());
    }

    // Principal and attributes

    @Test
    void the_containers_principal_is_taken_over() {
        assertEquals(
                Optional.of(FABRICE),
                door.accepted(seed().by(FABRICE)).handshake().principal());
    }

    @Test
    void the_application_can_say_who_the_client_is_from_the_attributes() {
        door.rules
                .sessionAttributes(SessionAttributes.names("user"))
                .principals((request, attributes) -> Optional.of(() -> "session " + attributes.get("user")));

        assertEquals(
                "session fabrice",
                door.accepted(RequestBuilder.withUser())
                        .handshake()
                        .principal()
                        .orElseThrow()
                        .getName());
    }

    @Test
    void a_resolver_that_fails_is_500_without_text() {
        door.rules.principals((request, attributes) -> {
            throw new IllegalStateException("database down");
        });
        var refused = door.refused(seed());

        assertEquals(500, refused.status());
        assertEquals("", refused.body());
    }

    @Test
    void an_interceptors_attribute_wins_over_a_copied_one() {
        door.rules.sessionAttributes(SessionAttributes.all()).interceptors(List.of((request, attributes) -> {
            attributes.put("user", "paulson");
            return new GoOn();
        }));

        assertEquals(
                Map.of("user", "paulson"),
                door.accepted(RequestBuilder.withUser()).handshake().attributes());
    }

    @Test
    void no_session_is_made_for_a_client_that_is_refused() {
        var session = new FakeHttpSession();
        session.exists = false;
        door.rules.sessionAttributes(SessionAttributes.all().creating()).interceptors(List.of((r, a) -> new Refuse()));
        door.refused(seed().httpSession(session));

        assertFalse(session.exists);
    }

    // The order of the checks: each request is wrong in every later way too

    @Test
    void the_checks_come_in_the_stated_order() {
        door.proxies = TrustedProxies.parse("127.0.0.1");
        door.rules
                .requireOrigin(true)
                .interceptors(List.of((request, attributes) -> new Refuse(418)))
                .subprotocols(new Subprotocols(List.of("mqtt"), Subprotocols.Order.REQUIRED));
        var request = seed().path("/nothing")
                .method("POST")
                .protocol("HTTP/1.0")
                .with("Upgrade", "foo, websocket")
                .without("Connection")
                .without("Sec-WebSocket-Key")
                .without("Host")
                .without("Sec-WebSocket-Version")
                .with("X-Forwarded-Proto", "gopher")
                .origin("null");

        assertEquals(
                "no endpoint has this path; below the context path there are [/portfolio]",
                door.refused(request).why());
        assertEquals(
                "the method is POST, not GET",
                door.refused(request.path("/portfolio")).why());
        assertEquals(
                "the protocol is HTTP/1.0, not HTTP/1.1",
                door.refused(request.method("GET")).why());
        assertEquals(
                "Upgrade is 'foo, websocket', not websocket",
                door.refused(request.protocol("HTTP/1.1")).why());
        assertEquals(
                "Connection is missing, and does not hold upgrade",
                door.refused(request.with("Upgrade", "websocket")).why());
        assertEquals(
                "Sec-WebSocket-Key is missing, not 16 bytes in base64",
                door.refused(request.with("Connection", "upgrade")).why());
        assertEquals(
                "Host is missing, not one host",
                door.refused(request.with("Sec-WebSocket-Key", "Uc9l9TMkWGbHFD2qnFHltg=="))
                        .why());
        assertEquals(
                "Sec-WebSocket-Version is missing, not 13",
                door.refused(request.with("Host", "evil.example")).why());
        assertEquals(
                "Host evil.example is not one of localhost,127.0.0.1,[::1] in bascule.hosts",
                door.refused(request.with("Sec-WebSocket-Version", "13")).why());
        assertEquals(
                "X-Forwarded-Proto=gopher is neither http nor https",
                door.refused(request.with("Host", "localhost:8080")).why());
        assertEquals(403, door.refused(request.without("X-Forwarded-Proto")).status());
        assertEquals(
                "there is no Origin, and one is required here",
                door.refused(request.without("Origin")).why());
        assertEquals(418, door.refused(request.origin("http://localhost:8080")).status());
        door.rules.interceptors(List.of());
        assertEquals(
                "Sec-WebSocket-Protocol 'v10.stomp, v11.stomp' holds none of mqtt",
                door.refused(request).why());
        door.rules.subprotocols(new Subprotocols(List.of(), Subprotocols.Order.CLIENT));
        door.accepted(request);
    }

    private static RequestBuilder plain() {
        return seed().without("Upgrade")
                .with("Connection", "keep-alive")
                .without("Sec-WebSocket-Key")
                .without("Sec-WebSocket-Version")
                .without("Sec-WebSocket-Protocol");
    }
}
