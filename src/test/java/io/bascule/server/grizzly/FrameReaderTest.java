package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.BasculeOptions;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Connections;
import io.bascule.connection.Part;
import io.bascule.handshake.KeptPlace;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    @Test
    void a_socket_that_is_lost_before_its_connection_opens_closes_it() {
        var time = new ManualTime();
        var events = new ArrayList<String>();
        var limits = BasculeOptions.defaults().limits("");
        var socket = new FakeSocket();
        var reader = new FrameReader(socket.connection(), socket.shortWay(), time, new AtEndOfRead(), limits);
        reader.gone();
        var connection = new Connections(time, time, Runnable::run, () -> "c", List.of())
                .open(
                        RecordingConnection.handshake(Optional.empty()),
                        KeptPlace.any(),
                        limits,
                        reader.channel(),
                        reader.drain(reader.channel()),
                        handshake -> new Recorder(events));
        reader.opened(connection);
        connection.opened();
        assertEquals(List.of("opened", "closed 1006"), events);
        assertEquals(0, time.pending());
    }

    private record Recorder(List<String> events) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            events.add("opened");
        }

        @Override
        public void received(Part part, boolean last) {}

        @Override
        public void closed(CloseStatus status) {
            events.add("closed " + status.code());
        }
    }
}
