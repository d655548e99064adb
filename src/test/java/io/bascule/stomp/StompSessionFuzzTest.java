package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.stomp.PointServer.Peer;
import io.bascule.stomp.frame.FrameDecoder;
import io.bascule.stomp.frame.FrameLimits;
import io.bascule.stomp.frame.StompVersion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Three clients and a server, fed with whatever bytes: from the corpus beside it in {@code src/test/resources}; with
 * {@code JAZZER_FUZZ=1} in the environment, from those that Jazzer thinks up. {@code 0xFF} ends a message; the first byte
 * of each says whose it is, and behind each a quarter of a second passes.
 */
class StompSessionFuzzTest {
    private static final byte END = -1;
    private static final FrameLimits ANY_SIZE = new FrameLimits(16, 10_000, 1 << 20, 1 << 20, 1 << 20);
    private static final StompOptions.Limits FEW = new StompOptions.Limits(4, 4, 4, 2, 4, 1_000, 64, 1 << 16);

    @FuzzTest(maxDuration = "3m")
    void whatever_clients_send_the_server_answers_in_frames_fails_never_and_keeps_nothing(byte[] input) {
        var server = PointServer.small(FEW);
        var clients = List.of(server.speaking("1.2"), server.speaking("1.0"), server.open());
        for (int from = 0; from < input.length; ) {
            int to = from;
            while (to < input.length && input[to] != END) {
                to++;
            }
            if (to > from) {
                var client = clients.get((input[from] & 0xff) % 3);
                client.receives(Part.binary(Arrays.copyOfRange(input, from + 1, to)));
                server.time.advance(Duration.ofMillis(250));
            }
            from = to + 1;
        }
        assertAnsweredInFrames(clients.get(0), StompVersion.V1_2);
        assertAnsweredInFrames(clients.get(1), StompVersion.V1_0);
        clients.forEach(Peer::isGone);
        assertEquals(0, server.broker.subscriptions());
        for (var client : clients) {
            assertFalse(client.seen().stream().anyMatch(seen -> seen.startsWith("CLOSE 1011")), "our own code failed");
        }
    }

    private static void assertAnsweredInFrames(Peer client, StompVersion version) {
        for (var message : client.connection.sent()) {
            var bytes = bytes(message);
            if (bytes.length > 1) { // not a heart-beat
                var decoder = new FrameDecoder(ANY_SIZE);
                decoder.speak(version);
                var in = ByteBuffer.wrap(bytes);
                assertFalse(decoder.next(in).isEmpty());
                assertEquals(0, in.remaining());
            }
        }
    }

    private static byte[] bytes(Outgoing message) {
        byte[] bytes = new byte[message.size()];
        message.tail().copyTo(bytes, message.head().copyTo(bytes, 0));
        return bytes;
    }
}
