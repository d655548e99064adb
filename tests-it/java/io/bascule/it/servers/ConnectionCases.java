package io.bascule.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.it.TestEndpoint;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages there and back, and what ends a connection with which status (RFC 6455 sections 5 and 7.4.1). */
final class ConnectionCases {
    private static final int LIMIT = 65_536;
    private static final String TOO_BIG = "1009 message larger than 65536 bytes (message.bytes)";

    private ConnectionCases() {}

    static List<Case> all() {
        return Stream.of(messages(), exceptions(), sizes(), utf8(), protocol(), idle(), ends())
                .flatMap(List::stream)
                .toList();
    }

    /** What a client does on an open connection. */
    private interface Talk {
        String answer(RawWebSocket webSocket) throws Exception;
    }

    private static Case at(String path, String name, String expected, Talk talk) {
        return new Case(name, expected, sites -> {
            try (var webSocket = sites.cases().open(path)) {
                return talk.answer(webSocket);
            }
        });
    }

    private static Case echo(String name, String expected, Talk talk) {
        return at("/echo", name, expected, talk);
    }

    /** Sends frames that the server answers with a close. */
    private static Case closes(String name, String expected, WebSocketFrame... frames) {
        return echo(name, expected, webSocket -> {
            webSocket.send(frames);
            return Answers.code(webSocket);
        });
    }

    private static List<Case> messages() {
        return List.of(
                echo(
                        "text",
                        "comes back",
                        webSocket -> echoed(webSocket, WebSocketFrame.text("Gr\u00fc\u00dfe, \ud83d\udcc8"))),
                echo("binary", "comes back", webSocket -> echoed(webSocket, binary(3))),
                echo("an empty text", "comes back", webSocket -> echoed(webSocket, WebSocketFrame.text(""))),
                echo("an empty binary", "comes back", webSocket -> echoed(webSocket, binary(0))),
                echo("a character cut in two by frames", "comes back", webSocket -> {
                    var chart = "\ud83d\udcc8".getBytes(UTF_8);
                    webSocket.send(
                            WebSocketFrame.part(WebSocketFrame.TEXT, Arrays.copyOf(chart, 2)),
                            WebSocketFrame.of(WebSocketFrame.CONTINUATION, Arrays.copyOfRange(chart, 2, 4)));
                    return cameBack(webSocket, chart);
                }),
                echo("a frame byte by byte", "comes back", webSocket -> {
                    for (byte next : WebSocketFrame.text("slow").masked()) {
                        webSocket.send(new byte[] {next});
                    }
                    return cameBack(webSocket, "slow".getBytes(UTF_8));
                }),
                echo("a ping inside a message", "pong, then the message", webSocket -> {
                    webSocket.send(
                            WebSocketFrame.part(WebSocketFrame.TEXT, "a".getBytes(UTF_8)),
                            WebSocketFrame.of(WebSocketFrame.PING, "hi".getBytes(UTF_8)),
                            WebSocketFrame.of(WebSocketFrame.CONTINUATION, "b".getBytes(UTF_8)));
                    var pong = webSocket.frame();
                    boolean answered =
                            pong.opcode() == WebSocketFrame.PONG && pong.text().equals("hi");
                    return answered && webSocket.next().text().equals("ab")
                            ? "pong, then the message"
                            : pong.toString();
                }),
                at(
                        "/test/senders",
                        "eight threads send 1,600 messages",
                        "all, in order of each",
                        ConnectionCases::senders),
                at(
                        "/test/binary-senders",
                        "eight threads send 1,600 binary messages",
                        "all, in order of each",
                        ConnectionCases::senders));
    }

    private static WebSocketFrame binary(int bytes) {
        return WebSocketFrame.of(WebSocketFrame.BINARY, new byte[bytes]);
    }

    private static String echoed(RawWebSocket webSocket, WebSocketFrame message) throws IOException {
        webSocket.send(message);
        return cameBack(webSocket, message.payload());
    }

    private static String cameBack(RawWebSocket webSocket, byte[] message) throws IOException {
        var echo = webSocket.next();
        if (echo.opcode() == WebSocketFrame.CLOSE) {
            var closing = RawWebSocket.Closing.of(echo);
            return (closing.code() + " " + closing.reason()).strip();
        }
        return Arrays.equals(message, echo.payload()) ? "comes back" : "changed";
    }

    private static String senders(RawWebSocket webSocket) throws IOException {
        webSocket.text("go");
        var next = new int[TestEndpoint.SENDERS];
        for (int received = 0; received < TestEndpoint.SENDERS * TestEndpoint.SENDS; received++) {
            var message = webSocket.next();
            if (message.opcode() == WebSocketFrame.CLOSE) {
                return received + " messages, then close";
            }
            var parts = message.text().split(":", 2);
            if (next[Integer.parseInt(parts[0])]++ != Integer.parseInt(parts[1])) {
                return "out of order";
            }
        }
        return "all, in order of each";
    }

    private static List<Case> exceptions() {
        return List.of(
                at("/test/fails-when-opened", "an exception when it opens", "1011", Answers::codeAndReason),
                at("/test/unheard-of", "an exception where the handler is made", "1011", Answers::codeAndReason),
                at("/test/fails-at-messages", "an exception at a text", "1011", webSocket -> {
                    webSocket.send(WebSocketFrame.text("1"), WebSocketFrame.text("2"));
                    return Answers.codeAndReason(webSocket);
                }),
                at("/test/fails-at-messages", "an exception at a binary", "1011", webSocket -> {
                    webSocket.send(binary(1), binary(1));
                    return Answers.codeAndReason(webSocket);
                }),
                at("/test/fails-when-closed", "an exception when it closes", "1000", webSocket -> {
                    webSocket.send(WebSocketFrame.close(1000, ""));
                    return Answers.codeAndReason(webSocket);
                }),
                at(
                        "/test/takes-text",
                        "binary where text is taken",
                        "1003 this endpoint takes no binary messages",
                        webSocket -> {
                            webSocket.send(binary(1));
                            return Answers.codeAndReason(webSocket);
                        }),
                at(
                        "/test/takes-binary",
                        "text where binary is taken",
                        "1003 this endpoint takes no text messages",
                        webSocket -> {
                            webSocket.text("a");
                            return Answers.codeAndReason(webSocket);
                        }));
    }

    private static List<Case> sizes() {
        return List.of(
                echo("a binary of exactly the limit", "comes back", webSocket -> echoed(webSocket, binary(LIMIT))),
                echo(
                        "a text of exactly the limit in bytes",
                        "comes back",
                        webSocket -> echoed(webSocket, WebSocketFrame.text("\u00e4".repeat(LIMIT / 2)))),
                echo("fragments of exactly the limit", "comes back", webSocket -> {
                    webSocket.send(
                            WebSocketFrame.part(WebSocketFrame.BINARY, new byte[LIMIT / 2]),
                            WebSocketFrame.of(WebSocketFrame.CONTINUATION, new byte[LIMIT / 2]));
                    return cameBack(webSocket, new byte[LIMIT]);
                }),
                tooBig("a binary one byte over the limit", binary(LIMIT + 1)),
                tooBig(
                        "a text over the limit in bytes, not in characters",
                        WebSocketFrame.text("\u00e4".repeat(LIMIT / 2 + 1))),
                tooBig(
                        "fragments over the limit, the last not sent",
                        part(WebSocketFrame.BINARY, LIMIT / 2),
                        part(WebSocketFrame.CONTINUATION, LIMIT / 2),
                        part(WebSocketFrame.CONTINUATION, 1)),
                tooBig(
                        "fragments of a text over the limit",
                        part(WebSocketFrame.TEXT, LIMIT / 2),
                        part(WebSocketFrame.CONTINUATION, LIMIT / 2),
                        part(WebSocketFrame.CONTINUATION, 1)),
                echo("fragments of 64 bytes without end", "1009", webSocket -> {
                    var many = new WebSocketFrame[LIMIT / 64 + 1];
                    Arrays.fill(many, part(WebSocketFrame.CONTINUATION, 64));
                    many[0] = part(WebSocketFrame.TEXT, 64);
                    webSocket.send(many);
                    return Answers.code(webSocket);
                }),
                at("/test/measures", "5 MB in one frame, where 8 MiB are allowed", "5000000 bytes", webSocket -> {
                    webSocket.send(binary(5_000_000));
                    return measured(webSocket);
                }),
                at("/test/measures", "5 MB in ten frames, where 8 MiB are allowed", "5000000 bytes", webSocket -> {
                    webSocket.send(part(WebSocketFrame.BINARY, 500_000));
                    for (int sent = 1; sent < 9; sent++) {
                        webSocket.send(part(WebSocketFrame.CONTINUATION, 500_000));
                    }
                    webSocket.send(WebSocketFrame.of(WebSocketFrame.CONTINUATION, new byte[500_000]));
                    return measured(webSocket);
                }));
    }

    private static String measured(RawWebSocket webSocket) throws IOException {
        var answer = webSocket.next();
        return answer.opcode() == WebSocketFrame.CLOSE
                ? Integer.toString(RawWebSocket.Closing.of(answer).code())
                : answer.text();
    }

    private static Case tooBig(String name, WebSocketFrame... frames) {
        return echo(name, TOO_BIG, webSocket -> {
            webSocket.send(frames);
            return Answers.codeAndReason(webSocket);
        });
    }

    private static WebSocketFrame part(int opcode, int bytes) {
        var payload = new byte[bytes];
        Arrays.fill(payload, (byte) 'a');
        return WebSocketFrame.part(opcode, payload);
    }

    private static List<Case> utf8() {
        return List.of(
                closes("a text that is not UTF-8", "1007", text(0xc3, 0x28)),
                closes("a text that ends within a character", "1007", text(0xe2, 0x82)),
                closes("a surrogate in UTF-8", "1007", text(0xed, 0xa0, 0x80)),
                closes(
                        "a close whose reason is not UTF-8",
                        "1007",
                        WebSocketFrame.of(WebSocketFrame.CLOSE, bytes(3, 0xe8, 0xc3))));
    }

    private static WebSocketFrame text(int... bytes) {
        return WebSocketFrame.of(WebSocketFrame.TEXT, bytes(bytes));
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        IntStream.range(0, values.length).forEach(at -> bytes[at] = (byte) values[at]);
        return bytes;
    }

    private static List<Case> protocol() {
        var wrong = Stream.of(
                echo("an unmasked frame", "1002", webSocket -> {
                    webSocket.send(WebSocketFrame.text("bare").unmasked());
                    return Answers.code(webSocket);
                }),
                closes("RSV1", "1002", new WebSocketFrame(true, 4, WebSocketFrame.TEXT, new byte[0])),
                closes("RSV2", "1002", new WebSocketFrame(true, 2, WebSocketFrame.TEXT, new byte[0])),
                closes("RSV3", "1002", new WebSocketFrame(true, 1, WebSocketFrame.TEXT, new byte[0])),
                closes("opcode 3", "1002", WebSocketFrame.of(3, new byte[0])),
                closes("opcode 11", "1002", WebSocketFrame.of(11, new byte[0])),
                closes("a fragmented ping", "1002", part(WebSocketFrame.PING, 1)),
                closes("a ping of 126 bytes", "1002", WebSocketFrame.of(WebSocketFrame.PING, new byte[126])),
                closes(
                        "a continuation of nothing",
                        "1002",
                        WebSocketFrame.of(WebSocketFrame.CONTINUATION, new byte[1])),
                closes("a message inside another", "1002", part(WebSocketFrame.TEXT, 1), WebSocketFrame.text("b")),
                closes("a close of one byte", "1002", WebSocketFrame.of(WebSocketFrame.CLOSE, new byte[1])));
        var codes = IntStream.of(999, 1004, 1005, 1006, 1015, 2999, 5000)
                .mapToObj(code -> closes("a close with " + code, "1002", WebSocketFrame.close(code, "")));
        return Stream.concat(wrong, codes).toList();
    }

    private static List<Case> idle() {
        return Together.of(
                at("/intercepted?idle", "a silent client", "ping, 1008 nothing received for 2 s (idle)", webSocket -> {
                    webSocket.next();
                    boolean pinged = webSocket.frame().opcode() == WebSocketFrame.PING;
                    return (pinged ? "ping, " : "no ping, ") + Answers.codeAndReason(webSocket);
                }),
                at("/intercepted?idle", "a client that answers pings", "stays", webSocket -> {
                    webSocket.next();
                    for (int answered = 0; answered < 4; answered++) {
                        var ping = webSocket.frame();
                        if (ping.opcode() != WebSocketFrame.PING) {
                            return ping.toString();
                        }
                        webSocket.send(WebSocketFrame.of(WebSocketFrame.PONG, ping.payload()));
                    }
                    return "stays";
                }));
    }

    private static List<Case> ends() {
        return List.of(
                closes("a client closes with 1000", "1000", WebSocketFrame.close(1000, "bye")),
                closes("a client closes with 4001", "4001", WebSocketFrame.close(4001, "")),
                closes("a client closes without a code", "1000", WebSocketFrame.of(WebSocketFrame.CLOSE, new byte[0])),
                ending("a client closes with 4001: the endpoint is told", "[4001]", webSocket -> {
                    webSocket.send(WebSocketFrame.close(4001, ""));
                    return Answers.code(webSocket);
                }),
                ending("a client drops the connection: the endpoint is told", "[1006]", webSocket -> ""));
    }

    /** The codes of all ends that the endpoint was told of. */
    private static Case ending(String name, String expected, Talk last) {
        return new Case(name, expected, sites -> {
            try (var webSocket = sites.cases().open("/test/noted")) {
                webSocket.text("open?");
                webSocket.expectText("noted");
                last.answer(webSocket);
            }
            try (var notes = sites.cases().open("/test/notes")) {
                Poll.until(() -> !noted(notes).equals("[]"));
                sites.cases().open("/echo").closeNormally(); // a second telling has time to come
                return noted(notes);
            }
        });
    }

    private static String noted(RawWebSocket notes) throws IOException {
        notes.text("?");
        return notes.next().text();
    }
}
