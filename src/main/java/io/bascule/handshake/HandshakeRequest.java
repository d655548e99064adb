package io.bascule.handshake;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    public HandshakeRequest {
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.merge(name, List.copyOf(values), HandshakeRequest::joined));
        headers = copy;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
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
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Whether the comma-separated header {@code name} holds {@code token}, compared without regard to case. */
    public boolean hasToken(String name, String token) {
        return values(name).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).equals(token));
    }
}
