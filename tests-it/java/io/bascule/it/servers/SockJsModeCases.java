package io.bascule.it.servers;

import io.bascule.it.suite.Suite;
import io.bascule.it.wire.RawHttp.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What SockJS serves in each of the three origin modes: a row for each request in each mode. */
final class SockJsModeCases {
    private static final String EVIL = "http://evil.example";
    private static final String OF_EVIL = "Origin: " + EVIL;
    private static final String OF_LISTED = "Origin: " + Suite.LISTED;
    private static final String CROSS_SITE = "Sec-Fetch-Site: cross-site";
    private static final String SAME_SITE = "Sec-Fetch-Site: same-site";
    private static final String OWN_SITE = "Sec-Fetch-Site: same-origin";
    private static final String MESSAGES = "[\"x\"]";

    private SockJsModeCases() {}

    /** An echo, and whose pages may use it. */
    private enum Mode {
        SAME_ORIGIN("same origin", "/same_origin_echo"),
        LIST("list", "/listed_echo"),
        ANY("`*`", "/echo");

        private final String words;
        private final String echo;

        Mode(String words, String echo) {
            this.words = words;
            this.echo = echo;
        }
    }

    /** Asks the service at a path; the answer in words. */
    private interface Asking {
        String answer(SockJsTalk talk, String service) throws IOException;
    }

    static List<Case> all() {
        return together(Stream.of(info(), preflights(), frames(), gets(), posts(), sends(), scripts(), webSockets()));
    }

    private static List<Case> rows(String name, Asking asking, String same, String listed, String any) {
        return List.of(
                row(name, asking, Mode.SAME_ORIGIN, same),
                row(name, asking, Mode.LIST, listed),
                row(name, asking, Mode.ANY, any));
    }

    private static Case row(String name, Asking asking, Mode mode, String expected) {
        return SockJsTalk.row("mode " + mode.words + ": " + name, expected, talk -> asking.answer(talk, mode.echo));
    }

    private static List<Case> together(Stream<List<Case>> rows) {
        return rows.flatMap(List::stream).toList();
    }

    private static String own(SockJsTalk talk) {
        return "Origin: " + talk.site().origin();
    }

    /** The status, whose pages may read the answer, and whose may frame it. */
    private static String words(SockJsTalk talk, Answer answer) {
        var words = new ArrayList<String>(List.of(Integer.toString(answer.status())));
        answer.lines("Access-Control-Allow-Origin")
                .forEach(origin -> words.add("for " + origin.replace(talk.site().origin(), "its own")));
        answer.lines("Access-Control-Allow-Credentials").forEach(unused -> words.add("with cookies"));
        answer.lines("X-Frame-Options").forEach(words::add);
        return String.join(" ", words);
    }

    /** What the answer's head says; its body may go on. */
    private static String head(SockJsTalk talk, String method, String path, String... headers) throws IOException {
        return words(talk, talk.send(method, path, headers).head());
    }

    private static List<Case> info() {
        return together(Stream.of(
                rows("`/info`", (talk, at) -> head(talk, "GET", at + "/info"), "200", "200", "200 for *"),
                rows(
                        "`/info` of its own page",
                        (talk, at) -> head(talk, "GET", at + "/info", own(talk)),
                        "200 for its own with cookies",
                        "200 for its own with cookies",
                        "200 for its own with cookies"),
                rows(
                        "`/info` of a listed page",
                        (talk, at) -> head(talk, "GET", at + "/info", OF_LISTED),
                        "403",
                        "200 for https://shop.example.com with cookies",
                        "200 for https://shop.example.com with cookies"),
                rows(
                        "`/info` of a foreign page",
                        (talk, at) -> head(talk, "GET", at + "/info", OF_EVIL),
                        "403",
                        "403",
                        "200 for http://evil.example with cookies"),
                rows(
                        "`/info` of a page without an origin",
                        (talk, at) -> head(talk, "GET", at + "/info", "Origin: null"),
                        "403",
                        "403",
                        "200 for null with cookies")));
    }

    private static List<Case> preflights() {
        return together(Stream.of(
                rows(
                        "a preflight of its own page",
                        (talk, at) -> preflight(talk, at, own(talk)),
                        "204 for its own with cookies",
                        "204 for its own with cookies",
                        "204 for its own with cookies"),
                rows(
                        "a preflight of a listed page",
                        (talk, at) -> preflight(talk, at, OF_LISTED),
                        "403",
                        "204 for https://shop.example.com with cookies",
                        "204 for https://shop.example.com with cookies"),
                rows(
                        "a preflight of a foreign page",
                        (talk, at) -> preflight(talk, at, OF_EVIL),
                        "403",
                        "403",
                        "204 for http://evil.example with cookies")));
    }

    private static String preflight(SockJsTalk talk, String service, String origin) throws IOException {
        return words(
                talk, talk.options(service + "/000/any/xhr", origin, "Access-Control-Request-Method: OPTIONS, POST"));
    }

    private static List<Case> frames() {
        return together(Stream.of(
                rows(
                        "the framed page",
                        (talk, at) -> words(talk, talk.get(at + "/iframe.html")),
                        "200 SAMEORIGIN",
                        "404",
                        "200"),
                rows(
                        "who may frame it",
                        (talk, at) -> {
                            var rules = talk.get(at + "/iframe-1.6.1.html").lines("Content-Security-Policy");
                            return rules.isEmpty() ? "no page" : rules.get(0).replaceFirst(".*frame-ancestors ", "");
                        },
                        "'self'",
                        "no page",
                        "*")));
    }

    private static List<Case> gets() {
        var rows = new ArrayList<Case>();
        for (var transport : List.of("/eventsource", "/htmlfile?c=x")) {
            var name = "`" + transport.replaceFirst("\\?.*", "") + "`";
            rows.addAll(rows(name, (talk, at) -> receive(talk, at, transport), "200", "200", "200 for *"));
            rows.addAll(rows(
                    name + " of a listed page",
                    (talk, at) -> receive(talk, at, transport, OF_LISTED),
                    "403",
                    "200 for https://shop.example.com with cookies",
                    "200 for https://shop.example.com with cookies"));
            rows.addAll(rows(
                    name + " of a foreign page",
                    (talk, at) -> receive(talk, at, transport, OF_EVIL),
                    "403",
                    "403",
                    "200 for http://evil.example with cookies"));
            for (var site : List.of(CROSS_SITE, SAME_SITE)) {
                rows.addAll(rows(
                        name + " with `" + site + "`",
                        (talk, at) -> receive(talk, at, transport, site),
                        "403",
                        "403",
                        "200 for *"));
            }
        }
        return rows;
    }

    private static String receive(SockJsTalk talk, String service, String transport, String... headers)
            throws IOException {
        return head(talk, "GET", SockJsTalk.session(service) + transport, headers);
    }

    private static List<Case> posts() {
        var rows = new ArrayList<Case>();
        for (var transport : List.of("/xhr", "/xhr_streaming")) {
            var name = "`" + transport + "`";
            rows.addAll(rows(name, (talk, at) -> post(talk, at, transport), "403", "403", "200 for *"));
            rows.addAll(rows(
                    name + " with `" + OWN_SITE + "`",
                    (talk, at) -> post(talk, at, transport, OWN_SITE),
                    "200",
                    "200",
                    "200 for *"));
            rows.addAll(rows(
                    name + " of its own page",
                    (talk, at) -> post(talk, at, transport, own(talk)),
                    "200 for its own with cookies",
                    "200 for its own with cookies",
                    "200 for its own with cookies"));
            rows.addAll(rows(
                    name + " of a listed page",
                    (talk, at) -> post(talk, at, transport, OF_LISTED),
                    "403",
                    "200 for https://shop.example.com with cookies",
                    "200 for https://shop.example.com with cookies"));
            rows.addAll(rows(
                    name + " of a foreign page",
                    (talk, at) -> post(talk, at, transport, OF_EVIL),
                    "403",
                    "403",
                    "200 for http://evil.example with cookies"));
        }
        return rows;
    }

    private static String post(SockJsTalk talk, String service, String transport, String... headers)
            throws IOException {
        return head(talk, "POST", SockJsTalk.session(service) + transport, headers);
    }

    private static List<Case> sends() {
        return together(Stream.of(
                rows("`/xhr_send`", SockJsModeCases::send, "403", "403", "204 for *"),
                rows(
                        "`/xhr_send` of its own page",
                        (talk, at) -> send(talk, at, own(talk)),
                        "204 for its own with cookies",
                        "204 for its own with cookies",
                        "204 for its own with cookies"),
                rows(
                        "`/xhr_send` of a listed page",
                        (talk, at) -> send(talk, at, OF_LISTED),
                        "403",
                        "204 for https://shop.example.com with cookies",
                        "204 for https://shop.example.com with cookies"),
                rows(
                        "`/xhr_send` of a foreign page",
                        (talk, at) -> send(talk, at, OF_EVIL),
                        "403",
                        "403",
                        "204 for http://evil.example with cookies")));
    }

    /** To a session that its own page has opened. */
    private static String send(SockJsTalk talk, String service, String... headers) throws IOException {
        var session = SockJsTalk.session(service);
        SockJsAnswers.status(200, talk.post(session + "/xhr", "", own(talk)));
        return words(talk, talk.post(session + "/xhr_send", MESSAGES, headers));
    }

    private static List<Case> scripts() {
        return together(Stream.of(
                rows("`/jsonp`", (talk, at) -> receive(talk, at, "/jsonp?c=x"), "404", "404", "200 for *"),
                rows(
                        "`/jsonp_send`",
                        (talk, at) -> {
                            var session = SockJsTalk.session(at);
                            SockJsAnswers.status(200, talk.post(session + "/xhr", "", own(talk)));
                            return words(talk, talk.post(session + "/jsonp_send", "d=" + MESSAGES, SockJsTalk.FORM));
                        },
                        "404",
                        "404",
                        "200 for *")));
    }

    private static List<Case> webSockets() {
        return together(Stream.of(
                rows("`/websocket` of its own page", (talk, at) -> open(talk, at, own(talk)), "101", "101", "101"),
                rows("`/websocket` of a listed page", (talk, at) -> open(talk, at, OF_LISTED), "403", "101", "101"),
                rows("`/websocket` of a foreign page", (talk, at) -> open(talk, at, OF_EVIL), "403", "403", "101"),
                rows("no `Origin`, `/websocket`", SockJsModeCases::open, "101", "101", "101")));
    }

    private static String open(SockJsTalk talk, String service, String... headers) throws IOException {
        var request = talk.upgrade(SockJsTalk.session(service) + "/websocket");
        for (var header : headers) {
            request = request.with(header);
        }
        var http = talk.connect();
        http.send(request.text());
        return Integer.toString(http.head().status());
    }
}
