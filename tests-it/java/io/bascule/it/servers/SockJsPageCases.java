package io.bascule.it.servers;

import static io.bascule.it.servers.SockJsAnswers.cachedForLong;
import static io.bascule.it.servers.SockJsAnswers.cookie;
import static io.bascule.it.servers.SockJsAnswers.noCookie;
import static io.bascule.it.servers.SockJsAnswers.notCached;
import static io.bascule.it.servers.SockJsAnswers.refusal;
import static io.bascule.it.servers.SockJsAnswers.shared;
import static io.bascule.it.servers.SockJsAnswers.status;
import static io.bascule.it.servers.SockJsAnswers.type;
import static io.bascule.it.servers.SockJsTalk.COOKIE;
import static io.bascule.it.servers.SockJsTalk.ECHO;
import static io.bascule.it.servers.SockJsTalk.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.it.wire.RawHttp.Answer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The SockJS protocol's own suite (sockjs-protocol 0.3.3), row by row: what is served beside sessions, the paths of
 * sessions, their cookie. A row has the name of the suite's class and the number of the test in it.
 */
final class SockJsPageCases {
    private static final String WELCOME = "Welcome to SockJS!\n";
    private static final String IFRAME = """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script src="LIBRARY"></script>
              <script>
                document.domain = document.domain;
                SockJS.bootstrap_iframe();
              </script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>""";

    private SockJsPageCases() {}

    static List<Case> all() {
        return Stream.of(greeting(), iframe(), info(), paths(), cookies(), versions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> greeting() {
        return List.of(
                row("BaseUrlGreeting 1: the greeting, with a slash and without", "200, 200", talk -> {
                    for (var path : List.of(ECHO, ECHO + "/")) {
                        var answer = talk.get(path);
                        status(200, answer);
                        type(SockJsAnswers.TEXT, answer);
                        assertEquals(WELCOME, answer.body());
                        noCookie(answer);
                    }
                    return "200, 200";
                }),
                row(
                        "BaseUrlGreeting 2: paths that are for nothing",
                        "404",
                        talk -> gets(talk, "/a", "/a.html", "//", "///", "/a/a", "/a/a/", "/a/")));
    }

    /** The different answers to paths below the echo. */
    private static String gets(SockJsTalk talk, String... below) throws IOException {
        var answers = new LinkedHashSet<String>();
        for (var path : below) {
            answers.add(refusal(talk.get(ECHO + path)));
        }
        return String.join("; ", answers);
    }

    private static List<Case> iframe() {
        return List.of(
                row("IframePage 1: the page", "200", talk -> pages(talk, "/iframe.html")),
                row(
                        "IframePage 2: with a version in its name",
                        "200",
                        talk -> pages(
                                talk,
                                "/iframe-a.html",
                                "/iframe-.html",
                                "/iframe-0.1.2.html",
                                "/iframe-0.1.2abc-dirty.2144.html")),
                row(
                        "IframePage 3: with a query",
                        "200",
                        talk -> pages(
                                talk,
                                "/iframe-a.html?t=1234",
                                "/iframe-0.1.2.html?t=123414",
                                "/iframe-0.1.2abc-dirty.2144.html?t=qweqweq123")),
                row(
                        "IframePage 4: names that are none of it",
                        "404",
                        talk -> gets(
                                talk,
                                "/iframe.htm",
                                "/iframe",
                                "/IFRAME.HTML",
                                "/IFRAME",
                                "/iframe.HTML",
                                "/iframe.xml",
                                "/iframe-/.html")),
                row("IframePage 5: one that the browser has kept", "304", talk -> {
                    var tag = talk.get(ECHO + "/iframe.html").header("ETag");
                    var answer = talk.get(ECHO + "/iframe.html", "If-None-Match: " + tag);
                    assertEquals(List.of(), answer.lines("Content-Type"));
                    assertEquals(tag, talk.get(ECHO + "/iframe.html").header("ETag"));
                    return Integer.toString(answer.status());
                }));
    }

    private static String pages(SockJsTalk talk, String... below) throws IOException {
        for (var path : below) {
            var answer = talk.get(ECHO + path);
            status(200, answer);
            type(SockJsAnswers.HTML, answer);
            cachedForLong(answer);
            assertTrue(
                    !answer.header("ETag").isEmpty()
                            && answer.lines("Last-Modified").isEmpty(),
                    answer::toString);
            noCookie(answer);
            assertEquals(IFRAME, answer.body().strip().replaceFirst("src=\"(/|http)[^\"]*\"", "src=\"LIBRARY\""));
        }
        return "200";
    }

    private static List<Case> info() {
        return List.of(
                row("InfoTest 1: what the server can do", "200", talk -> {
                    var answer = talk.get(ECHO + "/info", "Origin: test");
                    type("application/json;charset=UTF-8", answer);
                    noCookie(answer);
                    notCached(answer);
                    shared(answer, "test");
                    var info = json(answer);
                    assertTrue(info.get("websocket").booleanValue());
                    assertTrue(info.get("cookie_needed").isBoolean());
                    assertEquals("[\"*:*\"]", info.get("origins").toString());
                    return Integer.toString(answer.status());
                }),
                row("InfoTest 2: each time another random number", "another", talk -> {
                    var first = json(talk.get(ECHO + "/info")).get("entropy");
                    assertTrue(first.isIntegralNumber() && first.longValue() >= 0 && first.longValue() <= 0xffff_ffffL);
                    assertNotEquals(first, json(talk.get(ECHO + "/info")).get("entropy"));
                    return "another";
                }),
                row("InfoTest 3: its preflight", "204", talk -> SockJsAnswers.preflight(talk, ECHO + "/info", "GET")),
                row("InfoTest 4: the preflight of a page without an origin", "204, null", talk -> {
                    var answer = talk.options(ECHO + "/info", "Origin: null", "Access-Control-Request-Method: POST");
                    assertEquals("", answer.body());
                    return answer.status() + ", " + answer.header("Access-Control-Allow-Origin");
                }),
                row("InfoTest 5: a service without WebSocket", "says so", talk -> {
                    var info = json(talk.get(SockJsTalk.NO_WEBSOCKET + "/info"));
                    return info.get("websocket").booleanValue() ? "says otherwise" : "says so";
                }));
    }

    private static JsonNode json(Answer answer) throws IOException {
        status(200, answer);
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<Case> paths() {
        return List.of(
                row("SessionURLs 1: any server, any session", "o", talk -> {
                    var end = SockJsTalk.session("").substring("/000/".length());
                    for (var path : List.of("/a/a", "/_/_", "/1/", "/abcdefgh_i-j%20/abcdefg_i-j%20")) {
                        talk.poll(ECHO + path + end, "o");
                    }
                    return "o";
                }),
                row("SessionURLs 2: empty parts, dots, too many parts or too few", "404", talk -> {
                    var answers = new LinkedHashSet<String>();
                    for (var path : List.of("//", "/a./a", "/a/a.", "/./.", "/", "///")) {
                        answers.add(refusal(talk.get(ECHO + path + "/xhr")));
                        answers.add(refusal(talk.post(ECHO + path + "/xhr", "")));
                    }
                    return String.join("; ", answers);
                }),
                row("SessionURLs 3: a session by way of another server", "`a[\"a\"]`", talk -> {
                    var session = talk.opened(ECHO);
                    talk.bring(session, "[\"a\"]");
                    talk.poll(session.replace("/000/", "/999/"), "a[\"a\"]");
                    return "`a[\"a\"]`";
                }));
    }

    private static List<Case> cookies() {
        return List.of(
                row("JsessionidCookie 1: the service says that it needs one", "it does, sets none", talk -> {
                    var answer = talk.get(COOKIE + "/info");
                    noCookie(answer);
                    return json(answer).get("cookie_needed").booleanValue() ? "it does, sets none" : "it does not";
                }),
                row("JsessionidCookie 2: `xhr`, without one and with one", "dummy, the client's", talk -> {
                    cookie("dummy", talk.post(SockJsTalk.session(COOKIE) + "/xhr", ""));
                    cookie("abcdef", talk.post(SockJsTalk.session(COOKIE) + "/xhr", "", "Cookie: JSESSIONID=abcdef"));
                    return "dummy, the client's";
                }),
                sets(3, "POST", "xhr_streaming"),
                sets(4, "GET", "eventsource"),
                sets(5, "GET", "htmlfile?c=%63allback"),
                row("JsessionidCookie 6: `jsonp` and `jsonp_send`", "dummy", talk -> {
                    var session = SockJsTalk.session(COOKIE);
                    var opened = talk.get(session + "/jsonp?c=%63allback");
                    assertEquals("/**/callback(\"o\");\r\n", opened.body());
                    cookie("dummy", opened);
                    var sent = talk.post(session + "/jsonp_send", "d=%5B%22x%22%5D", SockJsTalk.FORM);
                    assertEquals("ok", sent.body());
                    cookie("dummy", sent);
                    return "dummy";
                }));
    }

    private static Case sets(int number, String method, String transport) {
        var name = transport.replaceFirst("\\?.*", "");
        return row("JsessionidCookie " + number + ": `" + name + "`", "dummy", talk -> {
            var session = SockJsTalk.session(COOKIE);
            cookie("dummy", talk.stream(method, session + "/" + transport).head());
            return "dummy";
        });
    }

    private static List<Case> versions() {
        return List.of(
                row("Http10 1: the greeting, asked to keep the connection", "200", talk -> greeting(talk, "HTTP/1.0")),
                row("Http10 2: a stream ends with its connection", "o, c, end", talk -> {
                    var http = talk.connect();
                    http.send(
                            request(talk, "POST", SockJsTalk.session(SockJsTalk.CLOSE) + "/xhr_streaming", "HTTP/1.0"));
                    var head = http.head();
                    assertEquals(List.of(), head.lines("Transfer-Encoding"));
                    return stream(head, http.stream(head));
                }),
                row("Http11 1: the greeting, twice on a connection", "200", talk -> greeting(talk, "HTTP/1.1")),
                row("Http11 2: a stream ends with its last chunk", "o, c, end", talk -> {
                    var http = talk.connect();
                    http.send(request(talk, "POST", SockJsTalk.session(SockJsTalk.CLOSE) + "/xhr_streaming", "HTTP/1.1")
                            .replace("\n\n", "\nContent-Length: 0\n\n"));
                    var head = http.head();
                    assertEquals("chunked", head.header("Transfer-Encoding").toLowerCase(Locale.ROOT));
                    return stream(head, http.stream(head));
                }));
    }

    private static String request(SockJsTalk talk, String method, String path, String version) {
        return method + " " + talk.site().at(path) + " " + version + "\nHost: 127.0.0.1:"
                + talk.site().port() + "\nConnection: Keep-Alive\n\n";
    }

    private static String stream(Answer head, io.bascule.it.wire.HttpBody body) throws IOException {
        status(200, head);
        assertEquals(List.of(), head.lines("Content-Length"));
        body.expect("h".repeat(2048) + "\no\nc[3000,\"Go away!\"]\n");
        body.expectEnd();
        return "o, c, end";
    }

    private static String greeting(SockJsTalk talk, String version) throws IOException {
        var http = talk.connect();
        http.send(request(talk, "GET", ECHO, version));
        var answer = http.answer();
        status(200, answer);
        assertEquals(WELCOME, answer.body());
        boolean keeps = version.equals("HTTP/1.1")
                || answer.lines("Connection").stream().anyMatch("keep-alive"::equalsIgnoreCase);
        if (keeps) {
            http.send(request(talk, "GET", ECHO, version));
            status(200, http.answer());
        } else {
            assertEquals(List.of(), answer.lines("Transfer-Encoding"));
            http.expectEnd();
        }
        return "200";
    }
}
