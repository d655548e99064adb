package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client sent before it went reaches the handler, however long the handler takes. */
class LastMessagesTest {
    private final Peer peer = new Peer().queueing();

    @Test
    void what_waits_when_the_client_closes_is_still_received() {
        var connection = peer.open();
        connection.received(Part.text("buy"), true);
        connection.gone(CloseStatus.NORMAL);
        peer.work();
        assertEquals(List.of("opened", "received buy", "closed 1000"), peer.recorder.events());
    }

    @Test
    void what_waits_when_a_write_fails_is_still_received() {
        peer.wire.ending(ScriptedWire.FAILING);
        var connection = peer.open();
        connection.received(Part.text("buy"), true);
        connection.send(Outgoing.text("price"));
        peer.work();
        assertEquals(
                List.of("opened", "received buy", "closed 1006 a write failed: java.io.IOException: broken pipe"),
                peer.recorder.events());
    }

    @Test
    void what_waits_when_it_is_closed_with_1011_is_not_received() {
        peer.recorder.failingAt("received");
        var connection = peer.open();
        connection.received(Part.text("a"), true);
        connection.received(Part.text("b"), true);
        connection.gone(CloseStatus.NORMAL);
        peer.work();
        assertEquals(List.of("opened", "received a", "closed 1000"), peer.recorder.events());
    }
}
