package io.bascule.it.servers;

import static io.bascule.it.servers.SockJsAnswers.notCached;
import static io.bascule.it.servers.SockJsAnswers.shared;
import static io.bascule.it.servers.SockJsAnswers.type;
import static io.bascule.it.servers.SockJsTalk.CLOSE;
import static io.bascule.it.servers.SockJsTalk.ECHO;
import static io.bascule.it.servers.SockJsTalk.row;
import static io.bascule.it.servers.SockJsTalk.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The SockJS protocol's own suite (sockjs-protocol 0.3.3), row by row: what streams carry, and how sessions end. */
final class SockJsStreamCases {
    private static final String OCCUPIED = "c[2010,\"Another connection still open\"]\n";
    private static final String INTERRUPTED = "c[1002,\"Connection interrupted\"]\n";
    private static final String GONE = "c[3000,\"Go away!\"]\n";
    private static final String MUCH = "x".repeat(4096);

    private SockJsStreamCases() {}

    static List<Case> all() {
        return Stream.of(xhr(), eventSource(), htmlFile(), ends())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Case> xhr() {
        return List.of(
                row(
                        "XhrStreaming 1: the preflight",
                        "204",
                        talk -> SockJsAnswers.preflight(talk, ECHO + "/abc/abc/xhr_streaming", "POST")),
                row("XhrStreaming 2: a message there and back", "o, a", talk -> {
                    var session = session(ECHO);
                    var stream = talk.stream("POST", session + "/xhr_streaming", "Origin: test");
                    type(SockJsAnswers.SCRIPT, stream.head());
                    shared(stream.head(), "test");
                    notCached(stream.head());
                    stream.body().expect("h".repeat(2048) + "\no\n");
                    talk.bring(session, "[\"x\"]");
                    stream.body().expect("a[\"x\"]\n");
                    return "o, a";
                }),
                row("XhrStreaming 3: more than 4 KiB", "ends", talk -> {
                    var session = session(ECHO);
                    var stream = talk.streaming(session);
                    stream.body().expect("o\n");
                    var message = "[\"" + "x".repeat(128) + "\"]";
                    for (int i = 0; i < 31; i++) {
                        talk.bring(session, message);
                        stream.body().expect("a" + message + "\n");
                    }
                    stream.body().expectEnd();
                    return "ends";
                }));
    }

    private static List<Case> eventSource() {
        return List.of(
                row("EventSource 1: messages there and back", "o, a, a", talk -> {
                    var session = session(ECHO);
                    var stream = talk.stream("GET", session + "/eventsource");
                    assertEquals(
                            "text/event-stream",
                            stream.head().header("Content-Type").split(";", -1)[0]);
                    notCached(stream.head());
                    stream.body().expect("\r\ndata: o\r\n\r\n");
                    talk.bring(session, "[\"x\"]");
                    stream.body().expect("data: a[\"x\"]\r\n\r\n");
                    talk.bring(session, "[\"  \\u0000\\n\\r \"]");
                    stream.body().expect("data: a[\"  \\u0000\\n\\r \"]\r\n\r\n");
                    return "o, a, a";
                }),
                row("EventSource 2: more than 4 KiB", "ends", talk -> {
                    var session = session(ECHO);
                    var stream = talk.stream("GET", session + "/eventsource");
                    stream.body().expect("\r\ndata: o\r\n\r\n");
                    talk.bring(session, "[\"" + MUCH + "\"]");
                    stream.body().expect("data: a[\"" + MUCH + "\"]\r\n\r\n");
                    stream.body().expectEnd();
                    return "ends";
                }));
    }

    private static List<Case> htmlFile() {
        return List.of(
                row("HtmlFile 1: a message there and back", "o, a", talk -> {
                    var session = session(ECHO);
                    var stream = talk.stream("GET", session + "/htmlfile?c=%63allback");
                    type(SockJsAnswers.HTML, stream.head());
                    notCached(stream.head());
                    prelude(stream);
                    stream.body().expect(script("o"));
                    talk.bring(session, "[\"x\"]");
                    stream.body().expect(script("a[\\\"x\\\"]"));
                    return "o, a";
                }),
                row("HtmlFile 2: no callback", "500", talk -> SockJsPollCases.noCallback(talk, "htmlfile")),
                row("HtmlFile 3: what is no callback", "500", talk -> SockJsPollCases.wrongCallback(talk, "htmlfile")),
                row("HtmlFile 4: more than 4 KiB", "ends", talk -> {
                    var session = session(ECHO);
                    var stream = talk.stream("GET", session + "/htmlfile?c=callback");
                    prelude(stream);
                    stream.body().expect(script("o"));
                    talk.bring(session, "[\"" + MUCH + "\"]");
                    stream.body().expect(script("a[\\\"" + MUCH + "\\\"]"));
                    stream.body().expectEnd();
                    return "ends";
                }));
    }

    private static String script(String frame) {
        return "<script>\np(\"" + frame + "\");\n</script>\r\n";
    }

    /** A page's head, with blanks behind it until a browser shows it. */
    private static void prelude(SockJsTalk.Streaming stream) throws IOException {
        var head = """
                <!doctype html>
                <html><head>
                  <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
                </head><body><h2>Don't panic!</h2>
                  <script>
                    document.domain = document.domain;
                    var c = parent.callback;
                    c.start();
                    function p(d) {c.message(d);};
                    window.onload = function() {c.stop();};
                  </script>""";
        stream.body().expect(head);
        var blanks = new StringBuilder();
        while (!blanks.toString().endsWith("\r\n\r\n")) {
            blanks.append(stream.body().read(1));
        }
        assertTrue(blanks.toString().isBlank() && head.length() + blanks.length() > 1024, "the head is too short");
    }

    private static List<Case> ends() {
        return List.of(
                row("HandlingClose 1: the server ends a session, and another stream comes", "c, c", talk -> {
                    var session = session(CLOSE);
                    var first = talk.streaming(session);
                    first.body().expect("o\n" + GONE);
                    var second = talk.streaming(session);
                    second.body().expect(GONE);
                    first.body().expectEnd();
                    second.body().expectEnd();
                    return "c, c";
                }),
                row("HandlingClose 2: a second stream at once", "2010, ends", talk -> {
                    var session = session(ECHO);
                    talk.streaming(session).body().expect("o\n");
                    occupied(talk, session);
                    return "2010, ends";
                }),
                row("HandlingClose 3: a client breaks off a stream, and another comes", "2010, over", talk -> {
                    var session = session(ECHO);
                    var first = talk.streaming(session);
                    first.body().expect("o\n");
                    occupied(talk, session);
                    first.leave();
                    var next = talk.streaming(session).body();
                    return next.read(1).equals("o") ? "2010, over" : over(next.read(INTERRUPTED.length() - 1));
                }),
                row("HandlingClose 4: a client breaks off a poll, and another comes", "2010, over", talk -> {
                    var session = talk.opened(ECHO);
                    var first = talk.waiting(session);
                    talk.poll(session, OCCUPIED.strip());
                    first.close();
                    var next = talk.post(session + "/xhr", "").body();
                    return next.equals("o\n") ? "2010, over" : over(next.substring(1));
                }));
    }

    private static void occupied(SockJsTalk talk, String session) throws IOException {
        var second = talk.streaming(session);
        second.body().expect(OCCUPIED);
        second.body().expectEnd();
    }

    private static String over(String frame) {
        assertEquals(INTERRUPTED.substring(1), frame);
        return "2010, over";
    }
}
