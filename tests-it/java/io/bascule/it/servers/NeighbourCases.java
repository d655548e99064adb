package io.bascule.it.servers;

import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Two applications with the library on one server: neither is ruled by the other's settings, nor has the demonstration. */
final class NeighbourCases {
    private NeighbourCases() {}

    static List<Case> all() {
        return Stream.concat(
                        Stream.of(
                                new Case(
                                        "an origin that only the neighbour lists",
                                        "403",
                                        sites -> Answers.opening(
                                                sites.cases(),
                                                sites.cases()
                                                        .upgrade("/test/speaking")
                                                        .with("Origin: https://shop.example.com"))),
                                new Case(
                                        "any origin where only the other has `*`",
                                        "403",
                                        sites -> Answers.opening(
                                                sites.neighbour(),
                                                sites.neighbour()
                                                        .upgrade("/test/measures")
                                                        .with("Origin: http://evil.example"))),
                                new Case(
                                        "1 MB where only the other takes 8 MiB",
                                        "1009",
                                        sites -> tooMuch(sites.neighbour())),
                                new Case(
                                        "more connections from one address than `connections.perAddress`; one leaves",
                                        "429 Retry-After: 10; 101",
                                        sites -> fromOneAddress(sites.neighbour())),
                                new Case(
                                        "more connections of one user than `connections.perUser`; one leaves",
                                        "429 Retry-After: 10; 101",
                                        sites -> ofOneUser(sites.neighbour())),
                                new Case(
                                        "more connections than `connections`; one leaves",
                                        "503 Retry-After: 10; 101",
                                        sites -> inAll(sites.leaving()))),
                        Stream.of("/portfolio", "/echo", "/login").flatMap(NeighbourCases::nothingOfTheDemonstration))
                .toList();
    }

    private static String tooMuch(Site site) throws IOException {
        try (var webSocket = site.open("/test/measures")) {
            webSocket.send(WebSocketFrame.of(WebSocketFrame.BINARY, new byte[1_000_000]));
            return Answers.code(webSocket);
        }
    }

    /** A proxy that is trusted names the clients; an IPv6 network is one of them. */
    private static String fromOneAddress(Site site) throws Exception {
        return tooMany(site, Wars.PER_ADDRESS, client -> upgrade(site).with("X-Forwarded-For: 2001:db8::" + client));
    }

    private static String ofOneUser(Site site) throws Exception {
        return tooMany(site, Wars.PER_USER, client -> upgrade(site).with("X-Name: ann"));
    }

    private static UpgradeRequest upgrade(Site site) {
        return site.upgrade("/test/measures");
    }

    private static String inAll(Sites.Leaving application) throws Exception {
        var site = application.deploy();
        try {
            return tooMany(site, Wars.ALL, client -> site.upgrade("/echo"));
        } finally {
            application.undeploy();
        }
    }

    /** What the one is answered who comes behind {@code most} others, and then in the place of one of them. */
    private static String tooMany(Site site, int most, IntFunction<UpgradeRequest> request) throws Exception {
        var webSockets = new ArrayList<RawWebSocket>();
        try {
            for (int client = 0; client < most; client++) {
                webSockets.add(RawWebSocket.open(site.port(), request.apply(client)));
            }
            var full = Answers.opening(site, request.apply(most));
            webSockets.get(0).close();
            boolean free =
                    Poll.until(() -> Answers.opening(site, request.apply(most)).equals("101"));
            return full + (free ? "; 101" : "; no place");
        } finally {
            for (var webSocket : webSockets) {
                webSocket.close();
            }
        }
    }

    private static Stream<Case> nothingOfTheDemonstration(String path) {
        return Stream.of(
                new Case(
                        "with the library alone: `" + path + "`",
                        "404",
                        sites -> Answers.status(
                                sites.neighbour(),
                                "GET " + sites.neighbour().at(path) + " HTTP/1.1\nHost: 127.0.0.1:"
                                        + sites.neighbour().port() + "\nConnection: close\n\n")),
                new Case(
                        "with the library alone: a handshake for `" + path + "`",
                        "404",
                        sites -> Answers.opening(
                                sites.neighbour(), sites.neighbour().upgrade(path))));
    }
}
