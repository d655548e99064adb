package io.bascule.stomp.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes written as in the specifications; {@code ^@} is NUL. */
class FrameEncoderTest {
    private static final Headers HARD = Headers.of("a", "1:2\\3\n4\r5\0" + "6");

    @Test
    void a_frame_without_a_body_has_no_content_length() {
        var frame = new Frame(Command.RECEIPT, Headers.of("receipt-id", "7"));
        assertEquals("RECEIPT\nreceipt-id:7\n\n^@", encoded(frame, StompVersion.V1_2));
    }

    @Test
    void content_length_counts_octets_and_replaces_any_other() {
        var frame = new Frame(Command.SEND, Headers.of("content-length", "99").with("a", "b"), "\u20ac");
        assertEquals("SEND\na:b\ncontent-length:3\n\n\u20ac^@", encoded(frame, StompVersion.V1_2));
    }

    @Test
    void version_1_2_escapes_four_characters() {
        assertEquals("SEND\na:1\\c2\\\\3\\n4\\r56\ncontent-length:0\n\n^@", hard(StompVersion.V1_2));
    }

    @Test
    void version_1_1_escapes_three_and_drops_cr() {
        assertEquals("SEND\na:1\\c2\\\\3\\n45" + "6\ncontent-length:0\n\n^@", hard(StompVersion.V1_1));
    }

    @Test
    void version_1_0_escapes_nothing_and_drops_what_would_end_a_line() {
        assertEquals("SEND\na:1:2\\3456\ncontent-length:0\n\n^@", hard(StompVersion.V1_0));
    }

    @Test
    void connected_is_escaped_in_no_version() {
        assertEquals("CONNECTED\na:1:2\\3456\n\n^@", encoded(new Frame(Command.CONNECTED, HARD), StompVersion.V1_2));
    }

    @Test
    void a_header_whose_name_cannot_be_written_is_left_out_since_it_would_become_another() {
        assertEquals("a\\c\\\\\\n\\r", name("a:\\\n\r", StompVersion.V1_2));
        assertEquals("a\\c\\\\\\n", name("a:\\\n", StompVersion.V1_1));
        assertEquals("a\\", name("a\\", StompVersion.V1_0));
        assertEquals("none", name("content-length\r", StompVersion.V1_1));
        for (var hidden : List.of("content-length:", "content-length\n", "content-length\r", "\0content-length", "")) {
            assertEquals("none", name(hidden, StompVersion.V1_0));
        }
    }

    private static String name(String name, StompVersion version) {
        var lines = encoded(new Frame(Command.RECEIPT, Headers.of(name, "9")), version)
                .split("\n", -1);
        return lines.length == 3 ? "none" : lines[1].replaceFirst(":9$", "");
    }

    @Test
    void head_and_tail_make_a_message() {
        byte[] head = FrameEncoder.messageHead(Headers.of("subscription", "7:1"), StompVersion.V1_2);
        byte[] tail =
                FrameEncoder.messageTail(Headers.of("destination", "/a"), "hi".getBytes(UTF_8), StompVersion.V1_2);
        assertEquals(
                "MESSAGE\nsubscription:7\\c1\ndestination:/a\ncontent-length:2\n\nhi^@", shown(head) + shown(tail));
    }

    private static String hard(StompVersion version) {
        return encoded(new Frame(Command.SEND, HARD), version);
    }

    private static String encoded(Frame frame, StompVersion version) {
        return shown(FrameEncoder.encode(frame, version));
    }

    private static String shown(byte[] bytes) {
        return new String(bytes, UTF_8).replace("\0", "^@");
    }
}
