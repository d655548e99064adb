package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Part;
import io.bascule.presence.Clients;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.Stomp;
import io.bascule.stomp.StompOptions;
import io.bascule.testing.Brokers;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What STOMP sessions leave behind in the broker, however they end. */
class StompSessionsTest {
    private final InMemoryBroker broker = Brokers.inMemory();

    @Test
    void sessions_that_are_gone_leave_nothing_behind() {
        for (var end : List.of("", "DISCONNECT\n\n\0", "DISCONNECT\nreceipt:1\n\n\0", "nonsense\n", "SEND\n\n\0")) {
            var time = new ManualTime();
            subscribeAndEnd(time, end);
            assertEquals(Map.of(), broker.subscriptions);
            assertEquals(Map.of(), broker.topics.subscriptions.below);
            assertEquals(Map.of(), broker.queues.queues);
            assertEquals(Map.of(), broker.users.receivers);
            assertEquals(0, time.pending());
        }
    }

    private void subscribeAndEnd(ManualTime time, String end) {
        var handshake = RecordingConnection.handshake(Optional.of(() -> "ann"));
        var stomp = new Stomp(
                StompOptions.STANDARD,
                broker,
                new Clients(Runnable::run),
                Runnable::run,
                time,
                time,
                DestinationRules.of(),
                SlowClientRules.NONE,
                Login.OF_HANDSHAKE);
        var session = stomp.create(handshake);
        session.opened(new RecordingConnection("c1", handshake));
        session.received(Part.text("CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n\0"), true);
        for (var wanted : List.of("/topic/a", "/topic/**/b", "/queue/q", "/user/queue/orders")) {
            session.received(Part.text("SUBSCRIBE\nid:" + wanted + "\ndestination:" + wanted + "\n\n\0"), true);
        }
        assertEquals(4, broker.subscriptions.getOrDefault(session, Map.of()).size());
        session.received(Part.text(end), true);
        session.closed(CloseStatus.ABNORMAL);
    }
}
