package io.bascule.stomp.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frames written as in the specifications; {@code ^@} is NUL. */
class FrameDecoderTest {
    private static final FrameLimits SMALL = new FrameLimits(16, 3, 32, 40, 8);

    @Test
    void a_frame_is_its_command_its_headers_in_order_and_its_body() {
        var frame = only(StompVersion.V1_2, "SEND\ndestination:/a\nb:1\na:2\n\nhello^@");
        assertEquals(Command.SEND, frame.command());
        assertEquals(
                List.of(new Header("destination", "/a"), new Header("b", "1"), new Header("a", "2")),
                frame.headers().inOrder());
        assertArrayEquals("hello".getBytes(UTF_8), frame.body());
    }

    @Test
    void what_reaches_a_limit_and_does_not_go_over_it_is_taken() {
        var exact = new FrameLimits(4, 2, 8, 15, 123_456_789);
        var frames = all(new FrameDecoder(exact), "SEND\na:345678\nb:34567\n\n^@");
        assertEquals(2, frames.get(0).headers().inOrder().size());
        var counted = new FrameDecoder(new FrameLimits(4, 1, 99, 99, 123_456_789));
        assertEquals(List.of(), all(counted, "SEND\ncontent-length:123456789\n\n"));
    }

    @Test
    void a_body_that_is_as_long_as_its_limit_is_taken() {
        var decoder = new FrameDecoder(SMALL);
        assertEquals(
                2,
                all(decoder, "SEND\ncontent-length:8\n\n12345678^@SEND\n\n12345678^@")
                        .size());
    }

    @Test
    void of_two_limits_of_headers_that_one_is_named_which_is_met() {
        var message = assertThrows(
                        FrameRefused.class,
                        () -> all(
                                new FrameDecoder(SMALL),
                                "SEND\na:%s\nb:%s\n\n^@".formatted("x".repeat(20), "x".repeat(30))))
                .getMessage();
        assertEquals("Headers have 54 bytes or more; the limit is 40", message);
    }

    @Test
    void a_line_that_begins_with_the_sign_for_what_is_unreadable_may_be_readable() {
        var frame = only(StompVersion.V1_2, "SEND\n\uFFFD:\uFFFD\n\n^@");
        assertEquals(Optional.of("\uFFFD"), frame.headers().first("\uFFFD"));
    }

    @Test
    void what_is_unreadable_is_refused_wherever_it_stands_in_the_line() {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        var bytes = "SEND\n\u00ff:b\n\n\0".getBytes(ISO_8859_1);
        var refused = assertThrows(FrameRefused.class, () -> decoder.next(ByteBuffer.wrap(bytes)));
        assertEquals("Header line 1 is not UTF-8", refused.getMessage());
    }

    @Test
    void version_1_2_takes_cr_lf_as_end_of_line() {
        var frame = only(StompVersion.V1_2, "\r\nSEND\r\na:b\r\n\r\nx\r\n^@\r\n\r\n");
        assertEquals(Optional.of("b"), frame.headers().first("a"));
        assertArrayEquals("x\r\n".getBytes(UTF_8), frame.body());
    }

    @Test
    void version_1_1_counts_a_trailing_cr_to_the_value() {
        assertEquals(
                Optional.of("b\r"),
                only(StompVersion.V1_1, "SEND\na:b\r\n\n^@").headers().first("a"));
    }

    @Test
    void version_1_1_does_not_take_cr_lf_as_a_blank_line() {
        assertRefused("Header line 2 has no colon", StompVersion.V1_1, "SEND\na:b\n\r\n^@");
    }

    @Test
    void version_1_2_refuses_a_cr_without_lf() {
        assertRefused("Header line 1 has a CR that is not followed by LF", StompVersion.V1_2, "SEND\na:b\rc\n\n^@");
    }

    @Test
    void before_connect_both_ends_of_line_are_taken() {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        assertEquals(
                2, all(decoder, "CONNECT\r\na:b\r\n\r\n^@\nCONNECT\na:b\n\n^@").size());
    }

    @Test
    void version_1_2_reads_four_escapes() {
        assertEquals(
                Optional.of("\r\n:\\"),
                only(StompVersion.V1_2, "SEND\na\\c:\\r\\n\\c\\\\\n\n^@")
                        .headers()
                        .first("a:"));
    }

    @Test
    void version_1_2_refuses_an_escape_it_does_not_define() {
        assertRefused(
                "Undefined escape '\\t' in a header; STOMP 1.2 defines \\\\ \\r \\n \\c",
                StompVersion.V1_2,
                "SEND\na:x\\ty\n\n^@");
    }

    @Test
    void version_1_1_refuses_the_escape_of_cr() {
        assertRefused(
                "Undefined escape '\\r' in a header; STOMP 1.1 defines \\\\ \\n \\c",
                StompVersion.V1_1,
                "SEND\na:\\r\n\n^@");
    }

    @Test
    void a_backslash_at_the_end_is_an_undefined_escape() {
        assertRefused(
                "Undefined escape '\\' in a header; STOMP 1.1 defines \\\\ \\n \\c",
                StompVersion.V1_1,
                "SEND\na:x\\\n\n^@");
    }

    @Test
    void version_1_0_takes_a_backslash_as_it_is() {
        assertEquals(
                Optional.of("a\\cb:c"),
                only(StompVersion.V1_0, "SEND\nraw:a\\cb:c\n\n^@").headers().first("raw"));
    }

    @Test
    void connect_is_escaped_in_no_version() {
        assertEquals(
                Optional.of("a\\b\\"),
                only(StompVersion.V1_2, "STOMP\naccept-version:1.2\npasscode:a\\b\\\n\n^@")
                        .headers()
                        .first("passcode"));
    }

    @Test
    void blanks_around_the_headers_of_a_connect_of_1_0_are_removed() {
        var headers = only(StompVersion.V1_2, "CONNECT\nlogin: guest\n\n^@").headers();
        assertEquals(Optional.of("guest"), headers.first("login"));
    }

    @Test
    void blanks_around_the_headers_of_a_later_connect_are_kept() {
        var headers = only(StompVersion.V1_2, "CONNECT\naccept-version:1.1\npasscode: x \n\n^@")
                .headers();
        assertEquals(Optional.of(" x "), headers.first("passcode"));
    }

    @Test
    void blanks_of_other_frames_are_kept_in_every_version() {
        for (var version : StompVersion.values()) {
            assertEquals(
                    Optional.of(" b "),
                    only(version, "SEND\na: b \n\n^@").headers().first("a"));
        }
    }

    @Test
    void the_first_colon_divides_name_and_value() {
        assertEquals(
                Optional.of("b:c"),
                only(StompVersion.V1_2, "SEND\na:b:c\n\n^@").headers().first("a"));
    }

    @Test
    void a_value_may_be_empty() {
        assertEquals(
                Optional.of(""),
                only(StompVersion.V1_2, "SEND\na:\n\n^@").headers().first("a"));
    }

    @Test
    void a_header_line_without_a_colon_is_refused() {
        assertRefused("Header line 2 has no colon", StompVersion.V1_2, "SEND\na:b\nab\n\n^@");
    }

    @Test
    void a_header_line_without_a_name_is_refused() {
        assertRefused("Header line 1 has no name", StompVersion.V1_2, "SEND\n:b\n\n^@");
    }

    @Test
    void of_a_repeated_header_the_first_counts() {
        assertEquals(
                Optional.of("1"),
                only(StompVersion.V1_2, "SEND\na:1\na:2\n\n^@").headers().first("a"));
    }

    @Test
    void a_command_in_lower_case_is_refused() {
        assertRefused("Unknown command 'send'; write SEND and end the line with LF", StompVersion.V1_2, "send\n\n^@");
    }

    @Test
    void an_unknown_command_is_refused_and_shown_escaped() {
        assertRefused("Unknown command 'D\\u00cf\\u0009E'", StompVersion.V1_2, "D\u00cf\tE\n\n^@");
    }

    @Test
    void a_head_without_its_blank_line_is_refused() {
        assertRefused(
                "NUL within the head of a frame; a blank line must end the headers",
                StompVersion.V1_2,
                "SEND\na:b\n^@SEND\n");
    }

    @Test
    void a_body_without_content_length_ends_at_the_first_nul() {
        var frames = all(new FrameDecoder(FrameLimits.STANDARD), "SEND\n\na^@^@\n^@SEND\n\nb^@");
        assertEquals(2, frames.size());
        assertArrayEquals(new byte[] {'b'}, frames.get(1).body());
    }

    @Test
    void content_length_counts_octets_with_nul_among_them() {
        assertArrayEquals(
                "\u00e9\0b".getBytes(UTF_8),
                only(StompVersion.V1_2, "SEND\ncontent-length:4\n\n\u00e9^@b^@").body());
    }

    @Test
    void a_body_longer_than_its_content_length_is_refused() {
        assertRefused(
                "content-length is 2, but no NUL follows so many bytes",
                StompVersion.V1_2,
                "SEND\ncontent-length:2\n\nabc^@");
    }

    @Test
    void a_content_length_that_is_no_number_is_refused() {
        for (var wrong : List.of("x", "-1", "+1", "1.5", "", " 1", "0x1")) {
            assertRefused(
                    "content-length is '" + wrong + "'; it must be a number of bytes",
                    StompVersion.V1_2,
                    "SEND\ncontent-length:" + wrong + "\n\n");
        }
    }

    @Test
    void a_content_length_over_the_limit_is_refused_before_any_byte_of_the_body() {
        var refused = assertThrows(
                FrameRefused.class, () -> all(new FrameDecoder(SMALL), "SEND\ncontent-length:99999999999999\n\n"));
        assertEquals("content-length is '99999999999999'; the limit is 8", refused.getMessage());
        assertTrue(refused.tooBig());
    }

    @Test
    void a_body_over_the_limit_is_refused_as_it_arrives() {
        var refused = assertThrows(FrameRefused.class, () -> all(new FrameDecoder(SMALL), "SEND\n\n123456789"));
        assertEquals("Body has 9 bytes or more; the limit is 8", refused.getMessage());
        assertTrue(refused.tooBig());
    }

    @Test
    void a_command_without_end_of_line_is_refused_as_it_arrives() {
        var refused = assertThrows(FrameRefused.class, () -> all(new FrameDecoder(SMALL), "x".repeat(17)));
        assertEquals("Command line has 17 bytes or more; the limit is 16", refused.getMessage());
    }

    @Test
    void headers_over_the_limit_are_refused_as_they_arrive() {
        var refused = assertThrows(
                FrameRefused.class, () -> all(new FrameDecoder(SMALL), "SEND\na:" + "x".repeat(28) + "\nb:123456789"));
        assertEquals("Headers have 41 bytes or more; the limit is 40", refused.getMessage());
        assertTrue(refused.tooBig());
    }

    @Test
    void a_header_line_over_the_limit_is_refused_as_it_arrives() {
        var refused =
                assertThrows(FrameRefused.class, () -> all(new FrameDecoder(SMALL), "SEND\na:1\nb:" + "x".repeat(31)));
        assertEquals("Header line 2 has 33 bytes or more; the limit is 32", refused.getMessage());
        assertTrue(refused.tooBig());
    }

    @Test
    void more_headers_than_the_limit_are_refused() {
        var refused =
                assertThrows(FrameRefused.class, () -> all(new FrameDecoder(SMALL), "SEND\na:1\nb:2\nc:3\nd:4\n"));
        assertEquals("Frame has 4 headers; the limit is 3", refused.getMessage());
        assertTrue(refused.tooBig());
    }

    @Test
    void a_limit_is_of_one_frame() {
        assertEquals(
                3,
                all(new FrameDecoder(SMALL), "SEND\na:1234567890123456789012345\n\n12345678^@".repeat(3))
                        .size());
    }

    @Test
    void only_send_message_and_error_have_bodies() {
        assertRefused("SUBSCRIBE must not have a body", StompVersion.V1_2, "SUBSCRIBE\nid:1\n\nx^@");
        assertRefused("DISCONNECT must not have a body", StompVersion.V1_0, "DISCONNECT\ncontent-length:1\n\nx^@");
    }

    @Test
    void a_content_length_of_zero_is_no_body() {
        assertEquals(
                Command.SUBSCRIBE,
                only(StompVersion.V1_2, "SUBSCRIBE\ncontent-length:0\n\n^@").command());
    }

    @Test
    void version_1_0_ignores_the_body_of_subscribe() {
        assertEquals(0, only(StompVersion.V1_0, "SUBSCRIBE\nid:1\n\nx^@").body().length);
    }

    @Test
    void headers_that_are_not_utf_8_are_refused() {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        var bytes = ByteBuffer.wrap("SEND\na:\u00e9\n".getBytes(ISO_8859_1));
        var refused = assertThrows(FrameRefused.class, () -> decoder.next(bytes));
        assertEquals("Header line 1 is not UTF-8", refused.getMessage());
        assertFalse(refused.tooBig());
    }

    @Test
    void the_headers_of_a_refused_frame_are_known_so_far() {
        var decoder = new FrameDecoder(SMALL);
        assertThrows(FrameRefused.class, () -> all(decoder, "SEND\nreceipt:7\n\n123456789"));
        assertEquals(Optional.of("7"), decoder.headersSoFar().first("receipt"));
    }

    @Test
    void a_version_agreed_on_between_two_frames_counts_for_the_second() {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        var in = ByteBuffer.wrap(bytes("CONNECT\n\n^@SEND\na:\\c\n\n^@"));
        decoder.next(in);
        decoder.speak(StompVersion.V1_0);
        assertEquals(
                Optional.of("\\c"), decoder.next(in).orElseThrow().headers().first("a"));
    }

    @Test
    void a_frame_that_is_utf_8_is_text_unless_it_is_declared_a_blob() {
        assertTrue(only(StompVersion.V1_2, "SEND\n\n\u20ac^@").isText());
        assertFalse(new Frame(Command.SEND, Headers.NONE, new byte[] {'a', (byte) 0xE9}).isText());
        assertFalse(only(StompVersion.V1_2, "SEND\ncontent-type:application/octet-stream\n\na^@")
                .isText());
    }

    @Test
    void a_command_that_is_not_utf_8_is_refused() {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        var refused = assertThrows(
                FrameRefused.class, () -> decoder.next(ByteBuffer.wrap(new byte[] {'S', (byte) 0xC3, '\n'})));
        assertEquals("The command line is not UTF-8", refused.getMessage());
    }

    @Test
    void nothing_of_a_header_is_shown_when_it_is_refused() {
        for (var line : List.of("passcode secret", ":secret", "passcode:secret\rsecret", "passcode:\uD83D\rsecret")) {
            var refused = assertThrows(
                    FrameRefused.class,
                    () -> all(new FrameDecoder(FrameLimits.STANDARD), "CONNECT\n" + line + "\n\n^@"));
            assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
        }
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        var escape = assertThrows(FrameRefused.class, () -> all(decoder, "SEND\nauthorization:secret\\xsecret\n"));
        assertFalse(escape.getMessage().contains("secret"), escape.getMessage());
    }

    @Test
    void what_must_not_reach_a_log_is_not_shown() {
        assertEquals(
                "CONNECT [login:guest, passcode:***] and 0 bytes",
                new Frame(Command.CONNECT, Headers.of("login", "guest").with("passcode", "guest")).toString());
    }

    private static Frame only(StompVersion version, String text) {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        decoder.speak(version);
        var frames = all(decoder, text);
        assertEquals(1, frames.size());
        return frames.get(0);
    }

    private static void assertRefused(String message, StompVersion version, String text) {
        var decoder = new FrameDecoder(FrameLimits.STANDARD);
        decoder.speak(version);
        assertEquals(
                message,
                assertThrows(FrameRefused.class, () -> all(decoder, text)).getMessage());
    }

    private static List<Frame> all(FrameDecoder decoder, String text) {
        var in = ByteBuffer.wrap(bytes(text));
        var frames = new ArrayList<Frame>();
        for (var frame = decoder.next(in); frame.isPresent(); frame = decoder.next(in)) {
            frames.add(frame.get());
        }
        return frames;
    }

    private static byte[] bytes(String text) {
        return text.replace("^@", "\0").getBytes(UTF_8);
    }
}
