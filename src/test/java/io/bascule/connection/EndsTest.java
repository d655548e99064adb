package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In whatever way a connection ends: its handler is told once, and nothing is left of it. */
class EndsTest {
    private final Peer peer = new Peer();

    /** The ways there are, each with the status that the handler is told. */
    enum Way {
        THE_CLIENT_CLOSES(1000) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.gone(CloseStatus.NORMAL);
            }
        },
        THE_CLIENT_IS_LOST(1006) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.failed(new IllegalStateException("reset"));
                connection.gone(CloseStatus.ABNORMAL);
            }
        },
        WE_CLOSE_AND_THE_CLIENT_ANSWERS(1001) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.close(CloseStatus.GOING_AWAY);
                connection.gone(CloseStatus.GOING_AWAY);
            }
        },
        WE_CLOSE_AND_THE_CLIENT_DOES_NOT_ANSWER(1001) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.close(CloseStatus.GOING_AWAY);
            }
        },
        THE_CONTAINER_FORGETS_IT(1008) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.time.advance(Peer.LIMITS.idle());
            }
        },
        THE_CLIENT_READS_TOO_SLOWLY(1008) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.wire.late();
                connection.send(Outgoing.text("a"));
            }
        },
        TOO_MUCH_WAITS(1008) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.wire.late();
                for (int sent = 0; sent < 100; sent++) {
                    connection.send(Outgoing.text("a"));
                }
            }
        },
        THE_WIRE_BREAKS(1006) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.wire.ending(ScriptedWire.FAILING);
                connection.send(Outgoing.text("a"));
            }
        },
        THE_WIRE_THROWS(1006) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.wire.ending(ScriptedWire.THROWING);
                connection.send(Outgoing.text("a"));
            }
        },
        A_MESSAGE_IS_TOO_LARGE(1009) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.received(Part.text("a".repeat(101)), true);
            }
        },
        THE_CARRIER_REFUSES_A_FRAME(1002) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.refuse(CloseStatus.PROTOCOL_ERROR);
            }
        },
        THE_HANDLER_FAILS(1011) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.recorder.failingAt("received");
                connection.received(Part.text("a"), true);
            }
        },
        THE_SERVER_STOPS(1001) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                peer.connections().closeWithin(Duration.ZERO, CloseStatus.GOING_AWAY);
            }
        },
        IT_IS_CUT(1006) {
            @Override
            void take(Peer peer, OpenConnection connection) {
                connection.cut();
            }
        };

        private final int told;

        Way(int told) {
            this.told = told;
        }

        abstract void take(Peer peer, OpenConnection connection);
    }

    @ParameterizedTest
    @EnumSource
    void the_handler_is_told_once_and_nothing_is_left(Way way) {
        var connection = peer.open();
        way.take(peer, connection);
        peer.time.advance(Duration.ofMinutes(2));
        connection.gone(CloseStatus.ABNORMAL);
        connection.cut();
        connection.close(CloseStatus.NORMAL);
        var ends = peer.recorder.events().stream()
                .filter(event -> event.startsWith("closed"))
                .map(event -> event.substring("closed ".length(), "closed 1000".length()))
                .toList();
        assertEquals(List.of(Integer.toString(way.told)), ends);
        assertEquals(0, peer.connections().all().size());
        assertEquals(0, peer.places.taken());
        assertEquals(0, connection.waiting().messages());
        assertEquals(0, peer.time.pending());
    }
}
