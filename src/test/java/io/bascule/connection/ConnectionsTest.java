package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Peer peer = new Peer();

    private CompletableFuture<Void> close(String reason) {
        return peer.connections().close(CloseStatus.GOING_AWAY.because(reason));
    }

    @Test
    void a_connection_is_among_all_until_it_is_gone() {
        var connection = peer.open();
        assertEquals(List.of(connection), List.copyOf(peer.connections().all()));
        connection.gone(CloseStatus.NORMAL);
        assertTrue(peer.connections().all().isEmpty());
    }

    @Test
    void ids_are_those_that_are_handed_in() {
        peer.open();
        assertEquals("c2", peer.open().id());
    }

    @Test
    void a_connection_is_found_by_its_id_until_it_is_gone() {
        var connection = peer.open();
        assertEquals(Optional.of(connection), peer.connections().find("c1"));
        connection.gone(CloseStatus.NORMAL);
        assertEquals(Optional.empty(), peer.connections().find("c1"));
    }

    @Test
    void what_was_sent_is_counted_on_connections_open_and_gone() {
        var gone = peer.open();
        gone.send(Outgoing.text("a"));
        gone.gone(CloseStatus.NORMAL);
        peer.open().send(Outgoing.text("b"));
        assertEquals(new Counters(2, 0, 0, 0), peer.connections().counters());
    }

    @Test
    void who_is_closed_for_slowness_is_counted_once_and_stays_so() {
        peer.wire.late();
        var slow = peer.open();
        slow.send(Outgoing.text("a"));
        peer.time.advance(peer.limits.sendDeadline());
        assertEquals(new Counters(0, 0, 0, 1), peer.connections().counters());
        slow.gone(CloseStatus.NORMAL);
        assertEquals(new Counters(0, 0, 0, 1), peer.connections().counters());
    }

    @Test
    void close_closes_each_with_the_status() {
        peer.open();
        peer.open();
        assertFalse(close("the server is stopping").isDone());
        assertEquals(List.of("1001 the server is stopping", "1001 the server is stopping"), peer.wire.closes());
    }

    @Test
    void close_is_complete_when_the_last_one_is_gone() {
        var first = peer.open();
        var second = peer.open();
        var closed = close("");
        first.gone(CloseStatus.NORMAL);
        assertFalse(closed.isDone());
        second.gone(CloseStatus.NORMAL);
        assertTrue(closed.isDone());
    }

    @Test
    void close_of_none_is_complete_at_once() {
        assertTrue(close("").isDone());
    }

    @Test
    void who_comes_behind_close_is_closed_with_the_same_status() {
        assertTrue(close("the server is stopping").isDone());
        peer.open().gone(CloseStatus.ABNORMAL);
        assertEquals(List.of("1001 the server is stopping"), peer.wire.closes());
        assertEquals(List.of("opened", "closed 1001 the server is stopping"), peer.recorder.events());
    }

    @Test
    void cut_drops_all_that_are_open() {
        peer.open();
        peer.open();
        var closed = close("");
        peer.connections().cut();
        assertEquals(2, peer.wire.cuts());
        assertTrue(closed.isDone());
    }

    @Test
    void who_does_not_leave_within_the_window_is_cut() {
        peer.open();
        peer.connections().closeWithin(Duration.ZERO, CloseStatus.GOING_AWAY.because("the server is stopping"));
        assertEquals(List.of("1001 the server is stopping"), peer.wire.closes());
        assertEquals(1, peer.wire.cuts());
    }

    @Test
    void an_interrupted_thread_cuts_at_once_and_stays_interrupted() {
        peer.open();
        Thread.currentThread().interrupt();
        peer.connections().closeWithin(Duration.ofDays(1), CloseStatus.GOING_AWAY);
        assertEquals(1, peer.wire.cuts());
        assertTrue(Thread.interrupted());
    }

    @Test
    void when_all_are_gone_no_timer_is_left() {
        peer.open();
        peer.open();
        assertFalse(close("").isDone());
        peer.connections().cut();
        assertEquals(0, peer.time.pending());
    }
}
