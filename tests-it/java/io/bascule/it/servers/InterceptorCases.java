package io.bascule.it.servers;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What others say about a client: the application's interceptors, proxies, the Host, the HTTP session. */
final class InterceptorCases {
    private InterceptorCases() {}

    static List<Case> all() {
        return Stream.of(interceptors(), forwarded(), hosts(), sessions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> interceptors() {
        return List.of(
                new Case(
                        "an interceptor refuses",
                        "403, \"\"",
                        sites -> Answers.body(sites.cases(), sites.cases().upgrade("/intercepted?refuse"))),
                new Case(
                        "an interceptor refuses in its own words",
                        "429 Retry-After: 7, \"Later.\"",
                        sites -> Answers.body(sites.cases(), sites.cases().upgrade("/intercepted?wait"))),
                new Case(
                        "an interceptor throws",
                        "500, \"\"",
                        sites -> Answers.body(sites.cases(), sites.cases().upgrade("/intercepted?fail"))),
                new Case(
                        "an interceptor throws: end of the connection",
                        "500",
                        sites -> Answers.opening(sites.cases(), sites.cases().upgrade("/intercepted?fail"))),
                new Case(
                        "a foreign origin where an interceptor would say 429",
                        "403",
                        sites -> Answers.opening(
                                sites.cases(),
                                sites.cases().upgrade("/intercepted?wait").with("Origin: http://evil.example"))),
                new Case("an interceptor leaves an attribute", "101, hello world", sites -> greeted(sites.cases())));
    }

    private static String greeted(Site site) throws IOException {
        try (var webSocket = site.open("/intercepted?world")) {
            return webSocket.answer().status() + ", " + webSocket.next().text();
        }
    }

    private static List<Case> forwarded() {
        return List.of(
                new Case(
                        "`X-Forwarded-*` of anybody",
                        "403",
                        sites -> Answers.echo(
                                sites.cases(),
                                forwarded(
                                        sites.cases().upgrade("/echo"),
                                        "X-Forwarded-Proto: https",
                                        "X-Forwarded-Host: localhost"))),
                forwarded(
                        "`X-Forwarded-*` of a trusted proxy",
                        "101",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: localhost"),
                forwarded("`X-Forwarded-Proto: wss`", "101", "X-Forwarded-Proto: wss", "X-Forwarded-Host: localhost"),
                forwarded(
                        "`X-Forwarded-Port`",
                        "101",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: localhost",
                        "X-Forwarded-Port: 443"),
                forwarded(
                        "two hosts in `X-Forwarded-Host`, the right one last",
                        "101",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil.example, localhost"),
                forwarded(
                        "two hosts in `X-Forwarded-Host`, the right one first",
                        "403",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: localhost, evil.example"),
                forwarded(
                        "`Forwarded` of a trusted proxy", "101", "Forwarded: for=192.0.2.1;proto=https;host=localhost"),
                forwarded(
                        "`Forwarded` that contradicts `X-Forwarded-*`",
                        "403",
                        "Forwarded: proto=http;host=localhost",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: localhost"),
                forwarded("`Forwarded` that cannot be read", "403", "Forwarded: proto=\"https;host=localhost"));
    }

    private static Case forwarded(String name, String expected, String... lines) {
        return new Case(
                name,
                expected,
                sites -> Answers.echo(
                        sites.neighbour(), forwarded(sites.neighbour().upgrade("/test/speaking"), lines)));
    }

    private static UpgradeRequest forwarded(UpgradeRequest request, String... lines) {
        var forwarded = request.with("Origin: https://localhost");
        for (var line : lines) {
            forwarded = forwarded.with(line);
        }
        return forwarded;
    }

    private static List<Case> hosts() {
        return List.of(
                host("a `Host` that `hosts` names", "101", "Host: Shop.Example.com"),
                host("a `Host` that `hosts` does not name", "403", "Host: evil.example"),
                new Case("a page that rebound its name", "403", sites -> {
                    var evil = "evil.example:" + sites.neighbour().port();
                    var request = sites.neighbour().upgrade("/test/speaking").replacing("Host: " + evil);
                    return Answers.echo(sites.neighbour(), request.with("Origin: http://" + evil));
                }));
    }

    private static Case host(String name, String expected, String line) {
        return new Case(
                name,
                expected,
                sites -> Answers.echo(
                        sites.neighbour(),
                        sites.neighbour().upgrade("/test/speaking").replacing(line)));
    }

    private static List<Case> sessions() {
        return List.of(
                new Case("no HTTP session is made by a handshake", "none", sites -> cookies(sites.cases())),
                new Case("the user of the HTTP session", "fabrice", sites -> user(sites.bascule())),
                new Case("a logout closes its connections", "1008 session ended", sites -> loggedOut(sites.bascule())));
    }

    private static String cookies(Site site) throws IOException {
        try (var webSocket = site.open("/echo")) {
            var cookies = webSocket.answer().lines("Set-Cookie");
            return cookies.isEmpty() ? "none" : "Set-Cookie";
        }
    }

    private static String user(Site site) throws IOException {
        try (var stomp = connect(site, logIn(site))) {
            return stomp.expect("CONNECTED").header("user-name");
        }
    }

    private static String loggedOut(Site site) throws IOException {
        var cookie = logIn(site);
        try (var stomp = connect(site, cookie)) {
            stomp.expect("CONNECTED");
            RawHttp.ask(site.port(), post(site, "/logout", "", cookie));
            return Answers.codeAndReason(stomp.webSocket());
        }
    }

    private static StompOverWebSocket connect(Site site, String cookie) throws IOException {
        var stomp = new StompOverWebSocket(
                RawWebSocket.open(site.port(), site.upgrade("/portfolio").with(cookie)));
        stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n^@");
        return stomp;
    }

    /** The header line that a logged in client sends. */
    private static String logIn(Site site) throws IOException {
        var login = post(site, "/login", "username=fabrice&password=fab123", "Accept: */*");
        var answer = RawHttp.ask(site.port(), login);
        return "Cookie: " + answer.header("Set-Cookie").split(";", 2)[0];
    }

    private static String post(Site site, String below, String form, String line) {
        return "POST " + site.at(below) + " HTTP/1.1\nHost: 127.0.0.1:" + site.port() + "\nOrigin: " + site.origin()
                + "\n"
                + line + "\nContent-Type: application/x-www-form-urlencoded\nContent-Length: " + form.length() + "\n\n"
                + form;
    }
}
