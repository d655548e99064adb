package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.server.grizzly.FrameChannel.Frames;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {
    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private static String encoded(Outgoing... batch) {
        return hex(frames(batch));
    }

    private static byte[] frames(Outgoing... batch) {
        var all = List.of(batch);
        return Frames.encode(all, Frames.size(all));
    }

    @Test
    void text_is_one_final_unmasked_frame() {
        assertEquals("81 05 48 65 6c 6c 6f", encoded(Outgoing.text("Hello")));
    }

    @Test
    void binary_has_opcode_2() {
        assertEquals("82 01 07", encoded(Outgoing.reliable(Part.binary(new byte[] {7}))));
    }

    @Test
    void a_ping_has_opcode_9() {
        assertEquals("89 01 07", encoded(Outgoing.control(Part.ping(new byte[] {7}))));
    }

    @Test
    void an_empty_message_is_a_frame_too() {
        assertEquals("81 00", encoded(Outgoing.text("")));
    }

    @Test
    void head_and_tail_go_into_one_frame() {
        var message = new Outgoing(Part.text("He"), Part.text("llo"), Outgoing.Kind.RELIABLE, Outgoing.NO_KEY);
        assertEquals("81 05 48 65 6c 6c 6f", encoded(message));
    }

    @Test
    void a_batch_is_one_frame_behind_the_other() {
        assertEquals("81 01 61 81 01 62", encoded(Outgoing.text("a"), Outgoing.text("b")));
    }

    @ParameterizedTest
    @CsvSource({
        "125, 81 7d",
        "126, 81 7e 00 7e",
        "65535, 81 7e ff ff",
        "65536, 81 7f 00 00 00 00 00 01 00 00",
    })
    void the_length_has_its_shortest_form(int length, String header) {
        byte[] frame = frames(Outgoing.text("x".repeat(length)));
        int headerSize = frame.length - length;
        assertEquals(header, hex(Arrays.copyOf(frame, headerSize)));
        assertEquals('x', frame[headerSize]);
        assertEquals('x', frame[frame.length - 1]);
    }

    @Test
    void a_close_frame_holds_code_and_reason() {
        assertEquals("88 04 03 f0 6e 6f", hex(Frames.close(CloseStatus.POLICY.because("no"))));
    }

    @Test
    void a_close_frame_without_a_reason_holds_the_code_alone() {
        assertEquals("88 02 03 e8", hex(Frames.close(CloseStatus.NORMAL)));
    }

    @Test
    void the_longest_reason_makes_125_bytes() {
        byte[] frame = Frames.close(CloseStatus.POLICY.because("x".repeat(200)));
        assertEquals(125, frame[1]);
        assertEquals(127, frame.length);
    }

    @Test
    void codes_that_must_not_be_sent_make_an_empty_close_frame() {
        assertEquals("88 00", hex(Frames.close(CloseStatus.NO_CODE)));
        assertEquals("88 00", hex(Frames.close(CloseStatus.ABNORMAL)));
    }

    @Test
    void the_reason_of_another_s_close_frame_is_left_out() {
        byte[] spoken = Frames.close(CloseStatus.PROTOCOL_ERROR.because("org.example.Bug"));
        assertEquals("88 02 03 ea", hex(Frames.withoutReason(spoken)));
    }

    @Test
    void a_close_frame_without_a_reason_stays_as_it_is() {
        byte[] empty = Frames.close(CloseStatus.NO_CODE);
        assertArrayEquals(empty, Frames.withoutReason(empty));
    }
}
