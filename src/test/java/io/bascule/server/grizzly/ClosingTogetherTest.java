package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.CloseStatus;
import io.bascule.testing.ManualTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Server and client close at the same time. */
class ClosingTogetherTest {
    private final FakeSocket socket = new FakeSocket();
    private final FrameChannel channel = new FrameChannel(
            socket.connection(),
            socket.shortWay(),
            new ManualTime(),
            new FrameChannel.Reading() {
                @Override
                public void pause() {}

                @Override
                public void resume() {}
            },
            20);

    @Test
    void the_socket_is_not_closed_before_the_close_frame_that_another_thread_is_sending() throws Exception {
        socket.duringWrite(this::clientCloses);
        channel.close(CloseStatus.NORMAL);
        assertEquals(List.of("88 02 03 e8", "CLOSED"), socket.seen().subList(0, 2));
    }

    private void clientCloses() {
        var reader = new Thread(channel::peerClosed);
        reader.start();
        try {
            reader.join();
        } catch (InterruptedException hurry) {
            throw new AssertionError(hurry);
        }
    }
}
