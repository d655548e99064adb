package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartTest {
    private final AtomicInteger encodings = new AtomicInteger();
    private final Part.Encoding<String> shouting = part -> {
        encodings.incrementAndGet();
        return part.text().toUpperCase(java.util.Locale.ROOT);
    };

    @Test
    void text_is_kept_as_utf_8() {
        var part = Part.text("a€");
        assertEquals(4, part.size());
        assertEquals("a€", part.text());
        assertEquals("TEXT of 4 bytes", part.toString());
    }

    @Test
    void an_encoding_is_made_once() {
        var part = Part.text("a");
        assertEquals("A", part.as(shouting));
        assertSame(part.as(shouting), part.as(shouting));
        assertEquals(1, encodings.get());
    }

    @Test
    void the_encoding_asked_for_last_is_the_one_kept() {
        var part = Part.text("a");
        Part.Encoding<Integer> length = Part::size;
        part.as(shouting);
        assertEquals(1, part.as(length));
        part.as(shouting);
        assertEquals(2, encodings.get());
    }

    @Test
    void its_bytes_cannot_be_changed_through_a_view() {
        var view = Part.text("a").bytes();
        assertThrows(ReadOnlyBufferException.class, () -> view.put((byte) 0));
    }

    @Test
    void each_view_has_its_own_position() {
        var part = Part.text("ab");
        part.bytes().get();
        assertEquals(2, part.bytes().remaining());
    }

    @Test
    void parts_are_copied_one_behind_the_other() {
        byte[] target = new byte[3];
        int end = Part.text("bc").copyTo(target, Part.text("a").copyTo(target, 0));
        assertEquals(3, end);
        assertArrayEquals("abc".getBytes(StandardCharsets.UTF_8), target);
    }

    @Test
    void a_part_is_appended_to_a_stream() {
        var stream = new ByteArrayOutputStream();
        Part.text("a").writeTo(stream);
        Part.binary(new byte[] {'b'}).writeTo(stream);
        assertEquals("ab", stream.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_ping_holds_at_most_125_bytes() {
        assertEquals(125, Part.ping(new byte[125]).size());
        var refused = assertThrows(IllegalArgumentException.class, () -> Part.ping(new byte[126]));
        assertEquals("A ping holds at most 125 bytes, not 126", refused.getMessage());
    }

    @Test
    void a_message_is_as_large_as_both_its_parts_and_of_its_head_s_kind() {
        var message = new Outgoing(Part.text("ab"), Part.binary(new byte[3]), Outgoing.Kind.RELIABLE, Outgoing.NO_KEY);
        assertEquals(5, message.size());
        assertEquals(Opcode.TEXT, message.opcode());
    }
}
