package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.BasculeOptions;
import io.bascule.testing.ManualTime;
import jakarta.websocket.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.Test;

/** What a reader does when its socket is lost. */
class LostSocketTest {
    private final ManualTime time = new ManualTime();
    private final List<String> tyrus = new ArrayList<>();
    private final FrameReader reader = new FrameReader(
            new FakeSocket().connection(),
            new FakeSocket().shortWay(),
            time,
            new AtEndOfRead(),
            BasculeOptions.defaults().limits(""));

    @Test
    void tyrus_is_told_of_a_socket_that_is_lost() {
        reader.upgraded(new RecordingTyrus());
        reader.gone();
        assertEquals(List.of("closed 1006"), tyrus);
    }

    @Test
    void tyrus_is_told_of_a_socket_that_was_lost_while_it_opened() {
        reader.gone();
        reader.upgraded(new RecordingTyrus());
        assertEquals(List.of("closed 1006"), tyrus);
    }

    private final class RecordingTyrus implements Connection {
        @Override
        public void close(CloseReason reason) {
            tyrus.add("closed " + reason.getCloseCode().getCode());
        }

        @Override
        public ReadHandler getReadHandler() {
            return data -> {};
        }

        @Override
        public Writer getWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CloseListener getCloseListener() {
            throw new UnsupportedOperationException();
        }
    }
}
