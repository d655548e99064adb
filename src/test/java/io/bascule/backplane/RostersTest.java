package io.bascule.backplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Backplane.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RostersTest {
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final Wire wire = new Wire();
    private final Station west = wire.station("west", 1);
    private final Station east = wire.station("east", 2);

    private static Client client(Station at, String connection, String user) {
        return new Client(at.self(), connection, Optional.of(user));
    }

    @Test
    void who_comes_and_who_goes_is_known_elsewhere() throws Exception {
        west.came("w1", Optional.of("ann"));
        west.came("w2", Optional.empty());
        wire.carry();
        assertEquals(
                Set.of(client(west, "w1", "ann"), new Client(west.self(), "w2", Optional.empty())), east.clients());
        west.left("w1");
        west.left("w2");
        wire.carry();
        assertEquals(Set.of(), east.clients());
    }

    @Test
    void those_of_this_node_are_not_elsewhere() throws Exception {
        west.came("w1", Optional.of("ann"));
        wire.carry();
        assertEquals(Set.of(), west.clients());
    }

    @Test
    void a_node_that_comes_later_learns_who_is_there() throws Exception {
        west.came("w1", Optional.of("ann"));
        wire.carry();
        var north = wire.station("north", 3);
        wire.pass(BEAT);
        assertEquals(Set.of(client(west, "w1", "ann")), north.clients());
    }

    @Test
    void what_was_lost_on_its_way_is_asked_for() throws Exception {
        wire.carry();
        west.came("w1", Optional.of("ann"));
        Wire.next(west); // and nobody gets it
        west.came("w2", Optional.of("bob"));
        wire.carry();
        assertEquals(Set.of(), east.clients());
        wire.pass(BEAT);
        assertEquals(Set.of(client(west, "w1", "ann"), client(west, "w2", "bob")), east.clients());
    }

    @Test
    void those_of_a_node_that_is_silent_for_10_s_are_gone() throws Exception {
        west.came("w1", Optional.of("ann"));
        wire.carry();
        wire.stations.remove(west);
        wire.pass(Duration.ofSeconds(9));
        assertEquals(1, east.clients().size());
        wire.pass(Duration.ofSeconds(1));
        assertEquals(Set.of(), east.clients());
    }

    @Test
    void those_of_a_node_that_stops_are_gone_at_once() throws Exception {
        west.came("w1", Optional.of("ann"));
        wire.carry();
        west.leave();
        wire.carry();
        assertEquals(Set.of(), east.clients());
    }

    /** What a station is told of who comes and goes elsewhere. */
    private static List<String> toldAt(Station station) {
        var told = new ArrayList<String>();
        station.listenForClients(new Backplane.ClientListener() {
            @Override
            public void came(Client client) {
                told.add("+" + client.connection() + client.user().orElse(""));
            }

            @Override
            public void left(Client client) {
                told.add("-" + client.connection() + client.user().orElse(""));
            }
        });
        return told;
    }

    @Test
    void it_is_told_once_who_comes_and_who_goes() throws Exception {
        var told = toldAt(east);
        west.came("w1", Optional.of("ann"));
        wire.carry();
        wire.pass(BEAT);
        west.left("w1");
        wire.carry();
        wire.pass(BEAT);
        assertEquals(List.of("+w1ann", "-w1ann"), told);
    }

    @Test
    void a_list_of_all_tells_only_what_is_new() throws Exception {
        var told = toldAt(east);
        west.came("w1", Optional.of("ann"));
        wire.carry();
        wire.station("north", 3); // asks for all
        west.came("w2", Optional.of("bob"));
        wire.pass(BEAT);
        assertEquals(List.of("+w1ann", "+w2bob"), told);
    }

    @Test
    void when_a_node_dies_all_its_clients_go_and_come_anew_when_it_is_heard_again() throws Exception {
        var told = toldAt(east);
        west.came("w1", Optional.of("ann"));
        wire.carry();
        wire.stations.remove(west);
        wire.pass(Duration.ofSeconds(10));
        assertEquals(List.of("+w1ann", "-w1ann"), told);
        wire.stations.add(west);
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(List.of("+w1ann", "-w1ann", "+w1ann"), told);
    }

    @Test
    void who_came_and_went_while_nothing_could_be_told_is_not_kept_for_ever() throws Exception {
        west.came("w0", Optional.of("ann"));
        for (int i = 1; i <= 2 * Rosters.MANY; i++) {
            west.came("w" + i, Optional.of("bob"));
            west.left("w" + i);
        }
        var told = Parcel.read(Wire.next(west).orElseThrow().bytes());
        assertTrue(told.bytes().length < 20_000, told::toString);
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(Set.of(client(west, "w0", "ann")), east.clients());
    }

    @Property(tries = 200)
    void whatever_gets_lost_all_know_the_same_after_two_beats(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 11) Integer> steps) throws Exception {
        var wire = new Wire(); // one for each try
        var west = wire.station("west", 1);
        var east = wire.station("east", 2);
        var expected = new HashSet<Client>();
        for (int step : steps) {
            var connection = "w" + step % 4;
            if (step < 4) {
                west.came(connection, Optional.of("ann"));
                expected.add(client(west, connection, "ann"));
            } else if (step < 8) {
                west.left(connection);
                expected.remove(client(west, connection, "ann"));
            } else if (step < 10) {
                Wire.next(west); // lost
            } else {
                wire.carry();
            }
        }
        wire.pass(BEAT.multipliedBy(2));
        assertEquals(expected, east.clients());
    }
}
