package io.bascule.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the port answers to HTTP that is no handshake, well-formed or not (RFC 9112). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n";
    }

    /** Sends what is no request; the server may answer 4xx, tells nothing, and ends the connection. */
    private static void answeredAtMostWithAnError(byte[] bytes) throws IOException {
        try (var socket = RawSocket.connect(server.port())) {
            try {
                socket.send(bytes);
                socket.endSending();
            } catch (IOException refused) {
                // closed before all was sent, as it should be
            }
            var answer = new String(socket.rest("the end"), US_ASCII);
            assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (4..|505) .*"), answer);
            assertFalse(answer.matches("(?s).*(Grizzly|Exception|glassfish|\tat ).*"), answer);
        }
    }

    @Test
    void the_page_is_served_with_a_strict_policy() throws Exception {
        var answer = RawHttp.ask(server.port(), get("/bascule/"));
        assertEquals(200, answer.status(), answer::toString);
        assertTrue(answer.header("Content-Type").startsWith("text/html"), answer::toString);
        assertTrue(answer.header("Content-Security-Policy").contains("default-src 'self'"), answer::toString);
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    }

    @Test
    void the_context_path_without_its_slash_leads_to_the_page() throws Exception {
        var answer = RawHttp.ask(server.port(), get("/bascule"));
        assertTrue(answer.status() == 301 || answer.status() == 302 || answer.status() == 308, answer::toString);
        assertTrue(answer.header("Location").endsWith("/bascule/"), answer::toString);
    }

    @Test
    void the_server_does_not_say_what_it_is_made_of() throws Exception {
        var answer = RawHttp.ask(server.port(), get("/bascule/"));
        assertFalse(answer.headers().toString().matches("(?i).*(grizzly|tyrus|glassfish|java).*"), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bascule/%ff", "/bascule/echo%C0%AF", "/bascule/a\u0000b"})
    void a_path_that_is_no_text_is_400(String target) throws Exception {
        assertEquals(400, RawHttp.ask(server.port(), get(target)).status());
    }

    /** Or clients that nobody knows fill the memory with them. */
    @Test
    void bodies_that_do_not_end_have_a_bounded_share_of_the_memory() throws Exception {
        var clients = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < 700; i++) {
                var http = RawHttp.connect(server.port());
                clients.add(http);
                http.send("POST /bascule/login HTTP/1.1\nHost: 127.0.0.1:" + server.port()
                        + "\nContent-Length: 60001\n\n" + "x".repeat(60_000));
            }
            assertEquals(503, clients.get(699).answer().status());
            assertEquals(200, RawHttp.ask(server.port(), get("/bascule/")).status());
        } finally {
            for (var http : clients) {
                http.close();
            }
        }
    }

    @Test
    void a_sockjs_session_whose_id_is_no_text_is_404() throws Exception {
        assertEquals(
                404,
                RawHttp.ask(server.port(), get("/bascule/portfolio/0/%ff/xhr")).status());
    }

    @Test
    void two_requests_may_come_on_one_connection() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(get("/bascule/"));
            assertEquals(200, http.answer().status());
            http.send(get("/bascule/"));
            assertEquals(200, http.answer().status());
        }
    }

    @Test
    void two_requests_may_come_at_once() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(get("/bascule/") + get("/bascule/nowhere"));
            assertEquals(200, http.answer().status());
            assertEquals(404, http.answer().status());
        }
    }

    @Test
    void a_handshake_may_follow_a_request_on_its_connection() throws Exception {
        var socket = RawSocket.connect(server.port());
        var http = new RawHttp(socket);
        http.send(get("/bascule/"));
        http.answer();
        try (var webSocket = RawWebSocket.open(socket, server.upgrade("/echo"))) {
            webSocket.text("a");
            webSocket.expectText("a");
        }
    }

    @Test
    void head_is_answered_without_a_body() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(get("/bascule/").replace("GET", "HEAD"));
            assertEquals(200, http.head().status());
            http.send(get("/bascule/"));
            assertEquals(200, http.answer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bascule/nowhere",
                "/nowhere",
                "/bascule/WEB-INF/web.xml",
                "/bascule/web-inf/web.xml",
                "/bascule/META-INF/MANIFEST.MF",
                "/bascule/js/",
                "/bascule/js"
            })
    void what_is_not_there_is_answered_404(String target) throws Exception {
        var answer = RawHttp.ask(server.port(), get(target));
        assertEquals(404, answer.status(), answer::toString);
        Refusal.assertTellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bascule/../../../../etc/passwd",
                "/bascule/..%2f..%2f..%2f..%2fetc/passwd",
                "/bascule/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/bascule/..\\..\\..\\etc\\passwd",
                "/bascule//etc/passwd",
                "/bascule/%2fetc/passwd",
                "/bascule/index.html%00.js",
                "/bascule/../io/bascule/Bascule.class",
                "/bascule/%2e%2e/io/bascule/Bascule.class"
            })
    void nothing_outside_the_page_is_served(String target) throws Exception {
        var answer = RawHttp.ask(server.port(), get(target));
        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
        Refusal.assertTellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "\u0016\u0003\u0001\u0002",
                "GET\r\n\r\n",
                "GET /bascule/ HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /bascule/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST /bascule/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "GET /bascule/ HTTP/1.1\r\n no header\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void garbage_is_answered_at_most_with_an_error(String garbage) throws Exception {
        answeredAtMostWithAnError(garbage.getBytes(US_ASCII));
    }

    @Test
    void a_header_without_end_is_cut_off() throws Exception {
        answeredAtMostWithAnError(
                ("GET /bascule/ HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1_000_000)).getBytes(US_ASCII));
    }

    @Test
    void headers_without_number_are_cut_off() throws Exception {
        answeredAtMostWithAnError(
                ("GET /bascule/ HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(100_000) + "\r\n")
                        .getBytes(US_ASCII));
    }

    @Test
    void a_foreign_host_name_gets_no_page() throws Exception {
        var answer = RawHttp.ask(server.port(), "GET /bascule/ HTTP/1.1\nHost: evil.example\n\n");
        assertEquals(403, answer.status(), answer::toString);
        Refusal.assertTellsNothing(answer);
    }
}
