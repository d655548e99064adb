package io.bascule.handshake;

import java.security.Principal;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The client's opening handshake (RFC 6455 section 4.1) as it arrived: one snapshot, taken in front of the container
 * and before it has interpreted anything. Immutable; any thread.
 *
 * @param method the HTTP method as sent, {@code GET} for a handshake
 * @param protocol the HTTP version as sent, for instance {@code HTTP/1.1}
 * @param path the raw path below the context path, undecoded, without the query; begins with {@code /}
 * @param query the raw query string, empty when there is none
 * @param headers every header line in order, by name (looked up without regard to case)
 * @param remoteAddress the numeric address of the TCP peer, no port
 * @param localPort the port the connection arrived on
 * @param secure whether the TCP connection itself is TLS
 * @param principal who the container says the user is
 * @param httpSession where the HTTP session can be had from
 */
public record HandshakeRequest(
        String method,
        String protocol,
        String path,
        String query,
        Map<String, List<String>> headers,
        String remoteAddress,
        int localPort,
        boolean secure,
        Optional<Principal> principal,
        HttpSessionSource httpSession) {

    private static final int PRINTED = 200;
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> CREDENTIALS = List.of("Cookie", "Authorization");

    public HandshakeRequest {
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.merge(name, List.copyOf(values), HandshakeRequest::joined));
        headers = Collections.unmodifiableMap(copy);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** All lines of the header {@code name} in order, undivided; empty when there is none. */
    public List<String> lines(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The first line of the header {@code name}. */
    public Optional<String> header(String name) {
        return lines(name).stream().findFirst();
    }

    /** The comma-separated values of all lines of the header {@code name}, trimmed, empty ones left out. */
    public List<String> values(String name) {
        return lines(name).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Whether the comma-separated header {@code name} holds {@code token}, compared without regard to case. */
    boolean hasToken(String name, String token) {
        return values(name).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).equals(token));
    }

    /**
     * Whether some container might open a WebSocket for this request: more than RFC 6455 asks for, since Tomcat takes
     * {@code Upgrade: foo, websocket}, Undertow any upgrade with a key, and HTTP/2 has {@code CONNECT} (RFC 8441).
     */
    public boolean mayUpgrade() {
        return lines("Upgrade").stream()
                        .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("websocket"))
                || !lines("Sec-WebSocket-Key").isEmpty()
                || method.equals("CONNECT");
    }

    /** The same request without what a browser adds on its user's behalf, whoever wrote the page. */
    HandshakeRequest withoutCredentials() {
        var anonymous = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        anonymous.putAll(headers);
        CREDENTIALS.forEach(anonymous::remove);
        return new HandshakeRequest(
                method,
                protocol,
                path,
                query,
                anonymous,
                remoteAddress,
                localPort,
                secure,
                Optional.empty(),
                HttpSessionSource.NONE);
    }

    /** What a peer sent, fit for a log line: control and non-ASCII characters escaped, at most 200 characters. */
    public static String printable(String sent) {
        var text = new StringBuilder();
        for (int at = 0; at < sent.length() && text.length() <= PRINTED; at++) {
            char c = sent.charAt(at);
            if (c < ' ' || c > '~') {
                text.append("\\u").append(HEX.toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.length() <= PRINTED ? text.toString() : text.substring(0, PRINTED - 3) + "...";
    }
}
