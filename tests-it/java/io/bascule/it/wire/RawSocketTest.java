package io.bascule.it.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.it.wire.ScriptedPeer.Then;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RawSocketTest {
    @Test
    void silence_fails_and_says_what_was_awaited() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[0], Then.STAYS);
                var socket = RawSocket.connect(peer.port(), Duration.ofMillis(50))) {
            var failure = assertThrows(AssertionError.class, () -> socket.read("the answer"));
            assertEquals("Nothing came within 50 ms while waiting for the answer", failure.getMessage());
        }
    }

    @Test
    void a_connection_that_stays_open_has_not_ended() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[0], Then.STAYS);
                var socket = RawSocket.connect(peer.port(), Duration.ofMillis(50))) {
            var failure = assertThrows(AssertionError.class, socket::expectEnd);
            assertEquals("Nothing came within 50 ms while waiting for the end of the connection", failure.getMessage());
        }
    }

    @Test
    void a_byte_where_the_end_should_be_fails_and_is_shown() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[] {(byte) 0x88}, Then.ENDS);
                var socket = RawSocket.connect(peer.port())) {
            var failure = assertThrows(AssertionError.class, socket::expectEnd);
            assertEquals("The connection should have ended; instead came byte 0x88", failure.getMessage());
        }
    }

    @Test
    void an_end_where_a_byte_should_be_fails() throws Exception {
        try (var peer = ScriptedPeer.saying("HT".getBytes(US_ASCII), Then.ENDS);
                var socket = RawSocket.connect(peer.port())) {
            var failure = assertThrows(AssertionError.class, () -> socket.line("the status line"));
            assertEquals("The connection ended while waiting for the status line", failure.getMessage());
        }
    }

    @Test
    void a_reset_is_an_end() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[0], Then.RESETS);
                var socket = RawSocket.connect(peer.port())) {
            peer.heard();
            socket.expectEnd();
        }
    }

    @Test
    void a_line_that_ends_in_a_bare_line_feed_fails() throws Exception {
        try (var peer = ScriptedPeer.saying("a: b\n".getBytes(US_ASCII), Then.ENDS);
                var socket = RawSocket.connect(peer.port())) {
            var failure = assertThrows(AssertionError.class, () -> socket.line("a header"));
            assertEquals("A bare LF ends a header: a: b", failure.getMessage());
        }
    }

    @Test
    void the_bytes_go_out_as_they_are() throws Exception {
        try (var peer = ScriptedPeer.saying(new byte[0], Then.STAYS)) {
            try (var socket = RawSocket.connect(peer.port())) {
                socket.send(new byte[] {0, 10, 13, -1});
            }
            assertArrayEquals(new byte[] {0, 10, 13, -1}, peer.heard());
        }
    }
}
