package io.bascule.sockjs;

import io.bascule.backplane.Departure;
import io.bascule.backplane.Node;
import io.bascule.backplane.Station;
import io.bascule.handshake.OriginPolicy;
import io.bascule.relay.Relays;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Two nodes, each with the same service, and a backplane between them that carries when told to. */
final class TwoNodes {
    final ManualTime time = new ManualTime();
    final Station westStation = station("west");
    final Station eastStation = station("east");
    final Service west = service(westStation);
    final Service east = service(eastStation);
    /** What does not arrive. */
    Predicate<Departure> lost = departure -> false;

    TwoNodes() throws InterruptedException {
        carry();
    }

    private Station station(String name) {
        return new Station(new Node(name, 1), Station.Limits.of(10_000, true), time::nanoTime);
    }

    private Service service(Station station) {
        var service = new Service(time);
        join(service, station);
        return service;
    }

    private void join(Service service, Station station) {
        var relays = new Relays(station, time, Runnable::run);
        service.elsewhere = relays;
        relays.begin(service.again().sockJs());
    }

    void letAnybodyIn() {
        west.rules = west.rules.origins(OriginPolicy.parse("*"));
        east.rules = east.rules.origins(OriginPolicy.parse("*"));
        joinAgain();
    }

    void sendDeadline(Duration deadline) {
        west.sendDeadline = deadline;
        joinAgain();
    }

    private void joinAgain() {
        join(west, westStation);
        join(east, eastStation);
    }

    /** Brings what both have to send, until there is nothing more. */
    TwoNodes carry() throws InterruptedException {
        boolean moved = true;
        while (moved) {
            moved = bring(westStation, eastStation);
            moved |= bring(eastStation, westStation);
        }
        return this;
    }

    private boolean bring(Station from, Station to) throws InterruptedException {
        boolean any = false;
        for (var next = from.next(0); next.isPresent(); next = from.next(0)) {
            any = true;
            if (!lost.test(next.get())) {
                to.arrived(next.get().bytes());
            }
        }
        return any;
    }

    /** Nothing more comes from west, and nothing gets there. */
    void cutWestOff() {
        lost = departure -> true;
    }

    void pass(Duration duration) throws InterruptedException {
        for (var left = duration; left.toMillis() > 0; left = left.minusMillis(500)) {
            time.advance(Duration.ofMillis(500));
            carry();
            List.of(westStation, eastStation).forEach(Station::look);
        }
        carry();
    }
}
