package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordingConnection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WholeMessagesTest {
    private final RecordingConnection connection = new RecordingConnection("c");
    private final List<Part> received = new ArrayList<>();
    private final WholeMessages handler = new WholeMessages((from, message) -> {
        assertSame(connection, from);
        received.add(message);
    });

    @BeforeEach
    void open() {
        handler.opened(connection);
    }

    private List<String> received() {
        return received.stream().map(part -> part.opcode() + " " + part.text()).toList();
    }

    @Test
    void a_message_in_one_part_is_handed_on_as_it_is() {
        var whole = Part.text("a");
        handler.received(whole, true);
        assertSame(whole, received.get(0));
    }

    @Test
    void parts_are_put_together() {
        handler.received(Part.text("a"), false);
        handler.received(Part.text("b"), false);
        handler.received(Part.text("c"), true);
        assertEquals(List.of("TEXT abc"), received());
    }

    @Test
    void parts_of_a_binary_message_make_a_binary_message() {
        handler.received(Part.binary(new byte[] {'a'}), false);
        handler.received(Part.binary(new byte[] {'b'}), true);
        assertEquals(List.of("BINARY ab"), received());
    }

    @Test
    void empty_parts_are_parts_too() {
        handler.received(Part.text(""), false);
        handler.received(Part.text("a"), false);
        handler.received(Part.text(""), true);
        assertEquals(List.of("TEXT a"), received());
    }

    @Test
    void an_empty_message_is_one() {
        handler.received(Part.text(""), true);
        handler.received(Part.text(""), false);
        handler.received(Part.text(""), true);
        assertEquals(List.of("TEXT ", "TEXT "), received());
    }

    @Test
    void the_next_message_begins_anew() {
        handler.received(Part.text("a"), false);
        handler.received(Part.text("b"), true);
        handler.received(Part.text("c"), true);
        handler.received(Part.text("d"), false);
        handler.received(Part.text("e"), true);
        assertEquals(List.of("TEXT ab", "TEXT c", "TEXT de"), received());
    }

    @Test
    void it_takes_both_kinds_unless_told_otherwise() {
        assertEquals(EnumSet.of(Opcode.TEXT, Opcode.BINARY), handler.takes());
        assertEquals(EnumSet.of(Opcode.TEXT), new WholeMessages(EnumSet.of(Opcode.TEXT), (c, m) -> {}).takes());
    }

    @Test
    void only_a_quick_one_never_blocks() {
        assertTrue(WholeMessages.quick((c, m) -> {}).neverBlocks());
        assertFalse(new WholeMessages((c, m) -> {}).neverBlocks());
    }
}
