package io.bascule.it.servers;

import io.bascule.it.wire.Ended;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.RawWebSocket.Closing;
import io.bascule.it.wire.Silence;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What servers answer, in the words of the table. What is wrong about an answer shows in its words: nothing is asserted
 * here.
 */
final class Answers {
    /** What no answer of ours may hold. */
    private static final List<String> INSIDES = List.of(
            "Exception",
            "bascule.",
            "java.",
            "jakarta.",
            "\tat ",
            "<html",
            "<!DOCTYPE",
            "Grizzly",
            "Tyrus",
            "glassfish",
            "Tomcat",
            "Jetty",
            "jetty",
            "Undertow",
            "UT0",
            "WFLY",
            "Liberty",
            "SRVE",
            "a secret");

    /** What a client is told in the head of an answer, beside its status. */
    private static final List<String> TELLING = List.of(
            "Allow", "Retry-After", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");

    private static final int SHORT = 200;

    private Answers() {}

    /** The answer to a handshake with an endpoint that echoes; a refused one has to end. */
    static String echo(Site site, UpgradeRequest request) throws IOException {
        return ask(site, request.text(), (http, answer) -> {
            try (var webSocket = RawWebSocket.opened(http.socket(), answer)) {
                webSocket.text("Hello");
                webSocket.expectText("Hello");
                return words(answer);
            } catch (Silence | Ended none) {
                return words(answer) + ", no echo";
            }
        });
    }

    /** The answer to a handshake; a refused one has to end. */
    static String opening(Site site, UpgradeRequest request) throws IOException {
        return opening(site, request.text());
    }

    /** The same for a request that is written out. */
    static String opening(Site site, String request) throws IOException {
        return ask(site, request, (http, answer) -> words(answer));
    }

    /** The status of a request that is no business of ours. */
    static String status(Site site, String request) throws IOException {
        return Integer.toString(RawHttp.ask(site.port(), request).status());
    }

    /** The body of a refusal, quoted; empty when there is none. */
    static String body(Site site, UpgradeRequest request) throws IOException {
        var answer = RawHttp.ask(site.port(), request.text());
        return words(answer) + ", \"" + answer.body().strip() + "\"";
    }

    /** What a test does with a connection that was answered 101. */
    private interface Opened {
        String words(RawHttp http, RawHttp.Answer answer) throws IOException;
    }

    private static String ask(Site site, String request, Opened opened) throws IOException {
        try (var http = RawHttp.connect(site.port())) {
            http.send(request);
            var answer = http.answer();
            if (answer.status() == 101 && !isWebSocket(answer)) {
                return words(answer);
            }
            return answer.status() == 101 ? opened.words(http, answer) : words(answer) + flaws(http, answer);
        }
    }

    /** A server may speak HTTP/2 to whoever asks for it. */
    private static boolean isWebSocket(RawHttp.Answer answer) {
        return answer.lines("Upgrade").stream().anyMatch("websocket"::equalsIgnoreCase);
    }

    private static String words(RawHttp.Answer answer) {
        var words = new StringBuilder().append(answer.status());
        for (var name : TELLING) {
            for (var value : answer.lines(name)) {
                words.append(' ').append(name).append(": ").append(value);
            }
        }
        if (answer.status() == 101 && !isWebSocket(answer)) {
            return words + " Upgrade: " + String.join(", ", answer.lines("Upgrade"));
        }
        if (answer.status() == 101 && !answer.lines("Sec-WebSocket-Accept").equals(List.of(UpgradeRequest.ACCEPT))) {
            words.append(", wrong Sec-WebSocket-Accept");
        }
        return words.toString();
    }

    /** What every refusal has in common: a short text or none, {@code Connection: close}, the end, no look inside. */
    private static String flaws(RawHttp http, RawHttp.Answer answer) throws IOException {
        var flaws = flawsOfBody(answer);
        if (answer.lines("Connection").equals(List.of("close"))) {
            ending(http::expectEnd).ifPresent(flaws::add);
        } else {
            flaws.add("no `Connection: close`");
        }
        return inWords(flaws);
    }

    /** What is wrong with the text of a refusal; empty when nothing is. */
    static String flawsOf(RawHttp.Answer refusal) {
        return inWords(flawsOfBody(refusal));
    }

    private static List<String> flawsOfBody(RawHttp.Answer answer) {
        var flaws = new ArrayList<String>();
        leak(answer.body()).ifPresent(flaws::add);
        if (answer.body().length() > SHORT) {
            flaws.add("long text");
        }
        return flaws;
    }

    private static String inWords(List<String> flaws) {
        return flaws.isEmpty() ? "" : ", " + String.join(", ", flaws);
    }

    private static Optional<String> leak(String text) {
        return INSIDES.stream().filter(text::contains).findFirst().map(inside -> "tells `" + inside.strip() + "`");
    }

    private interface Ending {
        void expect() throws IOException;
    }

    private static Optional<String> ending(Ending ending) throws IOException {
        try {
            ending.expect();
            return Optional.empty();
        } catch (Silence silence) {
            return Optional.of("stays open");
        } catch (AssertionError more) {
            return Optional.of("more bytes");
        }
    }

    /** The status with which the server closes now, and that the connection then ends. */
    static String code(RawWebSocket webSocket) throws IOException {
        return closing(webSocket, false);
    }

    /** The same, with the reason. */
    static String codeAndReason(RawWebSocket webSocket) throws IOException {
        return closing(webSocket, true);
    }

    private static String closing(RawWebSocket webSocket, boolean withReason) throws IOException {
        var frame = webSocket.next();
        if (frame.opcode() != WebSocketFrame.CLOSE) {
            return "goes on";
        }
        var closing = Closing.of(frame);
        answerClose(webSocket, frame);
        var words = new StringBuilder(closing.code() == 1005 ? "no code" : Integer.toString(closing.code()));
        if (withReason && !closing.reason().isEmpty()) {
            words.append(' ').append(closing.reason());
        }
        leak(closing.reason()).ifPresent(inside -> words.append(", ").append(inside));
        ending(webSocket::expectEnd).ifPresent(flaw -> words.append(", ").append(flaw));
        return words.toString();
    }

    private static void answerClose(RawWebSocket webSocket, WebSocketFrame close) {
        try {
            webSocket.send(close);
        } catch (IOException gone) {
            // the server need not wait for it
        }
    }
}
