package io.bascule.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends a connection, and with which status (RFC 6455 section 7.4.1). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionGuardsIT {
    private static final int LIMIT = 1024;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startTestEndpoints(Map.of(
                "endpoint./echo.message.bytes", "1KiB",
                "endpoint./test/{behaviour}.idle", "600ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void echoClosesWith(int code, WebSocketFrame... frames) throws IOException {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(frames);
            webSocket.expectClose(code);
        }
    }

    private static void echoClosesWith(int code, String hex) throws IOException {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(HexFormat.ofDelimiter(" ").parseHex(hex));
            webSocket.expectClose(code);
        }
    }

    private static WebSocketFrame part(int opcode, int bytes) {
        return WebSocketFrame.part(opcode, new byte[bytes]);
    }

    /** Fails unless {@code log} has one ERROR line: a fault of ours is logged once. */
    private static void assertOneError(CapturedLog log) {
        assertEquals(1, log.lines(Level.SEVERE).size(), () -> String.join("\n", log.lines(Level.SEVERE)));
    }

    @Test
    void an_exception_when_it_opens_closes_with_1011_and_tells_nothing() throws Exception {
        try (var log = new CapturedLog();
                var webSocket = server.open("/test/fails-when-opened")) {
            assertEquals("", webSocket.expectClose(1011).reason());
            assertOneError(log);
        }
    }

    @Test
    void an_exception_at_a_message_closes_with_1011_and_tells_nothing() throws Exception {
        try (var log = new CapturedLog();
                var webSocket = server.open("/test/fails-at-messages")) {
            webSocket.send(WebSocketFrame.text("1"), WebSocketFrame.text("2"));
            assertEquals("", webSocket.expectClose(1011).reason());
            assertOneError(log);
        }
    }

    @Test
    void an_exception_when_it_closes_leaves_the_clients_close_as_it_is() throws Exception {
        try (var webSocket = server.open("/test/fails-when-closed")) {
            webSocket.closeNormally();
        }
    }

    @Test
    void binary_to_an_endpoint_of_text_closes_with_1003() throws Exception {
        try (var webSocket = server.open("/test/takes-text")) {
            webSocket.binary(new byte[1]);
            assertEquals(
                    "this endpoint takes no binary messages",
                    webSocket.expectClose(1003).reason());
        }
    }

    @Test
    void text_to_an_endpoint_of_binary_closes_with_1003() throws Exception {
        try (var webSocket = server.open("/test/takes-binary")) {
            webSocket.text("a");
            assertEquals(
                    "this endpoint takes no text messages",
                    webSocket.expectClose(1003).reason());
        }
    }

    @Test
    void a_message_of_the_limit_is_taken() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.binary(new byte[LIMIT]);
            webSocket.expectBinary(new byte[LIMIT]);
        }
    }

    @Test
    void a_message_over_the_limit_closes_with_1009_and_names_limit_and_setting() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.binary(new byte[LIMIT + 1]);
            assertEquals(
                    "message larger than 1024 bytes (message.bytes)",
                    webSocket.expectClose(1009).reason());
        }
    }

    @Test
    void fragments_over_the_limit_close_with_1009_before_the_last_one() throws Exception {
        echoClosesWith(1009, part(WebSocketFrame.BINARY, 600), part(WebSocketFrame.CONTINUATION, 600));
    }

    @Test
    void fragments_without_end_close_with_1009() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(part(WebSocketFrame.TEXT, 1));
            for (int sent = 0; sent < LIMIT; sent++) {
                webSocket.send(part(WebSocketFrame.CONTINUATION, 1));
            }
            webSocket.expectClose(1009);
        }
    }

    @Test
    void the_limit_counts_bytes_and_not_characters() throws Exception {
        echoClosesWith(1009, WebSocketFrame.text("\u00e4".repeat(LIMIT / 2 + 1)));
    }

    @Test
    void a_frame_that_only_announces_too_much_closes_with_1009() throws Exception {
        echoClosesWith(1009, "82 ff 00 00 01 00 00 00 00 00 37 fa 21 3d");
    }

    @Test
    void a_frame_that_announces_more_than_there_can_be_closes_with_1009() throws Exception {
        echoClosesWith(1009, "82 ff ff ff ff ff ff ff ff ff 37 fa 21 3d");
    }

    @Test
    void text_that_is_not_utf8_closes_with_1007() throws Exception {
        echoClosesWith(1007, WebSocketFrame.of(WebSocketFrame.TEXT, new byte[] {(byte) 0xc3, 0x28}));
    }

    @Test
    void text_that_ends_within_a_character_closes_with_1007() throws Exception {
        echoClosesWith(1007, WebSocketFrame.of(WebSocketFrame.TEXT, new byte[] {(byte) 0xe2, (byte) 0x82}));
    }

    @Test
    void a_surrogate_in_utf8_closes_with_1007() throws Exception {
        var surrogate = new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
        echoClosesWith(1007, WebSocketFrame.of(WebSocketFrame.TEXT, surrogate));
    }

    @Test
    void a_close_whose_reason_is_not_utf8_closes_with_1007() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(WebSocketFrame.of(WebSocketFrame.CLOSE, new byte[] {3, (byte) 0xe8, (byte) 0xc3}));
            webSocket.expectCloseAnswer(1007);
        }
    }

    @Test
    void each_reserved_bit_closes_with_1002() throws Exception {
        for (int bit = 1; bit <= 4; bit *= 2) {
            echoClosesWith(1002, new WebSocketFrame(true, bit, WebSocketFrame.TEXT, new byte[0]));
        }
    }

    @Test
    void each_unknown_opcode_closes_with_1002() throws Exception {
        for (int opcode : new int[] {3, 7, 11, 15}) {
            echoClosesWith(1002, WebSocketFrame.of(opcode, new byte[0]));
        }
    }

    @Test
    void an_unmasked_frame_closes_with_1002() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(WebSocketFrame.text("bare").unmasked());
            webSocket.expectClose(1002);
        }
    }

    @Test
    void a_fragmented_ping_closes_with_1002() throws Exception {
        echoClosesWith(1002, part(WebSocketFrame.PING, 1));
    }

    @Test
    void a_ping_of_126_bytes_closes_with_1002() throws Exception {
        echoClosesWith(1002, WebSocketFrame.of(WebSocketFrame.PING, new byte[126]));
    }

    @Test
    void a_continuation_of_nothing_closes_with_1002() throws Exception {
        echoClosesWith(1002, WebSocketFrame.of(WebSocketFrame.CONTINUATION, "a".getBytes(UTF_8)));
    }

    @Test
    void a_new_message_inside_another_closes_with_1002() throws Exception {
        echoClosesWith(1002, part(WebSocketFrame.TEXT, 1), WebSocketFrame.text("b"));
    }

    @Test
    void a_close_with_a_code_that_is_never_sent_is_answered_1002() throws Exception {
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
            try (var webSocket = server.open("/echo")) {
                webSocket.send(WebSocketFrame.close(code, ""));
                webSocket.expectCloseAnswer(1002);
            }
        }
    }

    @Test
    void a_close_of_one_byte_is_answered_1002() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(WebSocketFrame.of(WebSocketFrame.CLOSE, new byte[1]));
            webSocket.expectCloseAnswer(1002);
        }
    }

    @Test
    void a_silent_client_is_pinged_at_half_the_idle_time_and_closed_with_1008_at_its_end() throws Exception {
        long started = System.nanoTime();
        try (var webSocket = server.open("/test/takes-text")) {
            assertEquals(WebSocketFrame.PING, webSocket.frame().opcode());
            assertTrue(System.nanoTime() - started >= 250_000_000L);
            var close = webSocket.frame();
            assertEquals(WebSocketFrame.CLOSE, close.opcode(), close::toString);
            assertEquals(
                    new RawWebSocket.Closing(1008, "nothing received for 600 ms (idle)"),
                    RawWebSocket.Closing.of(close));
            webSocket.send(close);
            webSocket.expectEnd();
        }
    }

    @Test
    void a_client_that_answers_pings_stays() throws Exception {
        try (var webSocket = server.open("/test/fails-at-messages")) {
            for (int answered = 0; answered < 4; answered++) {
                var ping = webSocket.frame();
                assertEquals(WebSocketFrame.PING, ping.opcode(), ping::toString);
                webSocket.send(WebSocketFrame.of(WebSocketFrame.PONG, ping.payload()));
            }
        }
    }
}
