package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.Ended;
import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many clients the standalone server takes, and what the others are told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionLimitsIT {
    private static ServerUnderTest start(Map<String, String> settings) throws IOException {
        return ServerUnderTest.startTestEndpoints(settings);
    }

    private static RawHttp.Answer ask(ServerUnderTest server, UpgradeRequest request) throws IOException {
        return RawHttp.ask(server.port(), request.text());
    }

    @Test
    void one_connection_too_many_is_refused_with_503_and_let_in_when_another_has_gone() throws Exception {
        try (var server = start(Map.of("connections", "2"));
                var first = server.open("/echo");
                var second = server.open("/echo")) {
            var answer = ask(server, server.upgrade("/echo"));
            assertEquals(503, answer.status());
            assertEquals("10", answer.header("Retry-After"));
            assertEquals("This server has no room for more connections now.\n", answer.body());
            second.text("still there?");
            second.expectText("still there?");
            first.close();
            assertTrue(Poll.until(() -> ask(server, server.upgrade("/echo")).status() == 101));
        }
    }

    @Test
    void too_many_from_one_address_are_refused_with_429_where_others_come_in() throws Exception {
        try (var server = start(Map.of("connections.perAddress", "1", "trustedProxies", "127.0.0.1"));
                var first = open(server, "2001:db8::1")) {
            var answer = ask(server, server.upgrade("/echo").with("X-Forwarded-For: 2001:db8::2"));
            assertEquals(429, answer.status());
            assertEquals("10", answer.header("Retry-After"));
            assertEquals("There are too many connections from this address.\n", answer.body());
            open(server, "2001:db8:1::1").close();
            first.text("still there?");
            first.expectText("still there?");
        }
    }

    @Test
    void sockjs_sessions_of_an_address_count_as_its_connections() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("connections.perAddress", "2"))) {
            for (var session : List.of("first", "second")) {
                assertEquals("o\n", poll(server, session).body());
            }
            var answer = poll(server, "third");
            assertEquals(429, answer.status());
            assertEquals("10", answer.header("Retry-After"));
            assertEquals("There are too many connections from this address.\n", answer.body());
        }
    }

    private static RawHttp.Answer poll(ServerUnderTest server, String session) throws IOException {
        return FormPost.send(server, "/portfolio/000/" + session + "/xhr", "");
    }

    private static RawWebSocket open(ServerUnderTest server, String client) throws IOException {
        return RawWebSocket.open(server.port(), server.upgrade("/echo").with("X-Forwarded-For: " + client));
    }

    @Test
    void who_is_refused_is_a_line_in_the_log_that_names_the_setting() throws Exception {
        try (var log = new CapturedLog();
                var server = start(Map.of("connections", "1"));
                var first = server.open("/echo")) {
            assertEquals(503, ask(server, server.upgrade("/echo")).status());
            assertEquals(
                    List.of(
                            "Refused /echo from 127.0.0.1 with 503: all 1 connections are in use (bascule.connections); to let"
                                    + " it in: a bascule.connections above 1"),
                    log.warnings());
        }
    }

    @Test
    void a_refused_handshake_takes_no_place() throws Exception {
        try (var server = start(Map.of("connections", "1"))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        403,
                        ask(server, server.upgrade("/echo").with("Origin: http://evil.example"))
                                .status());
            }
            server.open("/echo").close();
        }
    }

    @Test
    void tcp_connections_beyond_all_that_may_be_are_closed_at_once() throws Exception {
        var sockets = new ArrayList<RawHttp>();
        try (var log = new CapturedLog();
                var server = start(Map.of("connections", "1", "http.connections", "2"))) {
            for (int i = 0; i < 3; i++) {
                sockets.add(RawHttp.connect(server.port()));
                assertEquals(404, get(server, sockets.get(i)));
            }
            try (var more = RawHttp.connect(server.port())) {
                more.expectEnd();
            }
            assertEquals(
                    List.of(
                            "A TCP connection from 127.0.0.1 is closed at once: all 3 are in use (bascule.connections, and"
                                    + " bascule.http.connections beside them)"),
                    log.warnings());
            assertEquals(404, get(server, sockets.get(2)));
            sockets.get(0).close();
            assertTrue(Poll.until(() -> isServed(server)));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static boolean isServed(ServerUnderTest server) throws IOException {
        try (var http = RawHttp.connect(server.port())) {
            return get(server, http) == 404;
        } catch (Ended | IOException closed) {
            return false;
        }
    }

    private static int get(ServerUnderTest server, RawHttp http) throws IOException {
        http.send("GET " + server.at("/nothing") + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n");
        return http.answer().status();
    }
}
