package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Headers ONE = Headers.of("a", "1");

    private static Frame withBody(String type, byte... body) {
        return new Frame(Command.SEND, Headers.of("content-type", type), body);
    }

    @Test
    void frames_are_equal_when_all_of_them_is() {
        var frame = new Frame(Command.SEND, ONE, "x");
        assertEquals(frame, new Frame(Command.SEND, ONE, "x"));
        assertEquals(frame.hashCode(), new Frame(Command.SEND, ONE, "x").hashCode());
        var others = List.of(
                new Frame(Command.MESSAGE, ONE, "x"),
                new Frame(Command.SEND, Headers.NONE, "x"),
                new Frame(Command.SEND, ONE, "y"));
        for (var other : others) {
            assertNotEquals(frame, other);
            assertNotEquals(frame.hashCode(), other.hashCode());
        }
        assertNotEquals(frame, (Object) "SEND");
    }

    @Test
    void its_size_is_that_of_body_and_headers() {
        assertEquals(3 + 2 + 1, new Frame(Command.SEND, Headers.of("ab", "c"), "xyz").size());
    }

    @Test
    void a_body_is_text_unless_it_is_no_utf_8_or_its_type_denies_it() {
        assertTrue(withBody("text/plain", (byte) 0xc3, (byte) 0xa4).isText());
        assertTrue(withBody("text/plain").isText());
        assertFalse(withBody("text/plain", (byte) 'a', (byte) 0xc3).isText());
        assertFalse(withBody("text/plain", (byte) 0x80).isText());
        assertFalse(withBody("application/octet-stream;x=1", (byte) 'a').isText());
    }
}
