package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client whose messages we do not read, since its handler is slow, is not idle. */
class StoppedReaderTest {
    private final Peer peer = new Peer().queueing();
    private final OpenConnection connection = peer.open();

    private void flood() {
        peer.wire.pausable();
        for (int sent = 0; sent <= Peer.LIMITS.inboundMessages(); sent++) {
            connection.received(Part.text("a"), true);
        }
    }

    @Test
    void it_is_not_closed_however_long_the_handler_takes() {
        flood();
        peer.time.advance(Duration.ofMinutes(10));
        assertEquals(List.of(), peer.wire.closes());
    }

    @Test
    void it_is_closed_when_it_sends_nothing_after_that() {
        flood();
        peer.time.advance(Duration.ofMinutes(10));
        peer.work();
        peer.time.advance(Duration.ofMinutes(2));
        assertEquals(List.of("1008 nothing received for 60 s (idle)"), peer.wire.closes());
    }
}
