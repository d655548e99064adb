package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.Caller;
import io.bascule.portfolio.ConnectionMessages.PaceRequest;
import io.bascule.testing.RecordingConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionMessagesTest {
    private static final Caller VISITOR = new Caller("7", Optional.empty());

    private final RecordingMessenger messenger = new RecordingMessenger();
    private final RecordingConnection connection = new RecordingConnection("7");
    private final ConnectionMessages messages = messages("");

    private ConnectionMessages messages(String node) {
        return new ConnectionMessages(
                messenger, id -> id.equals("7") ? Optional.of(connection) : Optional.empty(), node);
    }

    @Test
    void the_connection_that_asks_is_told_how_many_messages_were_replaced() throws IOException {
        messages.tell(VISITOR);
        var sent = messenger.sent().get(0);
        assertEquals("connection 7 /queue/connection", sent.to() + " " + sent.destination());
        assertEquals("{\"conflated\":0}", new ObjectMapper().writeValueAsString(sent.payload()));
    }

    @Test
    void the_connection_that_asks_is_told_which_node_serves_it() throws IOException {
        messages("west").tell(VISITOR);
        assertEquals(
                "{\"conflated\":0,\"node\":\"west\"}",
                new ObjectMapper().writeValueAsString(messenger.sent().get(0).payload()));
    }

    @Test
    void who_wants_to_be_slow_is_written_to_every_two_seconds() {
        messages.pace(new PaceRequest(true), VISITOR);
        assertEquals(Duration.ofSeconds(2), connection.pace());
        messages.pace(new PaceRequest(false), VISITOR);
        assertEquals(Duration.ZERO, connection.pace());
    }

    @Test
    void a_connection_that_has_gone_is_told_nothing() {
        messages.pace(new PaceRequest(true), new Caller("8", Optional.empty()));
        assertEquals(List.of(), messenger.sent());
    }
}
