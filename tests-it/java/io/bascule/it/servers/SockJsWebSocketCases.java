package io.bascule.it.servers;

import static io.bascule.it.servers.SockJsAnswers.methodRefusal;
import static io.bascule.it.servers.SockJsAnswers.refusal;
import static io.bascule.it.servers.SockJsTalk.CLOSE;
import static io.bascule.it.servers.SockJsTalk.ECHO;
import static io.bascule.it.servers.SockJsTalk.row;
import static io.bascule.it.servers.SockJsTalk.session;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The SockJS protocol's own suite (sockjs-protocol 0.3.3), row by row: what WebSockets carry. */
final class SockJsWebSocketCases {
    private static final String BELOW = "/websocket";

    private SockJsWebSocketCases() {}

    static List<Case> all() {
        return Stream.of(refused(), framed(), raw()).flatMap(List::stream).toList();
    }

    private static List<Case> refused() {
        var path = ECHO + "/0/0" + BELOW;
        return List.of(
                row("WebsocketHttpErrors 1: no upgrade", "400", talk -> refusal(talk.get(path))),
                row(
                        "WebsocketHttpErrors 2: a proxy has changed `Connection`",
                        "400",
                        talk -> refusal(talk.get(path, "Upgrade: WebSocket", "Connection: close"))),
                row("WebsocketHttpErrors 3: POST, with an upgrade and without", "405 Allow: GET", talk -> {
                    var upgrade = methodRefusal(talk.post(path, "", "Upgrade: WebSocket", "Connection: Upgrade"));
                    var none = methodRefusal(talk.post(path, ""));
                    return upgrade.equals(none) ? none : upgrade + ", without " + none;
                }));
    }

    private static List<Case> framed() {
        return List.of(
                row("Websocket 1: a message there and back", "o, `a[\"a\"]`", talk -> {
                    echoed(opened(talk, session(ECHO)), "a");
                    return "o, `a[\"a\"]`";
                }),
                row("Websocket 2: the server ends the session", "o, c, 3000 Go away!", talk -> {
                    var webSocket = opened(talk, session(CLOSE));
                    webSocket.expectText("c[3000,\"Go away!\"]");
                    return "o, c, " + Answers.codeAndReason(webSocket);
                }),
                row("Websocket 3: the head of the answer", "101", talk -> {
                    try (var http = RawHttp.connect(talk.site().port())) {
                        http.send(talk.upgrade(session(ECHO) + BELOW).text());
                        var answer = http.answer();
                        RawWebSocket.opened(http.socket(), answer);
                        return answer.status() + (answer.lines("Content-Length").isEmpty() ? "" : ", Content-Length");
                    }
                }),
                row("Websocket 4: an empty message, and an array of nothing", "ignored", talk -> {
                    var webSocket = opened(talk, session(ECHO));
                    webSocket.text("");
                    webSocket.text("[]");
                    echoed(webSocket, "a");
                    return "ignored";
                }),
                row("Websocket 5: two with the id of one session, and a later one", "apart", talk -> {
                    var session = session(ECHO);
                    var first = opened(talk, session);
                    var second = opened(talk, session);
                    echoed(first, "a");
                    echoed(second, "b");
                    first.closeNormally();
                    second.closeNormally();
                    echoed(opened(talk, session), "a");
                    return "apart";
                }),
                row(
                        "Websocket 6: the retired handshake hixie-76 (not applicable)",
                        "400",
                        talk -> Integer.toString(talk.get(
                                        session(ECHO) + BELOW,
                                        "Connection: Upgrade",
                                        "Upgrade: WebSocket",
                                        "Origin: " + talk.site().origin(),
                                        "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5",
                                        "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00")
                                .status())),
                row("Websocket 7: broken JSON", "1007 Broken JSON encoding.", talk -> {
                    var webSocket = opened(talk, session(ECHO));
                    webSocket.text("[\"a");
                    return Answers.codeAndReason(webSocket);
                }));
    }

    private static RawWebSocket opened(SockJsTalk talk, String session) throws IOException {
        var webSocket = talk.webSocket(session + BELOW);
        webSocket.expectText("o");
        return webSocket;
    }

    private static void echoed(RawWebSocket webSocket, String text) throws IOException {
        webSocket.text("[\"" + text + "\"]");
        webSocket.expectText("a[\"" + text + "\"]");
    }

    private static List<Case> raw() {
        return List.of(
                row("RawWebsocket 1: a message there and back", "as it is", talk -> {
                    var webSocket = talk.webSocket(ECHO + BELOW);
                    webSocket.text("Hello world!\uffff");
                    webSocket.expectText("Hello world!\uffff");
                    return "as it is";
                }),
                row(
                        "RawWebsocket 2: the server closes",
                        "3000 Go away!",
                        talk -> Answers.codeAndReason(talk.webSocket(CLOSE + BELOW))));
    }
}
