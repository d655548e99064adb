package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordedLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {
    private static final String FAILED = "SEVERE c1 is closed with 1011: its handler failed";

    private final Peer peer = new Peer();
    private final RecordedLog log = RecordedLog.of(Guards.class);

    @AfterEach
    void closeLog() {
        log.close();
    }

    private List<String> errors() {
        return log.lines().stream().filter(line -> line.startsWith("SEVERE")).toList();
    }

    private static Part partOf(int bytes) {
        return Part.text("x".repeat(bytes));
    }

    @Nested
    class Errors {
        @ParameterizedTest
        @ValueSource(strings = {"opened", "received", "ponged", "failed"})
        void whatever_an_event_throws_closes_with_1011_and_is_logged_once(String event) {
            peer.recorder.failingAt(event);
            var connection = peer.open();
            connection.received(Part.text("a"), true);
            peer.time.advance(Duration.ofSeconds(30)); // our ping
            peer.time.advance(Duration.ofSeconds(1));
            connection.ponged(ByteBuffer.allocate(Long.BYTES)
                    .putLong(Duration.ofSeconds(30).toNanos())
                    .flip());
            connection.failed(new IllegalStateException("reset"));
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of(FAILED), errors());
            assertEquals(event + " failed", log.thrown().get(0).getMessage());
        }

        @Test
        void what_closed_throws_is_logged_once() {
            peer.recorder.failingAt("closed");
            peer.open().gone(CloseStatus.NORMAL);
            assertEquals(List.of(FAILED), errors());
            assertEquals(List.of("opened", "closed 1000"), peer.recorder.events());
        }

        @Test
        void an_error_of_the_virtual_machine_closes_with_1011_too() {
            var connection = peer.open(new WholeMessages((client, message) -> {
                throw new StackOverflowError();
            }));
            connection.received(Part.text("a"), true);
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of(FAILED), errors());
        }

        @Test
        void after_it_failed_a_handler_is_told_of_nothing_but_its_end() {
            peer.recorder.failingAt("received");
            var connection = peer.open();
            connection.received(Part.text("a"), true);
            connection.received(Part.text("b"), true);
            connection.gone(CloseStatus.ABNORMAL);
            assertEquals(List.of("opened", "received a", "closed 1011"), peer.recorder.events());
        }

        @Test
        void a_factory_that_throws_closes_with_1011() {
            var connection = peer.opening(handshake -> {
                throw new IllegalStateException("no prices today");
            });
            connection.opened();
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of(FAILED), errors());
            assertEquals(
                    "java.lang.IllegalStateException: The handler of this connection could not be made",
                    log.thrown().get(0).toString());
        }

        @Test
        void a_client_that_sends_before_its_handler_is_seen_to_have_failed_is_closed_with_1011_too() {
            var connection = peer.queueing().opening(handshake -> {
                throw new IllegalStateException("no prices today");
            });
            connection.opened();
            connection.received(Part.text("a"), true);
            peer.work();
            assertEquals(List.of("1011"), peer.wire.closes());
        }

        @Test
        void a_decorator_that_throws_closes_with_1011() {
            peer.decorators.add((inner, handshake) -> {
                throw new IllegalStateException("no audit today");
            });
            peer.open().gone(CloseStatus.NORMAL);
            assertEquals(List.of("1011"), peer.wire.closes());
            assertEquals(List.of(FAILED), errors());
            assertEquals(List.of(), peer.recorder.events());
        }

        @Test
        void a_handler_that_cannot_say_what_it_takes_closes_with_1011() {
            peer.open(new Peer.Recorder() {
                @Override
                public Set<Opcode> takes() {
                    throw new IllegalStateException("who knows");
                }
            });
            assertEquals(List.of("1011"), peer.wire.closes());
        }

        @Test
        void a_handler_that_cannot_say_whether_it_blocks_closes_with_1011() {
            peer.open(new Peer.Recorder() {
                @Override
                public boolean neverBlocks() {
                    throw new IllegalStateException("who knows");
                }
            });
            assertEquals(List.of("1011"), peer.wire.closes());
        }

        @Test
        void the_client_is_told_no_reason() {
            peer.recorder.failingAt("opened");
            peer.open();
            assertEquals(List.of("1011"), peer.wire.closes());
        }
    }

    @Nested
    class Size {
        @Test
        void a_message_as_large_as_the_limit_is_received() {
            peer.open().received(partOf(100), true);
            assertEquals(List.of(), peer.wire.closes());
        }

        @Test
        void a_larger_one_is_closed_with_1009() {
            var connection = peer.open();
            connection.received(partOf(101), true);
            assertEquals(List.of("1009 message larger than 100 bytes (message.bytes)"), peer.wire.closes());
            assertEquals(List.of("opened"), peer.recorder.events());
        }

        @Test
        void fragments_count_together() {
            var connection = peer.open();
            connection.received(partOf(50), false);
            connection.received(partOf(50), false);
            connection.received(partOf(1), true);
            assertEquals(List.of("1009 message larger than 100 bytes (message.bytes)"), peer.wire.closes());
        }

        @Test
        void bytes_count_and_not_characters() {
            var connection = peer.open();
            connection.received(Part.text("€".repeat(33)), false);
            assertEquals(List.of(), peer.wire.closes());
            connection.received(Part.text("€"), true);
            assertEquals(List.of("1009 message larger than 100 bytes (message.bytes)"), peer.wire.closes());
        }

        @Test
        void each_message_has_the_whole_limit() {
            var connection = peer.open();
            connection.received(partOf(60), false);
            connection.received(partOf(40), true);
            connection.received(partOf(100), true);
            assertEquals(List.of(), peer.wire.closes());
        }
    }

    @Nested
    class Kind {
        @Test
        void a_handler_gets_the_kinds_it_takes() {
            var texts = new ArrayList<String>();
            var connection = peer.open(
                    new WholeMessages(EnumSet.of(Opcode.TEXT), (client, message) -> texts.add(message.text())));
            connection.received(Part.text("a"), true);
            assertEquals(List.of("a"), texts);
        }

        @Test
        void binary_for_a_handler_of_text_is_closed_with_1003() {
            var connection = peer.open(new WholeMessages(EnumSet.of(Opcode.TEXT), (client, message) -> {}));
            connection.received(Part.binary(new byte[1]), true);
            assertEquals(List.of("1003 this endpoint takes no binary messages"), peer.wire.closes());
        }

        @Test
        void text_for_a_handler_of_binary_is_closed_with_1003() {
            var connection = peer.open(new WholeMessages(EnumSet.of(Opcode.BINARY), (client, message) -> {}));
            connection.received(Part.text("a"), true);
            assertEquals(List.of("1003 this endpoint takes no text messages"), peer.wire.closes());
        }
    }

    @Nested
    class Decorators {
        private ConnectionHandler.Decorator naming(String name, List<String> met) {
            return (inner, handshake) -> new ConnectionHandler() {
                @Override
                public void opened(Connection connection) {
                    met.add(name);
                    inner.opened(connection);
                }

                @Override
                public void received(Part part, boolean last) {}
            };
        }

        @Test
        void the_first_one_is_outermost() {
            var met = new ArrayList<String>();
            peer.decorators.add(naming("first", met));
            peer.decorators.add(naming("second", met));
            peer.open();
            assertEquals(List.of("first", "second"), met);
            assertEquals(List.of("opened"), peer.recorder.events());
        }

        @Test
        void the_innermost_handler_says_what_is_taken() {
            peer.decorators.add(naming("first", new ArrayList<>()));
            var connection = peer.open(new WholeMessages(EnumSet.of(Opcode.TEXT), (client, message) -> {}));
            connection.received(Part.binary(new byte[1]), true);
            assertEquals(List.of("1003 this endpoint takes no binary messages"), peer.wire.closes());
        }

        @Test
        void a_handler_that_never_blocks_runs_on_the_carrier_s_thread() {
            var inline = neverBlocking();
            peer.queueing().open(inline);
            assertEquals(List.of("opened"), inline.events());
        }

        @Test
        void a_decorator_that_may_block_keeps_off_the_carrier_s_thread() {
            var inline = neverBlocking();
            peer.decorators.add(naming("auditing", new ArrayList<>()));
            peer.queueing().open(inline);
            assertEquals(List.of(), inline.events());
            peer.work();
            assertEquals(List.of("opened"), inline.events());
        }

        private Peer.Recorder neverBlocking() {
            return new Peer.Recorder() {
                @Override
                public boolean neverBlocks() {
                    return true;
                }
            };
        }
    }

    @Nested
    class Idle {
        @Test
        void a_silent_client_is_asked_at_half_the_time() {
            peer.open();
            peer.time.advance(Duration.ofMillis(29_999));
            assertEquals(List.of(), peer.wire.texts());
            peer.time.advance(Duration.ofMillis(1));
            assertEquals(List.of("PING"), peer.wire.texts());
        }

        @Test
        void one_that_does_not_answer_is_closed_with_1008_at_the_full_time() {
            peer.open();
            peer.time.advance(Duration.ofMillis(59_999));
            assertEquals(List.of(), peer.wire.closes());
            peer.time.advance(Duration.ofMillis(1));
            assertEquals(List.of("1008 nothing received for 60 s (idle)"), peer.wire.closes());
            assertEquals(List.of("PING"), peer.wire.texts());
        }

        @Test
        void any_pong_counts() {
            var connection = peer.open();
            peer.time.advance(Duration.ofSeconds(50));
            connection.ponged(ByteBuffer.allocate(0));
            peer.time.advance(Duration.ofMillis(59_999));
            assertEquals(List.of(), peer.wire.closes());
            peer.time.advance(Duration.ofMillis(1));
            assertEquals(List.of("1008 nothing received for 60 s (idle)"), peer.wire.closes());
        }

        @Test
        void a_piece_of_a_message_counts() {
            var connection = peer.open();
            peer.time.advance(Duration.ofSeconds(50));
            connection.received(Part.text("a"), false);
            peer.time.advance(Duration.ofMillis(59_999));
            assertEquals(List.of(), peer.wire.closes());
        }

        @Test
        void a_client_that_answers_each_ping_is_never_closed() {
            var connection = peer.open();
            for (int i = 0; i < 100; i++) {
                peer.time.advance(Duration.ofSeconds(31));
                connection.ponged(ByteBuffer.allocate(0));
            }
            assertEquals(List.of(), peer.wire.closes());
        }

        @Test
        void a_client_that_sends_often_is_never_asked() {
            var connection = peer.open();
            for (int i = 0; i < 100; i++) {
                peer.time.advance(Duration.ofSeconds(29));
                connection.received(Part.text("a"), true);
            }
            assertEquals(List.of(), peer.wire.texts());
        }

        @Test
        void a_timer_that_comes_late_closes_late() {
            peer.open();
            peer.time.oversleep(Duration.ofSeconds(70));
            peer.time.advance(Duration.ZERO);
            assertEquals(List.of("1008 nothing received for 60 s (idle)"), peer.wire.closes());
        }

        @Test
        void zero_is_for_ever() {
            peer.limits = new ConnectionLimits(
                    100, 4, 1_000, 1_000, 10, Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(30));
            peer.open();
            assertEquals(0, peer.time.pending());
        }

        @Test
        void a_closed_connection_is_watched_no_more() {
            var connection = peer.open();
            peer.time.advance(Duration.ofSeconds(45));
            connection.gone(CloseStatus.NORMAL);
            assertEquals(0, peer.time.pending());
        }
    }

    @Nested
    class Inbound {
        private static final String FLOODED =
                "1008 sends faster than it is served: more than 4 messages or 1100 bytes wait";

        private void send(OpenConnection connection, int messages) {
            for (int i = 0; i < messages; i++) {
                connection.received(Part.text("m" + i), true);
            }
        }

        private OpenConnection busy() {
            var connection = peer.queueing().open();
            peer.work();
            return connection;
        }

        @Test
        void as_many_messages_as_the_bound_may_wait() {
            peer.wire.pausable();
            send(busy(), 4);
            assertTrue(peer.wire.reading());
        }

        @Test
        void one_more_stops_the_reading() {
            peer.wire.pausable();
            send(busy(), 5);
            assertFalse(peer.wire.reading());
        }

        @Test
        void more_bytes_than_the_bound_stop_the_reading() {
            peer.wire.pausable();
            peer.limits = new ConnectionLimits(
                    1_000, 64, 1_000, 1_000, 10, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);
            var connection = busy();
            connection.received(partOf(1_000), true);
            assertTrue(peer.wire.reading());
            connection.received(partOf(1), true);
            assertFalse(peer.wire.reading());
        }

        @Test
        void reading_goes_on_when_the_handler_has_caught_up_and_nothing_is_lost() {
            peer.wire.pausable();
            send(busy(), 6);
            peer.work();
            assertTrue(peer.wire.reading());
            assertEquals(
                    List.of(
                            "opened",
                            "received m0",
                            "received m1",
                            "received m2",
                            "received m3",
                            "received m4",
                            "received m5"),
                    peer.recorder.events());
        }

        @Test
        void reading_goes_on_though_the_handler_caught_up_just_while_it_was_stopped() {
            peer.wire.pausable().beforePause(peer::work);
            send(busy(), 5);
            assertTrue(peer.wire.reading());
        }

        @Test
        void where_the_carrier_cannot_stop_the_client_is_closed_with_1008() {
            send(busy(), 5);
            assertEquals(List.of(FLOODED), peer.wire.closes());
        }

        @Test
        void a_flooding_client_is_told_to_the_handler_as_closed() {
            var connection = busy();
            send(connection, 5);
            connection.gone(CloseStatus.ABNORMAL);
            peer.work();
            assertEquals(List.of("opened", "closed " + FLOODED), peer.recorder.events());
        }
    }

    @Nested
    class Log {
        @Test
        void payloads_are_never_logged() {
            var connection = peer.open();
            connection.received(Part.text("secret"), true);
            connection.gone(CloseStatus.NORMAL);
            assertEquals(
                    List.of("FINE c1 opened on /echo", "FINER c1 received TEXT of 6 bytes", "FINE c1 closed with 1000"),
                    log.lines());
        }
    }
}
