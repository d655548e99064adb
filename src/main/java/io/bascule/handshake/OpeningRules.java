package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a client's opening handshake must look like (RFC 6455 section 4.2.1), before anyone asks who sent it. */
final class OpeningRules {
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;

    /** In ASCII's cases only, unlike {@link String#equalsIgnoreCase}. */
    private static final Pattern WEBSOCKET = Pattern.compile("websocket", Pattern.CASE_INSENSITIVE);

    private static final List<String> VERSION = List.of("13");

    private OpeningRules() {}

    /** The first rule that the request breaks. */
    static Optional<Refused> refusal(HandshakeRequest request) {
        return method(request)
                .or(() -> protocol(request))
                .or(() -> body(request))
                .or(() -> upgrade(request))
                .or(() -> connection(request))
                .or(() -> key(request))
                .or(() -> host(request))
                .or(() -> version(request));
    }

    private static Optional<Refused> method(HandshakeRequest request) {
        if (request.method().equals("GET")) {
            return Optional.empty();
        }
        var why = "the method is " + HandshakeRequest.printable(request.method()) + ", not GET";
        return Optional.of(new Refused(405, Map.of("Allow", "GET"), "", why, ""));
    }

    /** WebSocket over HTTP/2 is a CONNECT, so a GET of any other version opens nothing. */
    private static Optional<Refused> protocol(HandshakeRequest request) {
        return request.protocol().equals("HTTP/1.1")
                ? Optional.empty()
                : bad(
                        "A WebSocket is opened with HTTP/1.1.",
                        "the protocol is " + HandshakeRequest.printable(request.protocol()) + ", not HTTP/1.1");
    }

    /** What comes behind it are frames; of a body some servers would take them for a part, others it for frames. */
    private static Optional<Refused> body(HandshakeRequest request) {
        var said = Stream.of("Transfer-Encoding", "Content-Length")
                .filter(name -> !request.lines(name).stream().allMatch("0"::equals))
                .findFirst();
        return said.flatMap(name ->
                bad("An opening handshake has no body.", sent(request, name) + ", so that a body would follow"));
    }

    /** Of {@code foo, websocket} the servers think differently, so it is the one token or nothing. */
    private static Optional<Refused> upgrade(HandshakeRequest request) {
        var lines = request.lines("Upgrade");
        return lines.size() == 1 && WEBSOCKET.matcher(lines.get(0).strip()).matches()
                ? Optional.empty()
                : bad("Here is a WebSocket; send Upgrade: websocket.", sent(request, "Upgrade") + ", not websocket");
    }

    private static Optional<Refused> connection(HandshakeRequest request) {
        return request.hasToken("Connection", "upgrade")
                ? Optional.empty()
                : bad(
                        "To open a WebSocket send Connection: Upgrade.",
                        sent(request, "Connection") + ", and does not hold upgrade");
    }

    private static Optional<Refused> key(HandshakeRequest request) {
        var lines = request.lines("Sec-WebSocket-Key");
        return lines.size() == 1 && isKey(lines.get(0).strip())
                ? Optional.empty()
                : bad(
                        "Sec-WebSocket-Key must be 16 bytes in base64.",
                        sent(request, "Sec-WebSocket-Key") + ", not 16 bytes in base64");
    }

    private static boolean isKey(String text) {
        try {
            return text.length() == KEY_CHARACTERS && Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static Optional<Refused> host(HandshakeRequest request) {
        var lines = request.lines("Host");
        return lines.size() == 1 && AllowedHosts.ANY.allows(lines.get(0))
                ? Optional.empty()
                : bad("Host must name this server.", sent(request, "Host") + ", not one host");
    }

    private static Optional<Refused> version(HandshakeRequest request) {
        if (request.lines("Sec-WebSocket-Version").stream()
                .map(String::strip)
                .toList()
                .equals(VERSION)) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                426,
                Map.of("Sec-WebSocket-Version", "13", "Upgrade", "websocket"),
                "WebSocket version 13 is spoken here.\n",
                sent(request, "Sec-WebSocket-Version") + ", not 13",
                ""));
    }

    private static Optional<Refused> bad(String body, String why) {
        return Optional.of(new Refused(400, body + "\n", why, ""));
    }

    private static String sent(HandshakeRequest request, String name) {
        var lines = request.lines(name);
        return lines.isEmpty()
                ? name + " is missing"
                : name + " is " + HandshakeRequest.printable("'" + String.join("' and '", lines) + "'");
    }
}
