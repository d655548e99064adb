package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server sends: nothing lost, nothing out of order, and nobody waits for a client that does not read. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendingIT {
    private static final int FLOOD = 10_000;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startTestEndpoints(Map.of("outbox.messages", "100000", "send.deadline", "1s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eight_threads_send_at_once_and_nothing_is_lost_or_out_of_order() throws Exception {
        var next = new int[TestEndpoint.SENDERS];
        try (var webSocket = server.open("/test/senders")) {
            webSocket.text("go");
            for (int received = 0; received < TestEndpoint.SENDERS * TestEndpoint.SENDS; received++) {
                var message = webSocket.next().text().split(":", 2);
                int sender = Integer.parseInt(message[0]);
                assertEquals(next[sender]++, Integer.parseInt(message[1]));
            }
        }
        assertTrue(IntStream.of(next).allMatch(sent -> sent == TestEndpoint.SENDS));
    }

    @Test
    void a_client_that_stops_reading_is_closed_with_1008_or_cut_while_another_is_served() throws Exception {
        try (var slow = slow();
                var other = server.open("/echo")) {
            slow.text("go");
            other.text("still there?");
            other.expectText("still there?");
            var drained = slow.drain();
            assertTrue(drained.messages() < FLOOD, drained::toString);
            assertTrue(drained.code() == 1008 || drained.code() == 1006, drained::toString);
        }
    }

    @Test
    void a_client_that_never_reads_is_cut_after_the_send_deadline() throws Exception {
        try (var slow = slow()) {
            slow.text("go");
            slow.sendUntilCut(WebSocketFrame.of(WebSocketFrame.BINARY, new byte[1024]));
        }
    }

    private static RawWebSocket slow() throws IOException {
        return RawWebSocket.open(RawSocket.connectNarrow(server.port()), server.upgrade("/test/flood"));
    }

    @Test
    void a_client_that_sends_without_reading_its_echo_does_not_keep_others_from_theirs() throws Exception {
        try (var slow = RawWebSocket.open(RawSocket.connectNarrow(server.port()), server.upgrade("/echo"));
                var other = server.open("/echo")) {
            slow.sendUntilCut(WebSocketFrame.of(WebSocketFrame.BINARY, new byte[16_384]));
            other.text("still there?");
            other.expectText("still there?");
        }
    }
}
