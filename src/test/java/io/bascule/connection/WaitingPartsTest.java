package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts that come faster than the handler takes them, from a carrier that cannot stop reading. */
class WaitingPartsTest {
    private final Peer peer = new Peer().queueing();
    private final OpenConnection connection = peer.open();

    @Test
    void many_parts_of_one_message_wait_as_one() {
        for (int sent = 1; sent < 50; sent++) {
            connection.received(Part.text("a"), false);
        }
        connection.received(Part.text("z"), true);
        peer.work();
        assertEquals(List.of("opened", "received " + "a".repeat(49) + "z"), peer.recorder.events());
        assertEquals(List.of(), peer.wire.closes());
    }

    @Test
    void parts_of_two_messages_are_kept_apart() {
        connection.received(Part.text("a"), false);
        connection.received(Part.text("b"), true);
        connection.received(Part.text("c"), false);
        connection.received(Part.text("d"), true);
        peer.work();
        assertEquals(List.of("opened", "received ab", "received cd"), peer.recorder.events());
    }

    @Test
    void what_the_handler_has_begun_with_is_not_added_to() {
        connection.received(Part.text("a"), false);
        peer.work();
        connection.received(Part.text("b"), true);
        peer.work();
        assertEquals(List.of("opened", "received a...", "received b"), peer.recorder.events());
    }
}
