package io.bascule.it.servers;

import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The end of the server: what {@link Ending} sees when the run is over, the first before it and the second behind it. */
final class EndCases {
    static final Case CLIENTS = new Case("the server stops: its clients", "1001", EndCases::clients);
    static final Case PORTS = new Case("the server has stopped: its ports", "free", EndCases::ports);

    private static final Duration STOP = Duration.ofMinutes(2);

    private EndCases() {}

    static List<Case> all() {
        return List.of(CLIENTS, PORTS);
    }

    private static String clients(Sites sites) throws IOException {
        var site = sites.leaving().deploy();
        try (var webSocket = RawWebSocket.open(RawSocket.connect(site.port(), STOP), site.upgrade("/echo"))) {
            webSocket.text("open?");
            webSocket.expectText("open?");
            sites.leaving().undeploy();
            return Answers.code(webSocket);
        }
    }

    private static String ports(Sites sites) throws Exception {
        Poll.until(() -> listening(sites).isEmpty());
        var listening = listening(sites);
        return listening.isEmpty() ? "free" : "something listens on " + listening;
    }

    private static String listening(Sites sites) {
        return Stream.concat(Stream.of(sites.cases().port()), ofThisRun())
                .distinct()
                .filter(EndCases::listens)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    private static Stream<Integer> ofThisRun() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("it.port."))
                .map(Integer::getInteger);
    }

    private static boolean listens(int port) {
        try (var socket = RawSocket.connect(port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
