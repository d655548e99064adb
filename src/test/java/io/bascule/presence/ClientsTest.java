package io.bascule.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.backplane.Node;
import io.bascule.backplane.Station;
import io.bascule.broker.Subscription;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientsTest {
    private static final Optional<String> ANN = Optional.of("ann");

    private final Clients clients = new Clients(Runnable::run);
    private final List<ClientEvent> events = new ArrayList<>();
    private final RecordingSubscriber ann = RecordingSubscriber.of("ann", "c1");
    private final RecordingSubscriber secondTab = RecordingSubscriber.of("ann", "c2");
    private final RecordingSubscriber nobody = RecordingSubscriber.anonymous("c3");

    @Test
    void users_are_there_from_their_first_connection_to_their_last() {
        clients.connected(ann);
        clients.connected(secondTab);
        clients.connected(nobody);
        assertEquals(Set.of("ann"), clients.users());
        assertEquals(Set.of("c1", "c2"), clients.connectionsOf("ann"));
        assertEquals(Set.of("c1", "c2", "c3"), clients.connections());
        clients.disconnected(ann);
        assertEquals(Set.of("ann"), clients.users());
        assertEquals(Set.of("c2"), clients.connectionsOf("ann"));
        clients.disconnected(secondTab);
        assertEquals(Set.of(), clients.users());
        assertEquals(Set.of(), clients.connectionsOf("ann"));
        assertEquals(Set.of("c3"), clients.connections());
    }

    @Test
    void each_event_is_told_once_and_in_order() {
        clients.listen(events::add);
        clients.connected(ann);
        clients.subscribed(ann, new Subscription("1", "/topic/a"));
        clients.subscribed(ann, new Subscription("2", "/topic/b"));
        clients.unsubscribed(ann, "1");
        clients.unsubscribed(ann, "1");
        clients.disconnected(ann);
        clients.disconnected(ann);
        assertEquals(
                List.of(
                        new ClientEvent.Connected("c1", ANN),
                        new ClientEvent.Subscribed("c1", ANN, "1", "/topic/a"),
                        new ClientEvent.Subscribed("c1", ANN, "2", "/topic/b"),
                        new ClientEvent.Unsubscribed("c1", ANN, "1", "/topic/a"),
                        new ClientEvent.Unsubscribed("c1", ANN, "2", "/topic/b"),
                        new ClientEvent.Disconnected("c1", ANN)),
                events);
    }

    @Test
    void who_never_came_never_goes() {
        clients.listen(events::add);
        clients.disconnected(ann);
        clients.unsubscribed(ann, "1");
        assertEquals(List.of(), events);
    }

    @Test
    void a_listener_that_fails_is_logged_and_the_others_are_told() {
        clients.listen(event -> {
            throw new IllegalStateException("on purpose");
        });
        clients.listen(events::add);
        try (var log = RecordedLog.of(Clients.class)) {
            clients.connected(ann);
            assertEquals(List.of("SEVERE c1: a listener failed when told of Connected"), log.lines());
        }
        assertEquals(List.of(new ClientEvent.Connected("c1", ANN)), events);
    }

    @Test
    void without_other_nodes_everywhere_is_here() {
        clients.connected(ann);
        clients.connected(nobody);
        assertEquals(
                Set.of(new Presence.Client("", "c1", ANN), new Presence.Client("", "c3", Optional.empty())),
                clients.everywhere());
    }

    @Test
    void those_of_this_node_have_its_name() {
        var station = new Station(new Node("west", 1), Station.Limits.of(1_000, true), () -> 0);
        var here = new Clients(Runnable::run, Optional.of(station));
        here.connected(ann);
        assertEquals(Set.of(new Presence.Client("west", "c1", ANN)), here.everywhere());
    }
}
