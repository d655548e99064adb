package io.bascule.it.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawWebSocket.Closing;
import io.bascule.it.wire.RawWebSocket.Drained;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawWebSocketTest {
    private static final WebSocketFrame HE = WebSocketFrame.part(WebSocketFrame.TEXT, "He".getBytes(US_ASCII));
    private static final WebSocketFrame LLO = WebSocketFrame.of(WebSocketFrame.CONTINUATION, "llo".getBytes(US_ASCII));
    private static final WebSocketFrame PING = WebSocketFrame.of(WebSocketFrame.PING, "hi".getBytes(US_ASCII));

    /** What a test does with a connection. */
    private interface Use {
        void with(RawWebSocket webSocket) throws IOException;
    }

    /** Opens a connection to a server that sends {@code frames} and ends; what that server heard behind the head. */
    private static byte[] against(byte[] frames, Use use) throws Exception {
        try (var peer = ScriptedPeer.accepting(frames)) {
            try (var webSocket = RawWebSocket.open(peer.port(), "/echo")) {
                use.with(webSocket);
            }
            var heard = new String(peer.heard(), ISO_8859_1);
            return heard.substring(heard.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1);
        }
    }

    private static byte[] sent(WebSocketFrame... frames) {
        var bytes = new ByteArrayOutputStream();
        List.of(frames).forEach(frame -> bytes.writeBytes(frame.unmasked()));
        return bytes.toByteArray();
    }

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    @Test
    void a_masked_text_frame_is_that_of_the_specification() throws Exception {
        var heard = against(new byte[0], webSocket -> webSocket.text("Hello"));
        assertArrayEquals(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), heard);
    }

    @Test
    void an_unmasked_text_frame_is_that_of_the_specification() {
        assertArrayEquals(
                hex("81 05 48 65 6c 6c 6f"), WebSocketFrame.text("Hello").unmasked());
    }

    @Test
    void the_frames_of_the_longest_forms_of_length_are_read_back() throws Exception {
        for (int length : new int[] {125, 126, 65_535, 65_536}) {
            var bytes = new byte[length];
            var frame = sent(WebSocketFrame.of(WebSocketFrame.BINARY, bytes));
            against(frame, webSocket -> webSocket.expectBinary(bytes));
        }
    }

    @Test
    void a_message_is_put_together_and_a_ping_in_its_middle_answered() throws Exception {
        var heard = against(sent(HE, PING, LLO), webSocket -> webSocket.expectText("Hello"));
        assertArrayEquals(
                WebSocketFrame.of(WebSocketFrame.PONG, "hi".getBytes(US_ASCII)).masked(), heard);
    }

    @Test
    void another_text_fails() {
        assertThrows(
                AssertionError.class,
                () -> against(sent(WebSocketFrame.text("a")), webSocket -> webSocket.expectText("b")));
    }

    @Test
    void a_close_is_answered_and_its_reason_told() throws Exception {
        var close = WebSocketFrame.close(1008, "idle");
        var heard =
                against(sent(close), webSocket -> assertEquals(new Closing(1008, "idle"), webSocket.expectClose(1008)));
        assertArrayEquals(close.masked(), heard);
    }

    @Test
    void another_close_status_fails() {
        var failure = assertThrows(
                AssertionError.class,
                () -> against(sent(WebSocketFrame.close(1000, "")), webSocket -> webSocket.expectClose(1011)));
        assertTrue(failure.getMessage().startsWith("Closing[code=1000, reason=]"), failure.getMessage());
    }

    @Test
    void a_drop_is_no_close() {
        var failure =
                assertThrows(AssertionError.class, () -> against(sent(), webSocket -> webSocket.expectClose(1011)));
        assertEquals("The connection ended while waiting for a message", failure.getMessage());
    }

    @Test
    void what_comes_behind_a_close_fails() {
        var frames = sent(WebSocketFrame.close(1011, ""), WebSocketFrame.text("late"));
        var failure =
                assertThrows(AssertionError.class, () -> against(frames, webSocket -> webSocket.expectClose(1011)));
        assertEquals("The connection should have ended; instead came byte 0x81", failure.getMessage());
    }

    @Test
    void what_still_came_before_the_close_is_counted() throws Exception {
        var frames = sent(WebSocketFrame.text("a"), HE, LLO, WebSocketFrame.close(1008, ""));
        against(frames, webSocket -> assertEquals(new Drained(2, 1008), webSocket.drain()));
    }

    @Test
    void what_still_came_before_a_drop_is_counted() throws Exception {
        against(sent(WebSocketFrame.text("a")), webSocket -> assertEquals(new Drained(1, 1006), webSocket.drain()));
    }

    @Test
    void a_masked_frame_of_the_server_fails() {
        assertViolation(
                "A server must not mask its frames", WebSocketFrame.text("a").masked());
    }

    @Test
    void a_reserved_bit_of_the_server_fails() {
        assertViolation("No extension was agreed on", new WebSocketFrame(true, 4, 1, new byte[0]).unmasked());
    }

    @Test
    void a_length_in_a_longer_form_than_needed_fails() {
        assertViolation("The shortest form of a length must be used, not for 5", hex("81 7e 00 05 48 65 6c 6c 6f"));
    }

    @Test
    void a_fragmented_control_frame_fails() {
        assertViolation("A control frame must not be fragmented", hex("08 00"));
    }

    @Test
    void a_continuation_of_nothing_fails() {
        assertViolation("A continuation of nothing", LLO.unmasked());
    }

    @Test
    void text_that_is_not_utf8_fails() {
        assertViolation("A text message that is not UTF-8", hex("81 02 c3 28"));
    }

    private static void assertViolation(String message, byte[] frames) {
        var failure = assertThrows(AssertionError.class, () -> against(frames, RawWebSocket::next));
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }
}
