package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.testing.ManualTime;
import io.bascule.websocket.Admissions.Prices;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebSocketConnectionTest {
    private final FakeSession session = new FakeSession();
    private final List<String> events = new ArrayList<>();
    private final ManualTime time = new ManualTime();

    private static EndpointConfig config(Admission admission) {
        var config = bare();
        config.getUserProperties().put(Admission.KEY, admission);
        return config;
    }

    private static EndpointConfig bare() {
        return ServerEndpointConfig.Builder.create(Prices.class, "/prices")
                .configurator(new BasculeConfigurator())
                .build();
    }

    private WebSocketConnection open() {
        return WebSocketConnection.of(
                session.session(), config(Admissions.admission(handshake -> new Recorder(events))));
    }

    @Test
    void the_handler_of_the_path_is_opened() {
        open();
        assertEquals(List.of("opened"), events);
    }

    @Test
    void a_handler_named_by_the_endpoint_is_opened() {
        WebSocketConnection.of(
                session.session(), config(Admissions.admission(Map.of())), handshake -> new Recorder(events));
        assertEquals(List.of("opened"), events);
    }

    @Test
    void the_container_s_idle_time_is_switched_off() {
        open();
        assertEquals(List.of("IDLE -1"), session.seen());
    }

    @Test
    void where_the_container_has_a_deadline_for_sends_ours_holds_alone() {
        session.sendTimeout(10_000);
        open();
        assertEquals(List.of("IDLE -1", "SEND TIMEOUT -1"), session.seen());
    }

    @Test
    void an_endpoint_that_does_not_name_the_configurator_is_told_so() {
        var wrong = assertThrows(IllegalStateException.class, () -> WebSocketConnection.of(session.session(), bare()));
        assertEquals(
                "The endpoint does not name configurator = BasculeConfigurator.class in its @ServerEndpoint",
                wrong.getMessage());
    }

    @Test
    void a_path_without_a_handler_is_closed_with_1011() {
        WebSocketConnection.of(session.session(), config(Admissions.admission(Map.of(), time)));
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("IDLE -1", "CLOSE 1011"), session.seen());
    }

    /** Tyrus calls an endpoint's close method from inside the close of its session. */
    @Test
    void a_handler_that_closes_at_once_does_so_when_the_endpoint_holds_the_connection() {
        var connection = WebSocketConnection.of(
                session.session(), config(Admissions.admission(handshake -> new Leaving(events), time)));
        assertEquals(List.of("IDLE -1"), session.seen());
        session.whenClosed(connection::closed);
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("IDLE -1", "CLOSE 4001 full"), session.seen());
        assertEquals(List.of("opened", "closed 4001 full"), events);
    }

    @Test
    void what_is_sent_goes_to_the_session() {
        open().connection().send(Outgoing.text("a"));
        assertEquals(List.of("IDLE -1", "TEXT a"), session.seen());
    }

    @Test
    void text_arrives() {
        var connection = open();
        connection.text("a", false);
        connection.text("€", true);
        assertEquals(List.of("opened", "TEXT 61...", "TEXT e282ac"), events);
    }

    @Test
    void a_character_that_is_split_over_two_parts_stays_whole() {
        var connection = open();
        var smile = "😀";
        connection.text("a" + smile.charAt(0), false);
        connection.text(smile.charAt(1) + "b", true);
        assertEquals(List.of("opened", "TEXT 61...", "TEXT f09f988062"), events);
    }

    @Test
    void a_part_may_be_half_a_character_alone() {
        var connection = open();
        var smile = "😀";
        connection.text(smile.substring(0, 1), false);
        connection.text("", false);
        connection.text(smile.substring(1), true);
        assertEquals(List.of("opened", "TEXT ...", "TEXT ...", "TEXT f09f9880"), events);
    }

    @Test
    void binary_arrives_and_the_container_may_use_its_buffer_again() {
        var kept = new ArrayList<Part>();
        var connection = WebSocketConnection.of(
                session.session(), config(Admissions.admission(handshake -> new Recorder(events) {
                    @Override
                    public void received(Part part, boolean last) {
                        kept.add(part);
                    }
                })));
        var buffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9});
        connection.binary(buffer.position(1).limit(3), true);
        buffer.clear().put(new byte[4]);
        assertEquals("0102", hex(kept.get(0)));
    }

    @Test
    void a_pong_that_nobody_asked_for_is_nothing_to_the_handler() {
        open().pong(() -> ByteBuffer.wrap(new byte[] {1}));
        assertEquals(List.of("opened"), events);
    }

    @Test
    void an_error_arrives() {
        open().failed(new IllegalStateException("reset"));
        assertEquals(List.of("opened", "failed reset"), events);
    }

    @Test
    void the_end_arrives_with_the_container_s_status() {
        open().closed(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "bye"));
        assertEquals(List.of("opened", "closed 1001 bye"), events);
    }

    @Test
    void a_reason_may_be_missing() {
        open().closed(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, null));
        assertEquals(List.of("opened", "closed 1006 "), events);
    }

    private static String hex(Part part) {
        byte[] bytes = new byte[part.size()];
        part.copyTo(bytes, 0);
        return HexFormat.of().formatHex(bytes);
    }

    private static class Recorder implements ConnectionHandler {
        private final List<String> events;

        Recorder(List<String> events) {
            this.events = events;
        }

        @Override
        public void opened(Connection connection) {
            events.add("opened");
        }

        @Override
        public void received(Part part, boolean last) {
            events.add(part.opcode() + " " + hex(part) + (last ? "" : "..."));
        }

        @Override
        public void failed(Throwable cause) {
            events.add("failed " + cause.getMessage());
        }

        @Override
        public void closed(CloseStatus status) {
            events.add("closed " + status.code() + " " + status.reason());
        }
    }

    /** Closes as soon as it is opened. */
    private static final class Leaving extends Recorder {
        Leaving(List<String> events) {
            super(events);
        }

        @Override
        public void opened(Connection connection) {
            super.opened(connection);
            connection.close(new CloseStatus(4001, "full"));
        }
    }
}
