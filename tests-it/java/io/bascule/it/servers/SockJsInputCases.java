package io.bascule.it.servers;

import static io.bascule.it.servers.SockJsAnswers.refusal;
import static io.bascule.it.servers.SockJsTalk.ECHO;
import static io.bascule.it.servers.SockJsTalk.row;
import static io.bascule.it.servers.SockJsTalk.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** What the SockJS protocol's own suite does not ask: input that attacks, or that no client of SockJS sends. */
final class SockJsInputCases {
    private static final String SCRIPT = "</script><script>alert(1)</script>";

    private SockJsInputCases() {}

    static List<Case> all() {
        return Stream.of(messages(), callbacks(), sessions(), paths())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> messages() {
        return List.of(
                row("input: JSON that is no array of texts; the session", "500, goes on", talk -> {
                    var session = talk.opened(ECHO);
                    var answers = new LinkedHashSet<String>();
                    for (var json : List.of(
                            "[1]",
                            "{\"a\":\"b\"}",
                            "[[\"a\"]]",
                            "[\"a\"]x",
                            "[null]",
                            "\"a\"",
                            "[".repeat(5_000),
                            "<a/>")) {
                        var answer = talk.post(session + "/xhr_send", json);
                        assertEquals("Broken JSON encoding.\n", answer.body());
                        answers.add(refusal(answer));
                    }
                    return String.join("; ", answers) + goesOn(talk, session);
                }),
                row("input: a send of a mebibyte; the session", "413, goes on", talk -> {
                    var session = talk.opened(ECHO);
                    var http = talk.connect();
                    http.send("POST " + talk.site().at(session) + "/xhr_send HTTP/1.1\nHost: 127.0.0.1:"
                            + talk.site().port() + "\nContent-Length: 1048576\n\n");
                    return refusal(http.answer()) + goesOn(talk, session);
                }),
                row("input: a send that comes in pieces", "204, all of it", talk -> {
                    var session = talk.opened(ECHO);
                    var text = "x".repeat(40_000);
                    var http = talk.connect();
                    http.send(("POST " + talk.site().at(session) + "/xhr_send HTTP/1.1\nHost: 127.0.0.1:"
                            + talk.site().port() + "\nContent-Length: " + (text.length() + 4) + "\n\n[\"x"));
                    for (var piece : List.of(text.substring(1, 9_000), text.substring(9_000), "\"]")) {
                        talk.get(ECHO); // what came before is there by then
                        http.send(piece);
                    }
                    var answer = http.answer();
                    talk.poll(session, "a[\"" + text + "\"]");
                    return answer.status() + ", all of it";
                }),
                row("input: two sends in one packet", "204, 204, in order", talk -> {
                    var session = talk.opened(ECHO);
                    var http = talk.connect();
                    var head = "POST " + talk.site().at(session) + "/xhr_send HTTP/1.1\nHost: 127.0.0.1:"
                            + talk.site().port() + "\nContent-Length: 5\n\n";
                    http.send(head + "[\"a\"]" + head + "[\"b\"]");
                    var answers = http.answer().status() + ", " + http.answer().status();
                    talk.poll(session, "a[\"a\",\"b\"]");
                    return answers + ", in order";
                }),
                row("input: 250 sends to no session that do not come to their end; another client", "served", talk -> {
                    for (int i = 0; i < 250; i++) {
                        talk.connect()
                                .send("POST " + talk.site().at(session(ECHO)) + "/xhr_send HTTP/1.1\nHost: 127.0.0.1:"
                                        + talk.site().port() + "\nContent-Length: 100\n\n[");
                    }
                    assertEquals(200, talk.get(ECHO + "/info").status());
                    return "served";
                }),
                row("input: a message over the limit", "c 1009", talk -> {
                    var session = talk.opened(ECHO);
                    var sent = talk.post(session + "/xhr_send", "[\"" + "x".repeat(70_000) + "\"]");
                    assertEquals(204, sent.status(), sent::toString);
                    var frame = talk.post(session + "/xhr", "").body();
                    return frame.startsWith("c[1009,") ? "c 1009" : frame.substring(0, Math.min(40, frame.length()));
                }),
                row("input: `</script>` in a message, to `htmlfile` and `jsonp`", "escaped, escaped", talk -> {
                    var escaped = "a[\\\"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\\\"]";
                    var page = session(ECHO);
                    var stream = talk.stream("GET", page + "/htmlfile?c=callback");
                    talk.bring(page, "[\"" + SCRIPT + "\"]");
                    SockJsStreamCases.expectBehindPrelude(stream, "o", escaped);
                    var script = session(ECHO);
                    talk.get(script + "/jsonp?c=x");
                    talk.bring(script, "[\"" + SCRIPT + "\"]");
                    assertEquals(
                            "/**/x(\"" + escaped + "\");\r\n",
                            talk.get(script + "/jsonp?c=x").body());
                    return "escaped, escaped";
                }));
    }

    /** Whether a session still takes messages and gives them back. */
    private static String goesOn(SockJsTalk talk, String session) throws IOException {
        talk.bring(session, "[\"a\"]");
        talk.poll(session, "a[\"a\"]");
        return ", goes on";
    }

    private static List<Case> callbacks() {
        return List.of(row("input: a callback that is a script, or long, or in lines", "500", talk -> {
            var answers = new LinkedHashSet<String>();
            for (var transport : List.of("jsonp", "htmlfile")) {
                for (var callback : List.of(
                        "%3Cscript%3Ealert(1)%3C/script%3E", "x".repeat(65), "a%0D%0AX-Evil:%20b", "a%00", "%FF")) {
                    var answer = talk.get(session(ECHO) + "/" + transport + "?c=" + callback);
                    assertFalse(answer.toString().contains("alert")
                            || answer.toString().contains("Evil"));
                    answers.add(refusal(answer));
                }
            }
            return String.join("; ", answers);
        }));
    }

    private static List<Case> sessions() {
        return List.of(
                row("input: `xhr_send` and `jsonp_send` to no session, empty ones and broken ones too", "404", talk -> {
                    var answers = new LinkedHashSet<String>();
                    for (var transport : List.of("xhr_send", "jsonp_send")) {
                        for (var body : List.of("[\"a\"]", "", "[\"a")) {
                            answers.add(refusal(talk.post(session(ECHO) + "/" + transport, body)));
                        }
                    }
                    return String.join("; ", answers);
                }),
                row("input: the session of another service", "404, o", talk -> {
                    var session = talk.opened(ECHO);
                    var other = session.replace(ECHO, SockJsTalk.NO_WEBSOCKET);
                    var sent = refusal(talk.post(other + "/xhr_send", "[\"a\"]"));
                    talk.poll(other, "o");
                    return sent + ", o";
                }),
                row("input: the transport switched in mid-session", "goes on", talk -> {
                    var session = talk.opened(ECHO);
                    talk.bring(session, "[\"a\"]");
                    assertEquals(
                            "/**/x(\"a[\\\"a\\\"]\");\r\n",
                            talk.get(session + "/jsonp?c=x").body());
                    talk.bring(session, "[\"b\"]");
                    var stream = talk.stream("GET", session + "/eventsource");
                    stream.body().expect("\r\ndata: a[\"b\"]\r\n\r\n");
                    return "goes on";
                }),
                row(
                        "input: an unknown transport, and methods that are not its own",
                        "404; 405 Allow: OPTIONS, POST",
                        talk -> {
                            var answers = new LinkedHashSet<String>();
                            answers.add(refusal(talk.post(session(ECHO) + "/xhr_wait", "")));
                            for (var method : List.of("GET", "PUT", "DELETE")) {
                                answers.add(SockJsAnswers.methodRefusal(talk.ask(method, session(ECHO) + "/xhr", "")));
                            }
                            return String.join("; ", answers);
                        }));
    }

    private static List<Case> paths() {
        return List.of(
                lost("an encoded slash in the server", "/a%2Fb/s/xhr"),
                lost("an encoded slash in the session", "/000/s%2Ft/xhr"),
                lost("an encoded backslash in the session", "/000/s%5Ct/xhr"),
                lost("encoded dots in place of a session", "/000/%2e%2e/xhr"),
                lost("`;` in the session", "/000/s;x=1/xhr"),
                lost("`;` in the transport", "/000/s/xhr;x=1"),
                row("input: `;` behind the endpoint", "no session", talk -> {
                    var answer = talk.post(ECHO + ";x=1/000/s/xhr", "");
                    return answer.status() >= 400 ? "no session" : refusal(answer); // whoever serves that path
                }),
                lost("an encoded `;` in the session", "/000/s%3Bx/xhr"),
                lost("a control character in the session", "/000/s%00/xhr"));
    }

    private static Case lost(String name, String path) {
        return row("input: " + name, "404", talk -> refusal(talk.post(ECHO + path, "")));
    }
}
