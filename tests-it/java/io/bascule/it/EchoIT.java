package io.bascule.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages there and back (RFC 6455 sections 5.4 to 5.6), by the endpoint {@code /echo}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EchoIT {
    private static ServerUnderTest server;
    private RawWebSocket webSocket;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        webSocket = server.open("/echo");
    }

    @AfterEach
    void close() throws IOException {
        webSocket.close();
    }

    @Test
    void text_comes_back() throws Exception {
        webSocket.text("Gr\u00fc\u00dfe, \ud83d\udcc8");
        webSocket.expectText("Gr\u00fc\u00dfe, \ud83d\udcc8");
    }

    @Test
    void binary_comes_back() throws Exception {
        webSocket.binary(new byte[] {0, 1, -1});
        webSocket.expectBinary(new byte[] {0, 1, -1});
    }

    @Test
    void empty_messages_come_back() throws Exception {
        webSocket.text("");
        webSocket.binary(new byte[0]);
        webSocket.expectText("");
        webSocket.expectBinary(new byte[0]);
    }

    @Test
    void the_largest_message_comes_back() throws Exception {
        var largest = new byte[65_536];
        Arrays.fill(largest, (byte) 7);
        webSocket.binary(largest);
        webSocket.expectBinary(largest);
    }

    @Test
    void a_message_in_three_frames_comes_back_whole() throws Exception {
        webSocket.send(
                WebSocketFrame.part(WebSocketFrame.TEXT, "a".getBytes(UTF_8)),
                WebSocketFrame.part(WebSocketFrame.CONTINUATION, new byte[0]),
                WebSocketFrame.of(WebSocketFrame.CONTINUATION, "b".getBytes(UTF_8)));
        webSocket.expectText("ab");
    }

    @Test
    void a_character_may_be_cut_in_two_by_frames() throws Exception {
        var euro = "\u20ac".getBytes(UTF_8);
        webSocket.send(
                WebSocketFrame.part(WebSocketFrame.TEXT, Arrays.copyOf(euro, 1)),
                WebSocketFrame.of(WebSocketFrame.CONTINUATION, Arrays.copyOfRange(euro, 1, 3)));
        webSocket.expectText("\u20ac");
    }

    @Test
    void a_character_of_two_halves_may_be_cut_between_frames() throws Exception {
        var chart = "\ud83d\udcc8".getBytes(UTF_8);
        webSocket.send(
                WebSocketFrame.part(WebSocketFrame.TEXT, Arrays.copyOf(chart, 2)),
                WebSocketFrame.of(WebSocketFrame.CONTINUATION, Arrays.copyOfRange(chart, 2, 4)));
        webSocket.expectText("\ud83d\udcc8");
    }

    @Test
    void a_frame_may_come_byte_by_byte() throws Exception {
        for (byte next : WebSocketFrame.text("slow").masked()) {
            webSocket.send(new byte[] {next});
        }
        webSocket.expectText("slow");
    }

    @Test
    void messages_that_come_at_once_come_back_in_order() throws Exception {
        webSocket.send(WebSocketFrame.text("1"), WebSocketFrame.text("2"), WebSocketFrame.of(2, new byte[] {3}));
        webSocket.expectText("1");
        webSocket.expectText("2");
        webSocket.expectBinary(new byte[] {3});
    }

    @Test
    void a_ping_is_answered_with_its_payload() throws Exception {
        webSocket.send(WebSocketFrame.of(WebSocketFrame.PING, "hi".getBytes(UTF_8)));
        var pong = webSocket.frame();
        assertEquals(WebSocketFrame.PONG, pong.opcode());
        assertArrayEquals("hi".getBytes(UTF_8), pong.payload());
    }

    @Test
    void a_ping_inside_a_message_is_answered_and_the_message_comes_back() throws Exception {
        webSocket.send(
                WebSocketFrame.part(WebSocketFrame.TEXT, "a".getBytes(UTF_8)),
                WebSocketFrame.of(WebSocketFrame.PING, new byte[0]),
                WebSocketFrame.of(WebSocketFrame.CONTINUATION, "b".getBytes(UTF_8)));
        assertEquals(WebSocketFrame.PONG, webSocket.frame().opcode());
        webSocket.expectText("ab");
    }

    @Test
    void a_pong_that_nobody_asked_for_is_passed_over() throws Exception {
        webSocket.send(WebSocketFrame.of(WebSocketFrame.PONG, new byte[] {1}), WebSocketFrame.text("a"));
        webSocket.expectText("a");
    }

    @Test
    void a_close_is_answered_in_kind_and_the_connection_ends() throws Exception {
        webSocket.closeNormally();
    }
}
