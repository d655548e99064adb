package io.bascule.broker;

import io.bascule.backplane.Ledger;
import io.bascule.backplane.Node;
import io.bascule.backplane.Station;
import io.bascule.broker.BrokerLimits.Retention.Last;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two brokers beside each other, with a backplane in memory that carries when told to, and a client at each. */
final class Cluster {
    private static final BrokerLimits LIMITS = new Limits()
            .history("/topic/kept.*", new Last(3))
            .history("/topic/here.*", new Last(3))
            .history("/user/queue/kept.*", new Last(3))
            .made();

    final ManualTime time = new ManualTime();
    final List<Station> stations = new ArrayList<>();
    final List<Ledger> ledgers = new ArrayList<>();
    final Depot depot = new Depot();
    final InMemoryBroker west = broker("west");
    final InMemoryBroker east = broker("east");
    final RecordingSubscriber ann = RecordingSubscriber.of("ann", "w1");
    final RecordingSubscriber bob = RecordingSubscriber.of("bob", "e1");

    InMemoryBroker broker(String name) {
        return broker(name, 1);
    }

    InMemoryBroker broker(String name, long epoch) {
        var station = new Station(new Node(name, epoch), Station.Limits.of(1_000, true), time::nanoTime);
        stations.add(station);
        var ledger = new Ledger(station, 1_000);
        ledgers.add(ledger);
        var staying = List.of(DestinationPattern.parse("/topic/here.**"), DestinationPattern.parse("/queue/here.**"));
        var others = new OtherNodes(station, ledger, staying);
        return new InMemoryBroker(LIMITS, new ManualClock(time), time, () -> name + "-secret", Optional.of(others));
    }

    /** Takes all that the stations have to send and brings it to both, until there is nothing more. */
    void carry() throws InterruptedException {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (var from : stations) {
                for (var one = from.next(0); one.isPresent(); one = from.next(0)) {
                    var departure = one.get();
                    departure.sent().run();
                    stations.forEach(to -> to.arrived(departure.bytes()));
                    moved = true;
                }
            }
            for (var ledger : ledgers) {
                moved |= depot.serve(ledger);
            }
        }
    }

    /** Lets time pass, with every station alive. */
    void pass(Duration duration) throws InterruptedException {
        for (var left = duration; left.toMillis() > 0; left = left.minusMillis(500)) {
            time.advance(Duration.ofMillis(500));
            carry();
            stations.forEach(Station::look);
        }
    }
}
