package io.bascule.it.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.it.wire.ScriptedPeer.Then;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawHttpTest {
    private static RawHttp.Answer answer(String answer, Then then) throws IOException {
        try (var peer = ScriptedPeer.saying(answer.replace("\n", "\r\n").getBytes(US_ASCII), then);
                var http = RawHttp.connect(peer.port())) {
            return http.answer();
        }
    }

    @Test
    void each_line_of_a_request_ends_in_crlf() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[0], Then.STAYS)) {
            try (var http = RawHttp.connect(peer.port())) {
                http.send(UpgradeRequest.to(80, "/echo")
                        .without("Host")
                        .replacing("UPGRADE: h2c")
                        .text());
            }
            var expected = """
                    GET /echo HTTP/1.1
                    Connection: Upgrade
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Version: 13
                    UPGRADE: h2c

                    """;
            assertEquals(expected.replace("\n", "\r\n"), new String(peer.heard(), US_ASCII));
        }
    }

    @Test
    void every_header_line_is_kept_whatever_the_case_of_its_name() throws Exception {
        var answer = answer("HTTP/1.1 403 Forbidden\nA: 1\na: 2\nContent-Length: 0\n\n", Then.STAYS);
        assertEquals(403, answer.status());
        assertEquals(List.of("1", "2"), answer.lines("A"));
    }

    @Test
    void a_repeated_header_is_not_the_only_one() throws Exception {
        var answer = answer("HTTP/1.1 403 Forbidden\nA: 1\na: 2\nContent-Length: 0\n\n", Then.STAYS);
        var failure = assertThrows(AssertionError.class, () -> answer.header("A"));
        assertEquals(
                "Expected one header A in\nHTTP/1.1 403 Forbidden\nA: 1\nA: 2\nContent-Length: 0\n\n",
                failure.getMessage());
    }

    @Test
    void a_body_ends_after_its_length() throws Exception {
        assertEquals(
                "abc",
                answer("HTTP/1.1 200 OK\nContent-Length: 3\n\nabcHTTP", Then.STAYS)
                        .body());
    }

    @Test
    void a_body_without_a_length_ends_with_the_connection() throws Exception {
        assertEquals("abc", answer("HTTP/1.1 200 OK\n\nabc", Then.ENDS).body());
    }

    @Test
    void a_body_in_chunks_is_put_together() throws Exception {
        var answer = answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nab\n1\nc\n0\n\n", Then.STAYS);
        assertEquals("abc", answer.body());
    }

    @Test
    void no_body_is_read_behind_101() throws Exception {
        assertEquals(
                "",
                answer("HTTP/1.1 101 Switching Protocols\n\n\u0001", Then.STAYS).body());
    }

    @Test
    void an_answer_cut_in_its_body_fails() {
        var failure =
                assertThrows(AssertionError.class, () -> answer("HTTP/1.1 200 OK\nContent-Length: 3\n\nab", Then.ENDS));
        assertEquals("The connection ended while waiting for the body", failure.getMessage());
    }

    @Test
    void what_is_no_status_line_fails() {
        var failure = assertThrows(AssertionError.class, () -> answer("HTTP/2 200 OK\n\n", Then.ENDS));
        assertEquals("Not a status line of HTTP/1: HTTP/2 200 OK", failure.getMessage());
    }
}
