package io.bascule.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The opening handshake (RFC 6455 section 4.2) with the settings as they come: the same on every server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static UpgradeRequest request() {
        return server.upgrade("/echo");
    }

    private static void accepted(UpgradeRequest request) throws IOException {
        try (var webSocket = RawWebSocket.open(server.port(), request)) {
            webSocket.text("Hello");
            webSocket.expectText("Hello");
        }
    }

    /** Refused with {@code status}, and the one line in the log has {@code inLog}. */
    private static RawHttp.Answer refused(int status, UpgradeRequest request, String... inLog) throws IOException {
        try (var log = new CapturedLog()) {
            var answer = Refusal.of(server.port(), request, status);
            Refusal.assertOneWarning(log, inLog);
            return answer;
        }
    }

    @Test
    void a_right_handshake_is_answered_with_the_accept_of_its_key() throws Exception {
        try (var webSocket = RawWebSocket.open(server.port(), request())) {
            assertEquals(UpgradeRequest.ACCEPT, webSocket.answer().header("Sec-WebSocket-Accept"));
        }
    }

    @Test
    void nothing_but_the_handshake_stands_in_the_answer() throws Exception {
        try (var webSocket = RawWebSocket.open(server.port(), request())) {
            assertEquals(
                    List.of("Connection", "Sec-WebSocket-Accept", "Upgrade"),
                    webSocket.answer().headers().keySet().stream()
                            .filter(name -> !name.equals("Date"))
                            .toList());
        }
    }

    @Test
    void a_refusal_says_when_it_was_and_what_its_text_is() throws Exception {
        var answer = refused(400, request().without("Sec-WebSocket-Key"), "Sec-WebSocket-Key");
        assertEquals("text/plain;charset=utf-8", answer.header("Content-Type"));
        assertTrue(answer.header("Date").endsWith("GMT"), answer::toString);
    }

    @Test
    void the_own_origin_is_let_in() throws Exception {
        accepted(request().with("Origin: http://127.0.0.1:" + server.port()));
    }

    @Test
    void the_own_origin_is_let_in_whatever_the_case_of_its_host() throws Exception {
        accepted(request()
                .replacing("Host: localhost:" + server.port())
                .with("Origin: HTTP://LOCALHOST:" + server.port()));
    }

    @Test
    void the_own_origin_is_let_in_with_and_without_the_default_port() throws Exception {
        accepted(request().replacing("Host: localhost").with("Origin: http://localhost:80"));
        accepted(request().replacing("Host: localhost:80").with("Origin: http://localhost"));
    }

    @Test
    void a_client_without_an_origin_is_let_in() throws Exception {
        accepted(request().without("Origin"));
    }

    @Test
    void connection_may_list_upgrade_among_others() throws Exception {
        accepted(request().replacing("Connection: keep-alive, UPGRADE"));
    }

    @Test
    void connection_may_come_in_two_lines() throws Exception {
        accepted(request().replacing("Connection: keep-alive").with("Connection: upgrade"));
    }

    @Test
    void upgrade_may_be_in_any_case() throws Exception {
        accepted(request().replacing("upgrade: WebSocket"));
    }

    @Test
    void a_query_is_let_through() throws Exception {
        accepted(request().asking("GET " + server.at("/echo?a=%31&b") + " HTTP/1.1"));
    }

    @Test
    void a_target_in_absolute_form_is_let_in() throws Exception {
        accepted(request().asking("GET http://127.0.0.1:" + server.port() + server.at("/echo") + " HTTP/1.1"));
    }

    /** RFC 6455 section 4.1: a client must wait for the answer; one that does not must still not be misread. */
    @Test
    void a_frame_that_comes_with_the_handshake_is_read_before_those_behind_it() throws Exception {
        var head = request().text().replace("\n", "\r\n").getBytes(UTF_8);
        var early = WebSocketFrame.text("early").masked();
        var both = ByteBuffer.allocate(head.length + early.length).put(head).put(early);
        try (var http = RawHttp.connect(server.port())) {
            http.send(both.array());
            assertEquals(101, http.answer().status());
            http.send(WebSocketFrame.text("later").masked());
            var echoed = http.socket().read(14, "both echoes");
            assertEquals("early", new String(echoed, 2, 5, UTF_8));
            assertEquals("later", new String(echoed, 9, 5, UTF_8));
        }
    }

    @Test
    void post_is_answered_405_with_allow_and_no_body() throws Exception {
        var answer = refused(405, request().asking("POST " + server.at("/echo") + " HTTP/1.1"));
        assertEquals("GET", answer.header("Allow"));
        assertEquals("", answer.body());
        assertEquals(List.of(), answer.lines("Content-Type"));
    }

    @Test
    void post_with_a_body_is_answered_405() throws Exception {
        var post = request().asking("POST " + server.at("/echo") + " HTTP/1.1").with("Content-Length: 3");
        try (var log = new CapturedLog()) {
            Refusal.of(server.port(), post.text() + "abc", 405);
            Refusal.assertOneWarning(log);
        }
    }

    @Test
    void every_other_method_is_answered_405() throws Exception {
        for (var method : List.of("PUT", "DELETE", "OPTIONS", "PATCH", "BREW")) {
            refused(405, request().asking(method + " " + server.at("/echo") + " HTTP/1.1"));
        }
    }

    @Test
    void without_upgrade_it_is_answered_400() throws Exception {
        refused(400, request().without("Upgrade"));
    }

    @Test
    void an_upgrade_to_something_else_is_answered_400() throws Exception {
        refused(400, request().replacing("Upgrade: h2c"));
    }

    @Test
    void an_upgrade_to_one_of_several_is_answered_400() throws Exception {
        refused(400, request().replacing("Upgrade: foo, websocket"));
    }

    @Test
    void without_connection_it_is_answered_400() throws Exception {
        refused(400, request().without("Connection"));
    }

    @Test
    void a_connection_that_closes_is_answered_400() throws Exception {
        refused(400, request().replacing("Connection: close"));
    }

    @Test
    void without_a_key_it_is_answered_400() throws Exception {
        refused(400, request().without("Sec-WebSocket-Key"));
    }

    @Test
    void a_key_of_three_characters_is_answered_400() throws Exception {
        refused(400, request().replacing("Sec-WebSocket-Key: abc"));
    }

    @Test
    void a_key_of_fifteen_bytes_is_answered_400() throws Exception {
        refused(400, request().replacing("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j"));
    }

    @Test
    void a_key_that_is_no_base64_is_answered_400() throws Exception {
        refused(400, request().replacing("Sec-WebSocket-Key: dGhlIHNhbXBs!SBub25jZQ=="));
    }

    @Test
    void http_1_0_is_answered_400() throws Exception {
        refused(400, request().asking("GET " + server.at("/echo") + " HTTP/1.0"));
    }

    @Test
    void version_12_is_answered_426_with_the_version_that_is_spoken() throws Exception {
        var answer = refused(426, request().replacing("Sec-WebSocket-Version: 12"));
        assertEquals("13", answer.header("Sec-WebSocket-Version"));
    }

    @Test
    void version_8_is_answered_426() throws Exception {
        refused(426, request().replacing("Sec-WebSocket-Version: 8"));
    }

    @Test
    void without_a_version_it_is_answered_426() throws Exception {
        refused(426, request().without("Sec-WebSocket-Version"));
    }

    @Test
    void a_foreign_host_is_answered_403() throws Exception {
        refused(403, request().with("Origin: http://evil.example"), "http://evil.example", "origins");
    }

    @Test
    void another_port_is_a_foreign_origin() throws Exception {
        refused(403, request().with("Origin: http://127.0.0.1:1"), "http://127.0.0.1:1", "origins");
    }

    @Test
    void another_scheme_is_a_foreign_origin() throws Exception {
        refused(403, request().with("Origin: https://127.0.0.1:" + server.port()), "https://127.0.0.1", "origins");
    }

    @Test
    void the_origin_null_is_answered_403() throws Exception {
        refused(403, request().with("Origin: null"), "origins");
    }

    @Test
    void an_empty_origin_is_answered_403() throws Exception {
        refused(403, request().with("Origin: "), "Origin");
    }

    @Test
    void an_origin_that_is_no_origin_is_answered_403() throws Exception {
        refused(403, request().with("Origin: 127.0.0.1:" + server.port()));
        refused(403, request().with("Origin: http://"));
        refused(403, request().with("Origin: http://[::1"));
    }

    @Test
    void two_origins_are_answered_403() throws Exception {
        var own = "Origin: http://127.0.0.1:" + server.port();
        refused(403, request().with(own).with(own));
    }

    @Test
    void a_host_name_that_the_loopback_does_not_have_is_refused() throws Exception {
        refused(403, request().replacing("Host: evil.example:" + server.port()), "evil.example", "hosts");
    }

    @Test
    void what_the_client_sent_is_escaped_and_cut_in_the_log() throws Exception {
        try (var log = new CapturedLog()) {
            Refusal.of(server.port(), request().with("Origin: http://\u00e4\u001b[31m" + "x".repeat(3000)), 403);
            Refusal.assertOneWarning(log);
            var line = log.warnings().get(0);
            assertEquals(line, line.replaceAll("[^ -~]", "?"));
            assertFalse(line.contains("x".repeat(201)));
        }
    }

    @Test
    void the_server_still_serves_after_refusals() throws Exception {
        refused(403, request().with("Origin: null"));
        accepted(request());
    }
}
