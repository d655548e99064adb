package io.bascule.it.servers;

import static io.bascule.it.servers.SockJsAnswers.notCached;
import static io.bascule.it.servers.SockJsAnswers.preflight;
import static io.bascule.it.servers.SockJsAnswers.refusal;
import static io.bascule.it.servers.SockJsAnswers.shared;
import static io.bascule.it.servers.SockJsAnswers.status;
import static io.bascule.it.servers.SockJsAnswers.type;
import static io.bascule.it.servers.SockJsTalk.CLOSE;
import static io.bascule.it.servers.SockJsTalk.ECHO;
import static io.bascule.it.servers.SockJsTalk.FORM;
import static io.bascule.it.servers.SockJsTalk.row;
import static io.bascule.it.servers.SockJsTalk.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.it.wire.RawHttp.Answer;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The SockJS protocol's own suite (sockjs-protocol 0.3.3), row by row: the protocol itself, and what polls carry. */
final class SockJsPollCases {
    private static final String OCCUPIED = "c[2010,\"Another connection still open\"]";
    private static final String GONE = "c[3000,\"Go away!\"]";
    private static final String BROKEN = "Broken JSON encoding.\n";
    private static final String NOTHING = "Payload expected.\n";

    private SockJsPollCases() {}

    static List<Case> all() {
        return Stream.of(protocol(), xhr(), jsonp(), encoding())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> protocol() {
        return List.of(
                row("Protocol 1: a session from its opening to a second poll at once", "o, a, 404, 2010", talk -> {
                    var session = talk.opened(ECHO);
                    talk.bring(session, "[\"a\"]");
                    talk.poll(session, "a[\"a\"]");
                    var unknown = talk.post(ECHO + "/000/bad_session/xhr_send", "[\"a\"]");
                    talk.waiting(session);
                    talk.poll(session, OCCUPIED);
                    return "o, a, " + refusal(unknown) + ", 2010";
                }),
                row("Protocol 2: the server ends a session", "o, c, c", talk -> {
                    var session = talk.opened(CLOSE);
                    talk.poll(session, GONE);
                    talk.poll(session, GONE);
                    return "o, c, c";
                }));
    }

    private static List<Case> xhr() {
        return List.of(
                row("XhrPolling 1: the preflights of `xhr` and `xhr_send`", "204, 204", talk -> {
                    var path = ECHO + "/abc/abc/";
                    return preflight(talk, path + "xhr", "POST") + ", " + preflight(talk, path + "xhr_send", "POST");
                }),
                row("XhrPolling 2: a message there and back", "200, 204, 200", talk -> {
                    var session = session(ECHO);
                    var opened = talk.post(session + "/xhr", "", "Origin: test");
                    assertEquals("o\n", opened.body());
                    type(SockJsAnswers.SCRIPT, opened);
                    var sent = talk.post(session + "/xhr_send", "[\"x\"]", "Origin: test");
                    assertEquals("", sent.body());
                    type(SockJsAnswers.TEXT, sent);
                    for (var answer : List.of(opened, sent)) {
                        shared(answer, "test");
                        notCached(answer);
                    }
                    talk.poll(session, "a[\"x\"]");
                    return opened.status() + ", " + sent.status() + ", 200";
                }),
                row(
                        "XhrPolling 3: a message for no session",
                        "404",
                        talk -> refusal(talk.post(session(ECHO) + "/xhr_send", "[\"x\"]"))),
                row("XhrPolling 4: broken JSON, nothing, then a message", "500, 500, 204", talk -> {
                    var session = talk.opened(ECHO);
                    var broken = talk.post(session + "/xhr_send", "[\"x");
                    assertEquals(BROKEN, broken.body());
                    var nothing = talk.post(session + "/xhr_send", "");
                    assertEquals(NOTHING, nothing.body());
                    talk.bring(session, "[\"a\"]");
                    talk.poll(session, "a[\"a\"]");
                    return refusal(broken) + ", " + refusal(nothing) + ", 204";
                }),
                row("XhrPolling 5: whatever the `Content-Type` is", "204", talk -> {
                    var session = talk.opened(ECHO);
                    var types = List.of(
                            "text/plain",
                            "T",
                            "application/json",
                            "application/xml",
                            "",
                            "application/json; charset=utf-8",
                            "text/xml; charset=utf-8",
                            "text/xml");
                    for (var type : types) {
                        var answer = talk.post(session + "/xhr_send", "[\"a\"]", "Content-Type: " + type);
                        status(204, answer);
                        assertEquals("", answer.body());
                    }
                    talk.poll(session, "a[" + String.join(",", Collections.nCopies(types.size(), "\"a\"")) + "]");
                    return "204";
                }),
                row("XhrPolling 6: the headers that a page wants to send", "a, b, c; none; none", talk -> {
                    return headers(talk, "Access-Control-Request-Headers: a, b, c") + "; "
                            + headers(talk, "Access-Control-Request-Headers: ") + "; " + headers(talk, "X-None: x");
                }),
                row("XhrPolling 7: an array of nothing", "ignored", talk -> {
                    var session = talk.opened(ECHO);
                    talk.bring(session, "[]");
                    talk.bring(session, "[\"a\"]");
                    talk.poll(session, "a[\"a\"]");
                    return "ignored";
                }));
    }

    private static String headers(SockJsTalk talk, String header) throws IOException {
        var answer =
                talk.options(session(ECHO) + "/xhr", "Origin: test", "Access-Control-Request-Method: POST", header);
        status(204, answer);
        shared(answer, "test");
        var allowed = answer.lines("Access-Control-Allow-Headers");
        return allowed.isEmpty() ? "none" : String.join(" and ", allowed);
    }

    private static List<Case> jsonp() {
        return List.of(
                row("JsonPolling 1: a message there and back", "200, 200, 200", talk -> {
                    var session = session(ECHO);
                    var opened = talk.get(session + "/jsonp?c=%63allback");
                    assertEquals("/**/callback(\"o\");\r\n", opened.body());
                    type(SockJsAnswers.SCRIPT, opened);
                    notCached(opened);
                    var sent = form(talk, session, "d=%5B%22x%22%5D");
                    assertEquals("ok", sent.body());
                    type(SockJsAnswers.TEXT, sent);
                    notCached(sent);
                    var polled = talk.get(session + "/jsonp?c=%63allback");
                    assertEquals("/**/callback(\"a[\\\"x\\\"]\");\r\n", polled.body());
                    return opened.status() + ", " + sent.status() + ", " + polled.status();
                }),
                row("JsonPolling 2: no callback", "500", talk -> noCallback(talk, "jsonp")),
                row("JsonPolling 3: what is no callback", "500", talk -> wrongCallback(talk, "jsonp")),
                row("JsonPolling 4: broken JSON, nothing, then a message", "500, 500, 500, 500, ok", talk -> {
                    var session = session(ECHO);
                    polled(talk, session, "o");
                    var broken = form(talk, session, "d=%5B%22x");
                    assertEquals(BROKEN, broken.body());
                    var words = new StringBuilder(refusal(broken));
                    for (var nothing : List.of("", "d=", "p=p")) {
                        var answer = form(talk, session, nothing);
                        assertEquals(NOTHING, answer.body());
                        words.append(", ").append(refusal(answer));
                    }
                    var sent = form(talk, session, "d=%5B%22b%22%5D");
                    polled(talk, session, "a[\\\"b\\\"]");
                    return words + ", " + sent.body();
                }),
                row("JsonPolling 5: a form or plain text", "ok, ok", talk -> {
                    var session = session(ECHO);
                    polled(talk, session, "o");
                    var form = form(talk, session, "d=%5B%22abc%22%5D");
                    var plain = talk.post(session + "/jsonp_send", "[\"%61bc\"]", "Content-Type: text/plain");
                    polled(talk, session, "a[\\\"abc\\\",\\\"%61bc\\\"]");
                    return form.body() + ", " + plain.body();
                }),
                row("JsonPolling 6: the server ends a session", "o, c, c", talk -> {
                    var session = session(CLOSE);
                    polled(talk, session, "o");
                    polled(talk, session, "c[3000,\\\"Go away!\\\"]");
                    polled(talk, session, "c[3000,\\\"Go away!\\\"]");
                    return "o, c, c";
                }),
                row("JsonPolling 7: an array of nothing", "ok", talk -> {
                    var session = session(ECHO);
                    polled(talk, session, "o");
                    var nothing = form(talk, session, "d=%5B%5D");
                    form(talk, session, "d=%5B%22x%22%5D");
                    polled(talk, session, "a[\\\"x\\\"]");
                    return nothing.body();
                }));
    }

    private static Answer form(SockJsTalk talk, String session, String body) throws IOException {
        return talk.post(session + "/jsonp_send", body, FORM);
    }

    private static void polled(SockJsTalk talk, String session, String frame) throws IOException {
        var answer = talk.get(session + "/jsonp?c=x");
        status(200, answer);
        assertEquals("/**/x(\"" + frame + "\");\r\n", answer.body());
    }

    static String noCallback(SockJsTalk talk, String transport) throws IOException {
        var answer = talk.get(ECHO + "/a/a/" + transport);
        assertEquals("\"callback\" parameter required\n", answer.body());
        return refusal(answer);
    }

    static String wrongCallback(SockJsTalk talk, String transport) throws IOException {
        for (var callback : List.of("%20", "*", "abc(", "abc%28")) {
            var answer = talk.get(ECHO + "/a/a/" + transport + "?c=" + callback);
            assertEquals("invalid \"callback\" parameter\n", answer.body());
            assertEquals("500", refusal(answer));
        }
        return "500";
    }

    private static List<Case> encoding() {
        return List.of(
                row("JSONEncoding 1: what browsers would mangle", "escaped", talk -> {
                    var mangled = ranges(0x200c, 0x200f, 0x2028, 0x202f, 0x2060, 0x206f, 0xfff0, 0xffff);
                    assertEquals("[\"" + escaped(mangled) + "\"]", echoed(talk, "[\"" + mangled + "\"]"));
                    return "escaped";
                }),
                row("JSONEncoding 2: what clients escape", "decoded", talk -> {
                    var sent = ranges(0, 0x07ff, 0x2000, 0x20ff, 0xf900, 0xffff);
                    var received =
                            new ObjectMapper().readValue(echoed(talk, "[\"" + escaped(sent) + "\"]"), String[].class);
                    assertTrue(received.length == 1 && received[0].equals(sent), "another text came back");
                    return "decoded";
                }));
    }

    /** The array that comes back of one that is sent. */
    private static String echoed(SockJsTalk talk, String array) throws IOException {
        var session = talk.opened(ECHO);
        talk.bring(session, array);
        var frame = talk.post(session + "/xhr", "").body();
        assertFalse(!frame.startsWith("a"), frame);
        return frame.substring(1).strip();
    }

    private static String ranges(int... ends) {
        return IntStream.range(0, ends.length / 2)
                .flatMap(pair -> IntStream.rangeClosed(ends[2 * pair], ends[2 * pair + 1]))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }
}
