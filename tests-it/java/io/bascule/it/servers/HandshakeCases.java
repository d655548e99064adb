package io.bascule.it.servers;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** The rule of the opening handshake (RFC 6455 section 4.2), line by line. */
final class HandshakeCases {
    private HandshakeCases() {}

    static List<Case> all() {
        return List.of(
                handshake("a right handshake", "101", request -> request),
                handshake("a POST", "405 Allow: GET", request -> post(request)),
                handshake("no `Sec-WebSocket-Key`", "400", request -> request.without("Sec-WebSocket-Key")));
    }

    private static UpgradeRequest post(UpgradeRequest request) {
        return request.asking(request.requestLine().replaceFirst("GET", "POST"));
    }

    private static Case handshake(String name, String expected, Function<UpgradeRequest, UpgradeRequest> change) {
        return new Case(name, expected, sites -> {
            var site = sites.cases();
            return answer(site, change.apply(site.upgrade("/echo")));
        });
    }

    /** The answer to a handshake in words; a connection that opens has to echo, a refused one to end. */
    static String answer(Site site, UpgradeRequest request) throws IOException {
        try (var http = RawHttp.connect(site.port())) {
            http.send(request.text());
            var answer = http.answer();
            if (answer.status() == 101) {
                try (var webSocket = RawWebSocket.opened(http.socket(), answer)) {
                    webSocket.text("Hello");
                    webSocket.expectText("Hello");
                }
            }
            return words(answer);
        }
    }

    private static String words(RawHttp.Answer answer) {
        var words = new StringBuilder().append(answer.status());
        for (var telling : List.of("Allow", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol")) {
            answer.lines(telling)
                    .forEach(value ->
                            words.append(' ').append(telling).append(": ").append(value));
        }
        return words.toString();
    }
}
