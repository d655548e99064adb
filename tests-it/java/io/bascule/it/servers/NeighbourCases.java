package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
                                        "more connections from one address than `connections.perAddress`",
                                        "429 Retry-After: 10",
                                        sites -> tooMany(sites.neighbour()))),
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
    private static String tooMany(Site site) throws IOException {
        var webSockets = new ArrayList<RawWebSocket>();
        try {
            for (int client = 0; client < Wars.PER_ADDRESS; client++) {
                webSockets.add(RawWebSocket.open(site.port(), from("2001:db8::" + client, site)));
            }
            return Answers.opening(site, from("2001:db8::ffff", site));
        } finally {
            for (var webSocket : webSockets) {
                webSocket.close();
            }
        }
    }

    private static UpgradeRequest from(String client, Site site) {
        return site.upgrade("/test/measures").with("X-Forwarded-For: " + client);
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
