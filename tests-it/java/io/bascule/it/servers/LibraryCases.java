package io.bascule.it.servers;

import io.bascule.it.application.FilterStart;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The library in somebody else's WAR: what that starts its own way, and the second path of every endpoint. */
final class LibraryCases {
    private static final String FOREIGN = "Origin: https://evil.example";

    private LibraryCases() {}

    static List<Case> all() {
        return Stream.of(started(), orders(), raw()).flatMap(List::stream).toList();
    }

    private static List<Case> started() {
        return List.of(
                new Case(
                        "`@Inject` into an endpoint",
                        "injected",
                        sites -> told(sites.library(), upgrade(sites, "/greeting"))),
                new Case(
                        "an endpoint registered in code: the origin that code allows",
                        "101",
                        sites -> Answers.opening(
                                sites.library(), upgrade(sites, "/clock/UTC").with("Origin: https://code.example"))),
                new Case(
                        "an endpoint registered in code: the origin of its annotation",
                        "403",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/clock/UTC").with("Origin: https://shop.example.com"))),
                new Case(
                        "STOMP registered in code: a subscription that is answered",
                        "[\"kitchen\",\"garden\"]",
                        sites -> rooms(sites.library())),
                new Case(
                        "STOMP registered in code: what one says the others hear",
                        "ann says Hi",
                        sites -> said(sites.library())),
                new Case(
                        "a filter of the application's around ours: a refused handshake",
                        "403, seen",
                        sites -> seen(sites.library(), "around")),
                new Case(
                        "a filter mapped in code before ours: a refused handshake",
                        "403, seen",
                        sites -> seen(sites.library(), "mapped-first")),
                new Case(
                        "a filter mapped in code after ours: a refused handshake",
                        "403, not seen",
                        sites -> seen(sites.library(), "mapped-last")),
                new Case(
                        "a handshake that the application keeps from our filter",
                        "shut",
                        sites -> openness(sites.library(), FilterStart.ASIDE + ": yes")),
                new Case(
                        "where the application maps our filter: an HTTP session ends",
                        "1008 session ended",
                        sites -> sessionEnded(sites.library())));
    }

    private static UpgradeRequest upgrade(Sites sites, String below) {
        return sites.library().upgrade(below);
    }

    /** What an endpoint answers to a message. */
    private static String told(Site site, UpgradeRequest request) throws IOException {
        try (var webSocket = RawWebSocket.open(site.port(), request)) {
            webSocket.text("?");
            var frame = webSocket.next();
            return frame.opcode() == WebSocketFrame.TEXT ? frame.text() : "no text";
        }
    }

    private static StompOverWebSocket chat(Site site, String name) throws IOException {
        var stomp = StompOverWebSocket.connect(
                site.port(),
                site.upgrade("/chat").with("Sec-WebSocket-Protocol: v12.stomp").with("X-Name: " + name));
        stomp.expect("CONNECTED", "user-name:" + name);
        return stomp;
    }

    private static String rooms(Site site) throws IOException {
        try (var ann = chat(site, "ann")) {
            ann.send("SUBSCRIBE\nid:r\ndestination:/app/rooms\n\n^@");
            return ann.messageOf("r").body();
        }
    }

    private static String said(Site site) throws IOException {
        try (var ann = chat(site, "ann");
                var bob = chat(site, "bob")) {
            bob.send("SUBSCRIBE\nid:k\ndestination:/topic/rooms.kitchen\nreceipt:there\n\n^@");
            bob.receipt("there");
            ann.send("SEND\ndestination:/app/say/kitchen\n\n{\"text\":\"Hi\"}^@");
            var heard = bob.messageOf("k").body();
            return heard.contains("\"from\":\"ann\"") && heard.contains("\"text\":\"Hi\"") ? "ann says Hi" : heard;
        }
    }

    private static String seen(Site site, String filter) throws IOException {
        var answer =
                RawHttp.ask(site.port(), site.upgrade("/echo").with(FOREIGN).text());
        return answer.status() + (answer.lines(FilterStart.ASKED).contains(filter) ? ", seen" : ", not seen");
    }

    private static String sessionEnded(Site site) throws IOException {
        var cookie = "Cookie: "
                + session(site, "create&seconds=600", "").header("Set-Cookie").split(";", 2)[0];
        try (var webSocket =
                RawWebSocket.open(site.port(), site.upgrade("/echo").with(cookie))) {
            webSocket.text("open?");
            webSocket.expectText("open?"); // before, the endpoint may still be opening
            session(site, "invalidate", cookie + "\n");
            return Answers.codeAndReason(webSocket);
        }
    }

    private static RawHttp.Answer session(Site site, String what, String line) throws IOException {
        var target = site.at("/http-session?do=" + what);
        return RawHttp.ask(
                site.port(), "GET " + target + " HTTP/1.1\nHost: 127.0.0.1:" + site.port() + "\n" + line + "\n");
    }

    private static List<Case> orders() {
        return List.of(
                new Case(
                        "`<absolute-ordering>` that names `bascule`",
                        "guarded",
                        sites -> passing(sites.passing().apply("named"))),
                new Case(
                        "an empty `<absolute-ordering>`",
                        "shut",
                        sites -> passing(sites.passing().apply("unnamed"))),
                new Case(
                        "`metadata-complete`",
                        "shut",
                        sites -> passing(sites.passing().apply("complete"))));
    }

    private static String passing(Sites.Leaving application) throws IOException {
        var site = application.deploy();
        try {
            return openness(site, "Accept: */*");
        } finally {
            application.undeploy();
        }
    }

    /** Whether a same-origin endpoint takes the pages of its own server only, nobody, or everybody. */
    private static String openness(Site site, String line) throws IOException {
        int own = status(site, line, "Origin: " + site.origin());
        int foreign = status(site, line, FOREIGN);
        if (foreign == 101) {
            return "open";
        }
        return own == 101 ? "guarded" : own >= 400 && own < 500 ? "shut" : Integer.toString(own);
    }

    private static int status(Site site, String line, String origin) throws IOException {
        try (var http = RawHttp.connect(site.port())) {
            http.send(site.upgrade("/echo").with(line).with(origin).text());
            return http.head().status();
        }
    }

    private static List<Case> raw() {
        return List.of(
                new Case(
                        "`/echo/websocket`: its own origin",
                        "101",
                        sites -> Answers.echo(
                                sites.library(),
                                upgrade(sites, "/echo/websocket")
                                        .with("Origin: " + sites.library().origin()))),
                new Case(
                        "`/echo/websocket`: another origin",
                        "403",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/echo/websocket").with(FOREIGN))),
                new Case(
                        "`/rooms/{room}/websocket`, open to all: its parameter",
                        "room garden",
                        sites -> told(
                                sites.library(),
                                upgrade(sites, "/rooms/garden/websocket").with(FOREIGN))),
                new Case(
                        "`/rooms/websocket`: the template itself",
                        "room websocket",
                        sites -> told(
                                sites.library(),
                                upgrade(sites, "/rooms/websocket").with(FOREIGN))),
                new Case(
                        "`/rooms/kitchen/websocket`, which is declared",
                        "the kitchen's own",
                        sites -> told(sites.library(), upgrade(sites, "/rooms/kitchen/websocket"))),
                new Case(
                        "`/rooms/kitchen/websocket`, which is declared: another origin",
                        "403",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/rooms/kitchen/websocket").with(FOREIGN))),
                new Case(
                        "`/rooms/%6bitchen/websocket`",
                        "404",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/rooms/%6bitchen/websocket").with(FOREIGN))),
                new Case(
                        "`/echo/websocket/websocket`",
                        "404",
                        sites -> Answers.opening(sites.library(), upgrade(sites, "/echo/websocket/websocket"))),
                new Case(
                        "`/echo/websocket` without an upgrade",
                        "400",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/echo/websocket").without("Upgrade"))),
                new Case(
                        "`POST /echo/websocket`",
                        "405 Allow: GET",
                        sites -> Answers.opening(
                                sites.library(),
                                upgrade(sites, "/echo/websocket")
                                        .asking("POST " + sites.library().at("/echo/websocket") + " HTTP/1.1")
                                        .with("Content-Length: 0"))));
    }
}
