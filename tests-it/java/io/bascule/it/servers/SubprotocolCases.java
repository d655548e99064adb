package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.List;

/** The choice of the subprotocol (RFC 6455 section 4.2.2), and the seed's own request. */
final class SubprotocolCases {
    private static final String CHOICE = "101 Sec-WebSocket-Protocol: ";

    private SubprotocolCases() {}

    static List<Case> all() {
        return List.of(
                offering("offered: `v10.stomp, v12.stomp`", CHOICE + "v10.stomp", "v10.stomp, v12.stomp"),
                offering("offered: `v12.stomp, v10.stomp`", CHOICE + "v12.stomp", "v12.stomp, v10.stomp"),
                offering("offered: `V12.STOMP`", CHOICE + "V12.STOMP", "V12.STOMP"),
                offering("offered in two lines: `v9.foo` and `v11.stomp`", CHOICE + "v11.stomp", "v9.foo", "v11.stomp"),
                offering("offered: `mqtt`, which none fits", "101", "mqtt"),
                offering("no subprotocol is offered", "101"),
                new Case(
                        "the server's order is set",
                        CHOICE + "v12.stomp",
                        sites -> Answers.echo(
                                sites.neighbour(),
                                offering(sites.neighbour().upgrade("/test/speaking"), "v10.stomp, v12.stomp"))),
                new Case(
                        "one is required, and none fits",
                        "400",
                        sites -> Answers.opening(
                                sites.neighbour(), offering(sites.neighbour().upgrade("/intercepted?a"), "mqtt"))),
                new Case(
                        "one is required, and one fits",
                        CHOICE + "v11.stomp",
                        sites -> Answers.opening(
                                sites.neighbour(),
                                offering(sites.neighbour().upgrade("/intercepted?a"), "mqtt, v11.stomp"))),
                new Case(
                        "the seed's request, byte for byte",
                        "101 1qVdfYHU9hPOl4JYYNXF623Gzn0= v10.stomp, CONNECTED, RECEIPT",
                        sites -> seed(sites.bascule())));
    }

    private static Case offering(String name, String expected, String... lines) {
        return new Case(
                name,
                expected,
                sites -> Answers.echo(sites.cases(), offering(sites.cases().upgrade("/test/speaking"), lines)));
    }

    private static UpgradeRequest offering(UpgradeRequest request, String... lines) {
        var offering = request;
        for (var line : lines) {
            offering = offering.with("Sec-WebSocket-Protocol: " + line);
        }
        return offering;
    }

    private static String seed(Site site) throws IOException {
        var request = new UpgradeRequest(
                "GET /bascule/portfolio HTTP/1.1",
                List.of(
                        "Host: localhost:8080",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: Uc9l9TMkWGbHFD2qnFHltg==",
                        "Sec-WebSocket-Protocol: v10.stomp, v11.stomp",
                        "Sec-WebSocket-Version: 13",
                        "Origin: http://localhost:8080"));
        try (var stomp = new StompOverWebSocket(RawWebSocket.open(site.port(), request))) {
            var answer = stomp.webSocket().answer();
            stomp.send("CONNECT\n\n^@");
            var connected = stomp.next();
            stomp.send("SUBSCRIBE\ndestination:/topic/price.stock.BTC\nreceipt:sub\n\n^@");
            var receipt = stomp.next();
            return answer.status() + " " + answer.header("Sec-WebSocket-Accept") + " "
                    + answer.header("Sec-WebSocket-Protocol") + ", " + connected.command() + ", " + receipt.command();
        }
    }
}
