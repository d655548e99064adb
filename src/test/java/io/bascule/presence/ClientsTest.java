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
        var here = new Clients(Runnable::run, () -> Runnable::run, Optional.of(station("west")));
        here.connected(ann);
        assertEquals(Set.of(new Presence.Client("west", "c1", ANN)), here.everywhere());
    }

    private static Station station(String name) {
        return new Station(new Node(name, 1), Station.Limits.of(1_000, true), () -> 0);
    }

    private static final class Told implements Presence.Watcher {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void came(Presence.Client client) {
            lines.add("+" + client.node() + " " + client.connection() + " "
                    + client.user().orElse("nobody"));
        }

        @Override
        public void left(Presence.Client client) {
            lines.add("-" + client.node() + " " + client.connection());
        }
    }

    @Test
    void a_watcher_is_told_of_those_who_are_there_and_of_who_comes_and_goes_each_once() {
        var told = new Told();
        clients.connected(ann);
        clients.watch(told);
        clients.connected(nobody);
        clients.disconnected(ann);
        clients.disconnected(ann);
        assertEquals(List.of("+ c1 ann", "+ c3 nobody", "- c1"), told.lines);
    }

    @Test
    void a_second_watcher_is_told_the_same() {
        var second = new Told();
        clients.watch(new Told());
        clients.connected(ann);
        clients.watch(second);
        clients.disconnected(ann);
        assertEquals(List.of("+ c1 ann", "- c1"), second.lines);
    }

    @Test
    void a_watcher_is_told_of_those_of_another_node_with_its_name() throws Exception {
        var west = station("west");
        var east = station("east");
        var here = new Clients(Runnable::run, () -> Runnable::run, Optional.of(west));
        var there = new Clients(Runnable::run, () -> Runnable::run, Optional.of(east));
        var told = new Told();
        here.watch(told);
        there.connected(ann);
        carry(east, west);
        there.disconnected(ann);
        carry(east, west);
        assertEquals(List.of("+east c1 ann", "-east c1"), told.lines);
    }

    private static void carry(Station from, Station to) throws InterruptedException {
        for (var next = from.next(0); next.isPresent(); next = from.next(0)) {
            to.arrived(next.get().bytes());
        }
    }

    @Test
    void a_watcher_that_fails_is_logged_and_is_told_of_the_next() {
        var told = new Told();
        clients.watch(new Presence.Watcher() {
            @Override
            public void came(Presence.Client client) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void left(Presence.Client client) {
                told.left(client);
            }
        });
        try (var log = RecordedLog.of(Everyone.class)) {
            clients.connected(ann);
            assertEquals(List.of("SEVERE A watcher failed when told who comes and goes"), log.lines());
        }
        clients.disconnected(ann);
        assertEquals(List.of("- c1"), told.lines);
    }

    @Test
    void what_is_told_waits_for_its_turn_in_order() {
        var tasks = new ArrayList<Runnable>();
        var told = new Told();
        var busy = new Clients(Runnable::run, () -> tasks::add, Optional.empty());
        busy.watch(told);
        busy.connected(ann);
        busy.disconnected(ann);
        assertEquals(List.of(), told.lines);
        tasks.forEach(Runnable::run);
        assertEquals(List.of("+ c1 ann", "- c1"), told.lines);
    }
}
