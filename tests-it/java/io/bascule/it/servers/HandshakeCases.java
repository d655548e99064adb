package io.bascule.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The rule of the opening handshake (RFC 6455 section 4.2), line by line. */
final class HandshakeCases {
    private static final Set<String> OF_THE_HANDSHAKE = Set.of("connection", "date", "sec-websocket-accept", "upgrade");

    private HandshakeCases() {}

    static List<Case> all() {
        return Stream.of(accepted(), methods(), refused()).flatMap(List::stream).toList();
    }

    private static List<Case> accepted() {
        return List.of(
                handshake("a right handshake", "101", request -> request),
                handshake(
                        "`Connection: keep-alive, UPGRADE`",
                        "101",
                        request -> request.replacing("Connection: keep-alive, UPGRADE")),
                handshake(
                        "`Connection` in two lines",
                        "101",
                        request -> request.replacing("Connection: keep-alive").with("Connection: upgrade")),
                handshake("`upgrade: WebSocket`", "101", request -> request.replacing("upgrade: WebSocket")),
                handshake(
                        "an extension is offered",
                        "101",
                        request ->
                                request.with("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")),
                new Case(
                        "a query",
                        "101",
                        sites -> Answers.echo(sites.cases(), sites.cases().upgrade("/echo?a=%31&b"))),
                new Case("a target in absolute form", "101", sites -> absolute(sites.cases())),
                new Case("a frame right behind the handshake", "101, early, later", sites -> early(sites.cases())),
                new Case("headers of a 101 beside its own", "none", sites -> further(sites.cases())));
    }

    private static List<Case> methods() {
        return Stream.concat(
                        Stream.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW")
                                .map(method -> handshake(
                                        "`" + method + "`", "405 Allow: GET", request -> asking(request, method))),
                        Stream.of(
                                new Case("`POST` with a body", "405 Allow: GET", sites -> postWithBody(sites.cases()))))
                .toList();
    }

    private static List<Case> refused() {
        return List.of(
                replacing("no `Upgrade`", "400", "Upgrade"),
                replacing("`Upgrade: h2c`", "400", "Upgrade: h2c"),
                handshake(
                        "an upgrade to HTTP/2",
                        "400",
                        request -> request.replacing("Upgrade: h2c")
                                .replacing("Connection: Upgrade, HTTP2-Settings")
                                .with("HTTP2-Settings: AAMAAABkAAQAAP__")),
                replacing("`Upgrade: foo, websocket`", "400", "Upgrade: foo, websocket"),
                replacing("no `Connection`", "400", "Connection"),
                replacing("`Connection: close`", "400", "Connection: close"),
                replacing("no key", "400", "Sec-WebSocket-Key"),
                replacing("a key of three characters", "400", "Sec-WebSocket-Key: abc"),
                replacing("a key of 15 bytes", "400", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j"),
                replacing("a key that is no base64", "400", "Sec-WebSocket-Key: dGhlIHNhbXBs!SBub25jZQ=="),
                handshake("two keys", "400", request -> request.with("Sec-WebSocket-Key: " + UpgradeRequest.KEY)),
                handshake(
                        "HTTP/1.0",
                        "400",
                        request -> request.asking(request.requestLine().replace("HTTP/1.1", "HTTP/1.0"))),
                replacing("version 12", "426 Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12"),
                replacing("version 8", "426 Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"),
                replacing("no version", "426 Sec-WebSocket-Version: 13", "Sec-WebSocket-Version"),
                replacing("no `Host`", "400", "Host"),
                replacing("an empty `Host`", "400", "Host: "),
                replacing("a `Host` that is no name", "400", "Host: a b"),
                new Case(
                        "a body, `Content-Length: 5`",
                        "400",
                        sites -> withBody(sites.cases(), "Content-Length: 5", "hello")),
                new Case(
                        "a body, `Transfer-Encoding: chunked`",
                        "400",
                        sites -> withBody(sites.cases(), "Transfer-Encoding: chunked", "5\nhello\n0\n\n")),
                handshake("two `Host`s", "400", request -> request.with("Host: other.example")),
                handshake("a right handshake after all these", "101", request -> request));
    }

    private static Case handshake(String name, String expected, UnaryOperator<UpgradeRequest> change) {
        return new Case(name, expected, sites -> {
            var site = sites.cases();
            return Answers.echo(site, change.apply(site.upgrade("/echo")));
        });
    }

    /** With {@code line} in the place of its header; without that header where the line is only its name. */
    private static Case replacing(String name, String expected, String line) {
        return handshake(
                name, expected, request -> line.contains(":") ? request.replacing(line) : request.without(line));
    }

    private static UpgradeRequest asking(UpgradeRequest request, String method) {
        return request.asking(request.requestLine().replaceFirst("GET", method));
    }

    private static String postWithBody(Site site) throws IOException {
        var post = asking(site.upgrade("/echo"), "POST").with("Content-Length: 3");
        return Answers.opening(site, post.text() + "abc");
    }

    private static String withBody(Site site, String line, String body) throws IOException {
        return Answers.opening(site, site.upgrade("/echo").with(line).text() + body);
    }

    private static String absolute(Site site) throws IOException {
        var target = "http://127.0.0.1:" + site.port() + site.at("/echo");
        return Answers.echo(site, site.upgrade("/echo").asking("GET " + target + " HTTP/1.1"));
    }

    /** RFC 6455 section 4.1: a client must wait for the answer; one that does not must still not be misread. */
    private static String early(Site site) throws IOException {
        var head = site.upgrade("/echo").text().replace("\n", "\r\n").getBytes(UTF_8);
        var frame = WebSocketFrame.text("early").masked();
        try (var http = RawHttp.connect(site.port())) {
            http.send(ByteBuffer.allocate(head.length + frame.length)
                    .put(head)
                    .put(frame)
                    .array());
            try (var webSocket = RawWebSocket.opened(http.socket(), http.answer())) {
                webSocket.text("later");
                return "101, " + webSocket.next().text() + ", "
                        + webSocket.next().text();
            }
        }
    }

    private static String further(Site site) throws IOException {
        try (var webSocket = site.open("/echo")) {
            var names = new TreeSet<String>(webSocket.answer().headers().keySet());
            names.removeIf(name -> OF_THE_HANDSHAKE.contains(name.toLowerCase(java.util.Locale.ROOT)));
            return names.isEmpty() ? "none" : String.join(", ", names);
        }
    }
}
