package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 spoken over a {@link RawSocket}: requests as the test writes them, answers read strictly (RFC 9112). */
public final class RawHttp implements AutoCloseable {
    private final RawSocket socket;

    public RawHttp(RawSocket socket) {
        this.socket = socket;
    }

    public static RawHttp connect(int port) throws IOException {
        return new RawHttp(RawSocket.connect(port));
    }

    public static RawHttp connect(int port, Duration patience) throws IOException {
        return new RawHttp(RawSocket.connect(port, patience));
    }

    /** Sends one request on a connection of its own and reads the answer. */
    public static Answer ask(int port, String request) throws IOException {
        try (var http = connect(port)) {
            http.send(request);
            return http.answer();
        }
    }

    /** Sends text as it is written in a text block: each line feed goes out as CRLF. */
    public void send(String text) throws IOException {
        socket.send(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes) throws IOException {
        socket.send(bytes);
    }

    /** The next answer with its body. */
    public Answer answer() throws IOException {
        var head = head();
        return hasBody(head) ? head.withBody(body(head)) : head;
    }

    /** The next answer, to a request whose answer has no body: HEAD. */
    public Answer head() throws IOException {
        var statusLine = socket.line("the status line");
        var parts = statusLine.split(" ", 3);
        if (parts.length < 3 || !parts[0].matches("HTTP/1\\.[01]") || !parts[1].matches("[1-5][0-9][0-9]")) {
            fail("Not a status line of HTTP/1: " + statusLine);
        }
        return new Answer(statusLine, Integer.parseInt(parts[1]), headers(), "");
    }

    private Map<String, List<String>> headers() throws IOException {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var line = socket.line("a header"); !line.isEmpty(); line = socket.line("a header")) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                fail("Not a header: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** The body behind {@code head}, which goes on. */
    public HttpBody stream(Answer head) {
        return new HttpBody(socket, head.lines("Transfer-Encoding").contains("chunked"));
    }

    private static boolean hasBody(Answer head) {
        return head.status() >= 200 && head.status() != 204 && head.status() != 304;
    }

    private byte[] body(Answer head) throws IOException {
        if (head.lines("Transfer-Encoding").contains("chunked")) {
            return chunks();
        }
        return head.lines("Content-Length").isEmpty()
                ? socket.rest("the end of the body")
                : socket.read(Integer.parseInt(head.header("Content-Length")), "the body");
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(socket.read(size, "a chunk"));
            expectEmptyLine("the end of a chunk");
        }
        expectEmptyLine("the end of the last chunk");
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(socket.line("the size of a chunk"), 16);
    }

    private void expectEmptyLine(String what) throws IOException {
        var line = socket.line(what);
        if (!line.isEmpty()) {
            fail("Expected " + what + ", not: " + line);
        }
    }

    /** Fails unless the server ends the connection here, with no further byte. */
    public void expectEnd() throws IOException {
        socket.expectEnd();
    }

    /** The connection below, for what is spoken on it after an answer of 101. */
    public RawSocket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /**
     * What the server answered.
     *
     * @param headers every header line in order, by name (looked up without regard to case)
     * @param body read as UTF-8
     */
    public record Answer(String statusLine, int status, Map<String, List<String>> headers, String body) {
        private Answer withBody(byte[] read) {
            return new Answer(statusLine, status, headers, new String(read, StandardCharsets.UTF_8));
        }

        /** All lines of the header {@code name}; empty when there is none. */
        public List<String> lines(String name) {
            return headers.getOrDefault(name, List.of());
        }

        /** The only line of the header {@code name}; fails when there is none or another. */
        public String header(String name) {
            var lines = lines(name);
            return lines.size() == 1 ? lines.get(0) : fail("Expected one header " + name + " in\n" + this);
        }

        /** Head and body as they came, but for the order of headers. */
        @Override
        public String toString() {
            var all = new StringBuilder(statusLine).append('\n');
            headers.forEach((name, lines) -> lines.forEach(
                    line -> all.append(name).append(": ").append(line).append('\n')));
            return all.append('\n').append(body).toString();
        }
    }
}
