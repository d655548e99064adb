package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose end can be seen in two places: refused, and nothing behind them is taken for another request. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestFramingIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(Map.of("http.request", "1s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sends the request with {@code line}, and a second one behind it; only the first is answered, with {@code status}. */
    private static void refuses(int status, String requestLine, String line, String body) throws IOException {
        try (var http = RawHttp.connect(server.port())) {
            http.send((requestLine + "\nHost: 127.0.0.1:" + server.port() + "\n" + line + "\n\n" + body
                            + "GET /bascule/nowhere HTTP/1.1\nHost: 127.0.0.1\n\n")
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            var answer = http.answer();
            assertEquals(status, answer.status(), answer::toString);
            Refusal.assertTellsNothing(answer);
            http.expectEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, Transfer-Encoding: chunked|Content-Length: 3",
        "400, Content-Length: 3|Transfer-Encoding: chunked",
        "400, Content-Length: 0|Transfer-Encoding: chunked",
        "400, Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "501, Transfer-Encoding: xchunked",
        "501, Transfer-Encoding: identity",
        "400, Transfer-Encoding : chunked",
        "400, Content-Length : 3",
        "400, Content-Length: 3|Content-Length: 4"
    })
    void a_body_whose_end_is_not_clear_is_refused(int status, String lines) throws Exception {
        refuses(status, "POST /bascule/login HTTP/1.1", lines.replace('|', '\n'), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void a_handshake_has_no_body(String line) throws Exception {
        var answer =
                RawHttp.ask(server.port(), server.upgrade("/echo").with(line).text());
        assertEquals(400, answer.status(), answer::toString);
    }

    @Test
    void chunks_are_not_for_http_1_0() throws Exception {
        refuses(400, "POST /bascule/login HTTP/1.0", "Transfer-Encoding: chunked", "0\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X : a", "X(: a", ": a", "X\u0001: a", "X: a\u0000b", "X: a\rb"})
    void a_header_that_is_none_is_refused(String line) throws Exception {
        refuses(400, "GET /bascule/ HTTP/1.1", line, "");
    }

    @ParameterizedTest
    @CsvSource({
        "505, GET /bascule/ HTTP/2.0",
        "505, PRI * HTTP/2.0",
        "400, G(T /bascule/ HTTP/1.1",
    })
    void a_request_line_that_is_not_of_http_1_is_refused(int status, String line) throws Exception {
        refuses(status, line, "X: a", "");
    }
}
