package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Counters;
import io.bascule.handshake.KeptPlace;
import io.bascule.testing.RecordingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Peer peer = new Peer();

    private CompletableFuture<Void> close(String reason) {
        return peer.connections().close(Duration.ZERO, CloseStatus.GOING_AWAY.because(reason));
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

    /** How many of {@code clients} are closed at each of the next {@code steps}. */
    private List<Integer> closesOf(int clients, Duration spread, int steps) {
        for (int client = 0; client < clients; client++) {
            peer.open();
        }
        assertFalse(peer.connections().close(spread, CloseStatus.GOING_AWAY).isDone());
        var closes = new ArrayList<Integer>();
        int before = 0;
        for (int step = 0; step < steps; step++) {
            closes.add(peer.wire.closes().size() - before);
            before += closes.get(step);
            peer.time.advance(Connections.STEP);
        }
        return closes;
    }

    @Test
    void few_clients_are_closed_one_at_a_step_and_need_not_the_whole_time() {
        assertEquals(List.of(1, 1, 1, 0), closesOf(3, Duration.ofSeconds(2), 4));
    }

    @Test
    void many_are_spread_evenly_over_the_time() {
        assertEquals(List.of(250, 250, 250, 250, 0), closesOf(1_000, Connections.STEP.multipliedBy(4), 5));
    }

    @Test
    void what_does_not_divide_evenly_is_closed_in_time_too() {
        assertEquals(List.of(3, 3, 3, 1, 0), closesOf(10, Connections.STEP.multipliedBy(4), 5));
    }

    @Test
    void who_leaves_before_its_turn_is_not_closed() {
        peer.open();
        peer.open();
        var closed = peer.connections().close(Duration.ofSeconds(2), CloseStatus.GOING_AWAY);
        List.copyOf(peer.connections().all()).forEach(left -> ((OpenConnection) left).gone(CloseStatus.NORMAL));
        assertTrue(closed.isDone());
        peer.time.advance(Duration.ofSeconds(2));
        assertEquals(List.of("1001"), peer.wire.closes());
    }

    @Test
    void a_place_is_given_back_when_its_connection_is_gone() {
        var connection = peer.open();
        connection.close(CloseStatus.NORMAL);
        assertEquals(1, peer.places.taken());
        connection.gone(CloseStatus.NORMAL);
        assertEquals(0, peer.places.taken());
    }

    @Test
    void a_connection_that_the_container_forgets_gives_its_place_back_when_it_has_been_silent() {
        peer.open();
        peer.time.advance(Peer.LIMITS.idle().plusSeconds(2));
        assertEquals(0, peer.places.taken());
        assertEquals(0, peer.time.pending());
    }

    @Test
    void what_opens_too_late_for_its_place_is_closed_with_1013() {
        var place = KeptPlace.of(peer.places);
        place.unopened();
        peer.connections()
                .open(
                        RecordingConnection.handshake(Optional.empty()),
                        place,
                        Peer.LIMITS,
                        peer.wire,
                        Runnable::run,
                        handshake -> peer.recorder);
        assertEquals(List.of("1013 opened too late"), peer.wire.closes());
        assertEquals(0, peer.places.taken());
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
