package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection.Waiting;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.KeptPlace;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenConnectionTest {
    private static final Handshake HANDSHAKE = RecordingConnection.handshake(Optional.empty());

    private final Peer peer = new Peer();

    @Test
    void the_handler_sees_the_whole_life_in_order() {
        var connection = peer.open();
        connection.received(Part.text("a"), true);
        connection.gone(CloseStatus.NORMAL);
        assertEquals(List.of("opened", "received a", "closed 1000"), peer.recorder.events());
    }

    @Test
    void the_handler_is_opened_once_and_closed_once() {
        var connection = peer.open();
        connection.opened();
        connection.gone(CloseStatus.NORMAL);
        connection.gone(CloseStatus.GOING_AWAY);
        connection.opened();
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_client_that_is_gone_before_it_was_opened_is_opened_and_then_closed() {
        var connection = peer.opening(handshake -> peer.recorder);
        connection.gone(CloseStatus.ABNORMAL);
        connection.opened();
        assertEquals(List.of("opened", "closed 1006"), peer.recorder.events());
        assertEquals(0, peer.time.pending());
    }

    @Test
    void a_client_that_goes_while_it_is_opened_is_closed_after_that() throws InterruptedException {
        var carrier = Executors.newSingleThreadExecutor();
        var handler = new Peer.Recorder() {
            @Override
            public void opened(Connection opened) {
                carrier.execute(() -> ((OpenConnection) opened).gone(CloseStatus.ABNORMAL));
                carrier.shutdown();
                assertTrue(ended(carrier));
                super.opened(opened);
            }
        };
        peer.open(handler);
        assertEquals(List.of("opened", "closed 1006"), handler.events());
        assertEquals(0, peer.time.pending());
    }

    private static boolean ended(ExecutorService executor) {
        try {
            return executor.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void nothing_is_told_behind_closed() {
        var connection = peer.open();
        connection.ping();
        connection.gone(CloseStatus.NORMAL);
        peer.time.advance(Duration.ofMillis(5));
        connection.received(Part.text("late"), true);
        connection.ponged(pingOf(Duration.ZERO));
        connection.failed(new IllegalStateException("late"));
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void the_client_s_status_is_told_where_the_client_closed() {
        peer.open().gone(new CloseStatus(4001, "bye"));
        assertEquals(List.of("opened", "closed 4001 bye"), peer.recorder.events());
    }

    @Test
    void our_own_status_wins_over_what_the_carrier_reports() {
        var connection = peer.open();
        connection.close(CloseStatus.POLICY.because("log in first"));
        connection.gone(CloseStatus.ABNORMAL);
        assertEquals(List.of("opened", "closed 1008 log in first"), peer.recorder.events());
    }

    @Test
    void only_the_first_close_counts() {
        var connection = peer.open();
        connection.close(CloseStatus.NORMAL);
        connection.close(CloseStatus.GOING_AWAY);
        connection.gone(CloseStatus.NORMAL);
        assertEquals(List.of("1000"), peer.wire.closes());
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void close_comes_behind_what_is_queued() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.close(CloseStatus.NORMAL);
        assertEquals(List.of(), peer.wire.closes());
        peer.wire.complete();
        assertEquals(List.of("1000"), peer.wire.closes());
    }

    @Test
    void behind_close_nothing_is_received() {
        var connection = peer.open();
        connection.close(CloseStatus.NORMAL);
        connection.received(Part.text("late"), true);
        assertEquals(List.of("opened"), peer.recorder.events());
    }

    @Test
    void what_waits_for_the_handler_when_we_close_is_not_received() {
        peer.queueing();
        var connection = peer.open();
        connection.received(Part.text("a"), true);
        connection.close(CloseStatus.NORMAL);
        connection.gone(CloseStatus.NORMAL);
        peer.work();
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_client_that_does_not_answer_the_close_frame_is_cut_after_two_seconds() {
        var connection = peer.open();
        connection.close(CloseStatus.NORMAL);
        peer.time.advance(Duration.ofMillis(1_999));
        assertEquals(0, peer.wire.cuts());
        peer.time.advance(Duration.ofMillis(1));
        assertEquals(1, peer.wire.cuts());
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_client_that_reads_nothing_while_we_close_is_closed_at_the_deadline_and_then_cut() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.close(CloseStatus.GOING_AWAY);
        peer.time.advance(Duration.ofSeconds(10));
        assertEquals(List.of("1001"), peer.wire.closes());
        peer.time.advance(Duration.ofSeconds(2));
        assertEquals(1, peer.wire.cuts());
        assertEquals(List.of("opened", "closed 1001"), peer.recorder.events());
    }

    @Test
    void a_drain_that_never_comes_does_not_keep_a_closed_connection() {
        var connection = peer.connections()
                .open(HANDSHAKE, KeptPlace.any(), Peer.LIMITS, peer.wire, task -> {}, handshake -> peer.recorder);
        connection.opened();
        connection.close(CloseStatus.NORMAL);
        peer.time.advance(Duration.ofSeconds(12));
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_client_that_reads_too_slowly_is_closed_with_1008_after_the_send_deadline() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        peer.time.advance(Duration.ofSeconds(10));
        assertEquals(List.of("1008 reads too slowly: a send took more than 10 s (send.deadline)"), peer.wire.closes());
    }

    @Test
    void a_slow_client_is_one_line_that_names_endpoint_and_setting() {
        try (var log = RecordedLog.of(Connections.class)) {
            peer.wire.late();
            var connection = peer.open();
            connection.send(Outgoing.text("secret"));
            peer.time.advance(Duration.ofSeconds(10));
            flood(connection);

            assertEquals(
                    List.of("WARNING c1 at /echo is closed with 1008: reads too slowly: a send took more than 10 s"
                            + " (send.deadline)"),
                    log.lines());
        }
    }

    @Test
    void a_client_for_whom_too_much_waits_is_one_line_too() {
        try (var log = RecordedLog.of(Connections.class)) {
            peer.wire.late();
            flood(peer.open());

            assertEquals(
                    List.of("WARNING c1 at /echo is closed with 1008: reads too slowly: more than 10 messages wait"
                            + " (outbox.messages)"),
                    log.lines());
        }
    }

    @Test
    void slow_clients_do_not_fill_the_log() {
        try (var log = RecordedLog.of(Connections.class)) {
            peer.wire.late();
            for (int client = 0; client < 1_000; client++) {
                flood(peer.open());
            }
            peer.time.advance(Duration.ofMinutes(1));

            assertEquals(51, log.lines().size());
            assertEquals(
                    "WARNING 950 more clients that read too slowly were closed in the last minute",
                    log.lines().get(50));
        }
    }

    @Test
    void a_client_that_is_slow_while_it_is_closed_for_another_reason_is_no_line() {
        try (var log = RecordedLog.of(Connections.class)) {
            peer.wire.late();
            var connection = peer.open();
            connection.send(Outgoing.text("a"));
            connection.close(CloseStatus.GOING_AWAY);
            peer.time.advance(Duration.ofSeconds(10));

            assertEquals(List.of(), log.lines());
        }
    }

    private static void flood(OpenConnection to) {
        for (int sent = 0; sent < 100; sent++) {
            to.send(Outgoing.text("a"));
        }
    }

    @Test
    void a_connection_whose_wire_broke_is_cut_and_closed_with_1006() {
        peer.wire.ending(ScriptedWire.FAILING);
        var connection = peer.open();
        assertEquals(Offer.QUEUED, connection.send(Outgoing.text("a")));
        assertEquals(Offer.CLOSED, connection.send(Outgoing.text("b")));
        assertEquals(List.of(), peer.wire.closes());
        assertEquals(1, peer.wire.cuts());
        assertEquals(
                List.of("opened", "closed 1006 a write failed: java.io.IOException: broken pipe"),
                peer.recorder.events());
    }

    @Test
    void a_wire_that_throws_at_the_close_frame_is_cut_after_the_grace() {
        peer.wire.atClose(() -> {
            throw new IllegalStateException("the container has closed");
        });
        var connection = peer.open();
        connection.close(CloseStatus.NORMAL);
        peer.time.advance(Duration.ofSeconds(2));
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_wire_that_says_it_is_gone_while_it_is_cut_is_closed_once() {
        var connections = new ArrayList<OpenConnection>();
        peer.wire.atClose(() -> connections.get(0).gone(CloseStatus.NORMAL));
        connections.add(peer.open());
        connections.get(0).cut();
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void a_refused_client_is_closed_without_waiting_for_what_is_queued() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.refuse(CloseStatus.PROTOCOL_ERROR);
        assertEquals(List.of("1002"), peer.wire.closes());
        assertEquals(Offer.CLOSED, connection.send(Outgoing.text("b")));
    }

    @Test
    void client_and_handler_are_told_the_same_status_when_two_reasons_meet() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.close(CloseStatus.NORMAL);
        connection.refuse(CloseStatus.PROTOCOL_ERROR);
        connection.gone(CloseStatus.ABNORMAL);
        assertEquals(List.of("1000"), peer.wire.closes());
        assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
    }

    @Test
    void refusing_or_closing_a_client_that_is_gone_leaves_nothing_behind() {
        var connection = peer.open();
        connection.gone(CloseStatus.NORMAL);
        connection.refuse(CloseStatus.PROTOCOL_ERROR);
        connection.close(CloseStatus.NORMAL);
        assertEquals(List.of(), peer.wire.closes());
        assertEquals(0, peer.time.pending());
    }

    @Test
    void after_the_end_no_timer_is_left() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.send(Outgoing.text("b"));
        connection.close(CloseStatus.NORMAL);
        connection.gone(CloseStatus.NORMAL);
        assertEquals(0, peer.time.pending());
    }

    @Test
    void the_end_frees_what_waits() {
        peer.wire.late();
        var connection = peer.open();
        connection.send(Outgoing.text("a"));
        connection.gone(CloseStatus.ABNORMAL);
        assertEquals(new Waiting(0, 0, Duration.ZERO), connection.waiting());
    }

    @Test
    void what_throws_when_it_is_told_of_room_closes_with_1011_and_is_logged() {
        try (var log = RecordedLog.of(OpenConnection.class)) {
            peer.wire.late();
            var connection = peer.open();
            connection.send(Outgoing.text("a"));
            connection.whenBelow(1, () -> {
                throw new IllegalStateException("room failed");
            });
            connection.send(Outgoing.text("b"));
            peer.wire.complete();
            peer.wire.complete();
            assertEquals(List.of("a", "b"), peer.wire.texts());
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of("SEVERE c1 is closed with 1011: what waited for room failed"), log.lines());
        }
    }

    @Test
    void what_throws_when_it_is_told_of_the_end_does_not_keep_the_handler_from_it() {
        try (var log = RecordedLog.of(OpenConnection.class)) {
            peer.wire.late();
            var connection = peer.open();
            connection.send(Outgoing.text("a"));
            connection.whenBelow(1, () -> {
                throw new IllegalStateException("room failed");
            });
            connection.gone(CloseStatus.NORMAL);
            assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
            assertEquals(1, log.thrown().size());
        }
    }

    private static ByteBuffer pingOf(Duration sent) {
        long stamp = Math.max(1, sent.toNanos());
        return ByteBuffer.allocate(Long.BYTES).putLong(stamp).flip();
    }

    @Test
    void the_answer_to_our_ping_tells_the_round_trip_time() {
        var connection = peer.open();
        peer.time.advance(Duration.ofSeconds(1));
        connection.ping();
        peer.time.advance(Duration.ofMillis(35));
        connection.ponged(pingOf(Duration.ofSeconds(1)));
        assertEquals(List.of("opened", "ponged PT0.035S"), peer.recorder.events());
    }

    @Test
    void a_pong_to_a_ping_that_was_answered_already_tells_nothing() {
        var connection = peer.open();
        peer.time.advance(Duration.ofSeconds(1));
        connection.ping();
        peer.time.advance(Duration.ofMillis(35));
        connection.ponged(pingOf(Duration.ofSeconds(1)));
        connection.ponged(pingOf(Duration.ofSeconds(1)));
        assertEquals(List.of("opened", "ponged PT0.035S"), peer.recorder.events());
    }

    @Test
    void a_pong_that_nobody_asked_for_tells_nothing() {
        var connection = peer.open();
        connection.ponged(ByteBuffer.allocate(Long.BYTES));
        connection.ponged(ByteBuffer.allocate(3));
        connection.ponged(ByteBuffer.allocate(0));
        assertEquals(List.of("opened"), peer.recorder.events());
    }

    @Test
    void the_answer_to_an_older_ping_tells_nothing() {
        var connection = peer.open();
        peer.time.advance(Duration.ofSeconds(1));
        connection.ping();
        peer.time.advance(Duration.ofSeconds(1));
        connection.ping();
        peer.time.advance(Duration.ofSeconds(1));
        connection.ponged(pingOf(Duration.ofSeconds(1)));
        assertEquals(List.of("opened"), peer.recorder.events());
    }

    @Test
    void the_position_of_a_pong_s_payload_is_left_alone() {
        var payload = pingOf(Duration.ZERO);
        peer.open().ponged(payload);
        assertEquals(0, payload.position());
    }

    @Test
    void the_end_of_the_http_session_closes_with_1008() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        var connection = peer.open();
        session.end();
        connection.gone(CloseStatus.NORMAL);
        assertEquals(List.of("1008 session ended"), peer.wire.closes());
        assertEquals(List.of("opened", "closed 1008 session ended"), peer.recorder.events());
    }

    @Test
    void the_http_session_is_not_watched_any_more_when_the_client_is_gone() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        peer.open().gone(CloseStatus.NORMAL);
        assertEquals(List.of(), session.tied);
    }

    @Test
    void the_http_session_of_a_client_that_was_gone_before_it_opened_is_not_watched() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        var connection = peer.opening(handshake -> peer.recorder);
        connection.gone(CloseStatus.ABNORMAL);
        connection.opened();
        assertEquals(List.of(), session.tied);
    }

    @Test
    void a_message_is_use_of_the_http_session() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        peer.open().received(Part.text("a"), true);
        assertEquals(1, session.heard);
    }

    @Test
    void a_pong_is_no_use_of_the_http_session() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        var connection = peer.open();
        connection.ping();
        connection.ponged(pingOf(Duration.ZERO));
        assertEquals(0, session.heard);
    }

    @Test
    void a_heart_beat_of_the_handler_s_protocol_is_no_use_of_the_http_session() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        peer.open(new Peer.Recorder() {
                    @Override
                    public boolean isHeartBeat(Part part) {
                        return part.text().equals("still here");
                    }
                })
                .received(Part.text("still here"), true);
        assertEquals(0, session.heard);
    }

    @Test
    void a_message_of_a_kind_that_is_not_taken_is_no_use_of_the_http_session() {
        var session = new FakeHttpSession();
        peer.httpSession = create -> Optional.of(session);
        peer.open(new Peer.Recorder() {
                    @Override
                    public Set<Opcode> takes() {
                        return Set.of(Opcode.TEXT);
                    }
                })
                .received(Part.binary(new byte[1]), true);
        assertEquals(0, session.heard);
    }

    @Test
    void an_http_session_that_ended_during_the_handshake_closes_what_was_opened() {
        var session = new FakeHttpSession();
        session.end();
        peer.httpSession = create -> Optional.of(session);
        var connection = peer.open();
        connection.gone(CloseStatus.NORMAL);
        assertEquals(List.of("opened", "closed 1008 session ended"), peer.recorder.events());
    }

    @Test
    void a_connection_whose_http_session_cannot_be_watched_is_closed_with_1011() {
        try (var log = RecordedLog.of(OpenConnection.class)) {
            peer.httpSession = create -> {
                throw new IllegalStateException("session was invalidated");
            };
            peer.open();
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of("opened"), peer.recorder.events());
            assertEquals(List.of("SEVERE c1 is closed with 1011: its HTTP session cannot be watched"), log.lines());
        }
    }

    @Test
    void no_http_session_is_made_by_opening() {
        var asked = new ArrayList<Boolean>();
        peer.httpSession = create -> {
            asked.add(create);
            return Optional.empty();
        };
        peer.open();
        assertEquals(List.of(false), asked);
    }

    @Test
    void events_of_several_carrier_threads_never_overlap_and_keep_their_order() throws InterruptedException {
        var inside = new AtomicBoolean();
        var overlapped = new AtomicBoolean();
        var closed = new CountDownLatch(1);
        var handler = new Peer.Recorder() {
            @Override
            public void opened(Connection connection) {
                alone(() -> super.opened(connection));
            }

            @Override
            public void received(Part part, boolean last) {
                alone(() -> super.received(part, last));
            }

            @Override
            public void failed(Throwable cause) {
                alone(() -> super.failed(cause));
            }

            @Override
            public void closed(CloseStatus status) {
                alone(() -> super.closed(status));
                closed.countDown();
            }

            private void alone(Runnable event) {
                overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
                event.run();
                inside.set(false);
            }
        };
        var pool = Executors.newFixedThreadPool(4);
        var peerLimits = new ConnectionLimits(
                100, 10_000, 1_000_000, 1_000, 10, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);
        var connections = new Connections(peer.time, peer.time, pool, () -> "c", List.of());
        var connection = connections.open(
                HANDSHAKE, KeptPlace.any(), peerLimits, peer.wire, Runnable::run, handshake -> handler);
        connection.opened();
        var carriers = new ArrayList<Thread>();
        for (int carrier = 0; carrier < 4; carrier++) {
            int number = carrier;
            carriers.add(new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    connection.received(Part.text(number + ":" + i), true);
                    if (i % 50 == 0) {
                        connection.failed(new IllegalStateException("f" + number));
                    }
                }
            }));
        }
        carriers.forEach(Thread::start);
        for (var carrier : carriers) {
            carrier.join();
        }
        pool.execute(() -> connection.gone(CloseStatus.NORMAL));
        assertTrue(closed.await(30, TimeUnit.SECONDS));
        pool.shutdown();
        assertFalse(overlapped.get());
        var events = handler.events();
        assertEquals("opened", events.get(0));
        assertEquals("closed 1000", events.get(events.size() - 1));
        for (int carrier = 0; carrier < 4; carrier++) {
            var prefix = "received " + carrier + ":";
            var numbers = events.stream()
                    .filter(event -> event.startsWith(prefix))
                    .map(event -> Integer.parseInt(event.substring(prefix.length())))
                    .toList();
            assertEquals(numbers.stream().sorted().toList(), numbers);
        }
    }

    private static final class FakeHttpSession implements HttpSessionSource.View {
        private final List<Runnable> tied = new ArrayList<>();
        private boolean over;
        private int heard;

        void end() {
            over = true;
            List.copyOf(tied).forEach(Runnable::run);
        }

        @Override
        public String id() {
            return "s";
        }

        @Override
        public Map<String, Object> attributes() {
            return Map.of();
        }

        @Override
        public HttpSessionSource.Tie whenEnded(Runnable ended) {
            if (over) {
                ended.run();
                return HttpSessionSource.Tie.NONE;
            }
            tied.add(ended);
            return new HttpSessionSource.Tie() {
                @Override
                public void heard() {
                    heard++;
                }

                @Override
                public void release() {
                    tied.remove(ended);
                }
            };
        }
    }
}
