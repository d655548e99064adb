package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.CloseStatus;
import io.bascule.testing.ManualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.junit.jupiter.api.Test;

/** A client that reads nothing cannot keep its connection from ending. */
class StubbornClientTest {
    private static final String CLOSE_1000 = "88 02 03 e8";

    private final ManualTime time = new ManualTime();
    private final FakeSocket socket = new FakeSocket().holding();
    private final List<String> reading = new ArrayList<>();
    private final FrameChannel channel = new FrameChannel(
            socket.connection(),
            socket.shortWay(),
            time,
            new FrameChannel.Reading() {
                @Override
                public void pause() {
                    reading.add("pause");
                }

                @Override
                public void resume() {
                    reading.add("resume");
                }
            },
            1_000_000);

    private void tyrusWrites(int... frame) {
        var bytes = ByteBuffer.allocate(frame.length);
        for (int octet : frame) {
            bytes.put((byte) octet);
        }
        channel.tyrusWriter().write(bytes.flip(), new CompletionHandler<>() {});
    }

    @Test
    void a_client_that_closes_and_does_not_take_the_answer_is_dropped_after_two_seconds() {
        tyrusWrites(0x88, 2, 3, 0xE8);
        channel.peerClosed();
        time.advance(Duration.ofMillis(1999));
        assertEquals(List.of(CLOSE_1000, "CLOSED"), socket.seen());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of(CLOSE_1000, "CLOSED", "TERMINATED"), socket.seen());
    }

    @Test
    void a_client_that_does_not_take_our_close_frame_is_dropped_after_two_seconds() {
        channel.close(CloseStatus.NORMAL);
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of(CLOSE_1000, "TERMINATED"), socket.seen());
    }

    @Test
    void behind_our_close_frame_reading_goes_on_so_that_a_sending_client_comes_to_read_it() {
        channel.pauseReading();
        channel.close(CloseStatus.NORMAL);
        assertEquals(List.of("pause", "resume"), reading);
    }

    @Test
    void a_client_that_tyrus_gives_up_is_dropped_after_two_seconds() throws IOException {
        channel.tyrusWriter().close();
        time.advance(Duration.ofSeconds(2));
        assertEquals(List.of("CLOSED", "TERMINATED"), socket.seen());
    }

    @Test
    void a_client_that_sends_empty_pings_and_does_not_read_is_cut_at_a_thousand() {
        for (int sent = 0; sent < 1_000; sent++) {
            tyrusWrites(0x8A, 0);
        }
        assertEquals(1_000, socket.seen().size());
        tyrusWrites(0x8A, 0);
        assertEquals("TERMINATED", socket.seen().get(1_000));
    }

    @Test
    void a_socket_that_is_gone_leaves_no_appointment() {
        channel.close(CloseStatus.NORMAL);
        channel.gone();
        assertEquals(0, time.pending());
        socket.complete();
        assertEquals(0, time.pending());
    }
}
