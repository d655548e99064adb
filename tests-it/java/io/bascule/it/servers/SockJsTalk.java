package io.bascule.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.HttpBody;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawHttp.Answer;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one row has a client do at the services of the SockJS protocol's suite; what stays open ends with it. */
final class SockJsTalk implements AutoCloseable {
    static final String ECHO = "/echo";
    static final String CLOSE = "/close";
    static final String NO_WEBSOCKET = "/disabled_websocket_echo";
    static final String COOKIE = "/cookie_needed_echo";
    static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    static final int PRELUDE = 2049;

    private final Site site;
    private final List<AutoCloseable> open = new ArrayList<>();

    private SockJsTalk(Site site) {
        this.site = site;
    }

    /** What a row does; in words, what came of it. */
    interface Conversation {
        String answer(SockJsTalk talk) throws Exception;
    }

    /** A row named after the class of the suite and the number of the test in it. */
    static Case row(String name, String expected, Conversation conversation) {
        return new Case("SockJS " + name, expected, sites -> {
            try (var talk = new SockJsTalk(sites.sockJs())) {
                return conversation.answer(talk);
            }
        });
    }

    /** The path of a new session. */
    static String session(String service) {
        return service + "/000/" + UUID.randomUUID();
    }

    Answer get(String path, String... headers) throws IOException {
        return ask("GET", path, "", headers);
    }

    Answer options(String path, String... headers) throws IOException {
        return ask("OPTIONS", path, "", headers);
    }

    Answer post(String path, String body, String... headers) throws IOException {
        return ask("POST", path, body, headers);
    }

    /** Each on a connection of its own. */
    Answer ask(String method, String path, String body, String... headers) throws IOException {
        try (var http = RawHttp.connect(site.port())) {
            http.send(request(method, path, body, "Connection: close", headers));
            return http.answer();
        }
    }

    private byte[] request(String method, String path, String body, String connection, String... headers) {
        var request = new StringBuilder(method + " " + site.at(path) + " HTTP/1.1\r\nHost: 127.0.0.1:" + site.port());
        for (var header : headers) {
            request.append("\r\n").append(header);
        }
        boolean told = List.of(headers).stream().anyMatch(header -> header.startsWith("Connection:"));
        request.append(told ? "" : "\r\n" + connection);
        if (method.equals("POST")) {
            request.append("\r\nContent-Length: ").append(body.getBytes(UTF_8).length);
        }
        return (request + "\r\n\r\n" + body).getBytes(UTF_8);
    }

    /** An answer that goes on, of which the head has come. */
    record Streaming(RawHttp http, Answer head, HttpBody body) {
        void leave() throws IOException {
            http.close();
        }
    }

    Streaming stream(String method, String path, String... headers) throws IOException {
        var http = send(method, path, headers);
        var head = http.head();
        assertEquals(200, head.status(), head::toString);
        return new Streaming(http, head, http.stream(head));
    }

    /** {@code xhr_streaming} behind its prelude. */
    Streaming streaming(String session) throws IOException {
        var streaming = stream("POST", session + "/xhr_streaming");
        streaming.body().expect("h".repeat(PRELUDE - 1) + "\n");
        return streaming;
    }

    /** Sends a request without waiting for its answer. */
    RawHttp send(String method, String path, String... headers) throws IOException {
        var http = connect();
        http.send(request(method, path, "", "Connection: keep-alive", headers));
        return http;
    }

    /** A connection for requests that the row writes itself. */
    RawHttp connect() throws IOException {
        var http = RawHttp.connect(site.port());
        open.add(http);
        return http;
    }

    RawWebSocket webSocket(String path) throws IOException {
        var webSocket = site.open(path);
        open.add(webSocket);
        return webSocket;
    }

    UpgradeRequest upgrade(String path) {
        return site.upgrade(path);
    }

    Site site() {
        return site;
    }

    /** Fails unless a request that waits for frames gets this one. */
    void poll(String session, String frame) throws IOException {
        var answer = post(session + "/xhr", "");
        assertEquals(200, answer.status(), answer::toString);
        assertEquals(frame + "\n", answer.body());
    }

    /** A poll that waits: what was asked behind it has been answered. */
    RawHttp waiting(String session) throws IOException {
        var http = send("POST", session + "/xhr");
        bring(session, "[]");
        return http;
    }

    /** Opens a session by polling. */
    String opened(String service) throws IOException {
        var session = session(service);
        poll(session, "o");
        return session;
    }

    /** Fails unless this is taken. */
    void bring(String session, String messages) throws IOException {
        var answer = post(session + "/xhr_send", messages);
        assertEquals(204, answer.status(), answer::toString);
        assertEquals("", answer.body());
    }

    @Override
    public void close() throws Exception {
        for (var one : open) {
            one.close();
        }
    }
}
