package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that are odd where it plays no part. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddHandshakeIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startTestEndpoints(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b|c", "?{}^`\\", "?\"<>[]", "?%", "?100%zz", "?%C3%A4", "?a?b", "?\u00e4", "?"})
    void a_query_that_is_no_proper_uri_plays_no_part(String query) throws Exception {
        try (var log = new CapturedLog();
                var webSocket = server.open("/echo" + query)) {
            webSocket.text("a");
            webSocket.expectText("a");
            assertEquals(List.of(), log.lines(Level.SEVERE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "a;b=\"c",
                ";,=",
                "\u0001",
                ""
            })
    void no_extension_is_agreed_on_whatever_is_offered(String offer) throws Exception {
        try (var log = new CapturedLog();
                var webSocket = RawWebSocket.open(
                        server.port(), server.upgrade("/echo").with("Sec-WebSocket-Extensions: " + offer))) {
            webSocket.text("a");
            webSocket.expectText("a");
            assertEquals(List.of(), webSocket.answer().lines("Sec-WebSocket-Extensions"));
            assertEquals(List.of(), log.lines(Level.SEVERE));
        }
    }
}
