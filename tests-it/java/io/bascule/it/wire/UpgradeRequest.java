package io.bascule.it.wire;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An opening handshake (RFC 6455 section 4.1) as text, right in every line until the test changes one. The key is the
 * RFC's own, so the right answer to it is {@link #ACCEPT}.
 */
public record UpgradeRequest(String requestLine, List<String> lines) {
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** The handshake of a client that is no browser: without an Origin. */
    public static UpgradeRequest to(int port, String target) {
        return new UpgradeRequest(
                "GET " + target + " HTTP/1.1",
                List.of(
                        "Host: 127.0.0.1:" + port,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: " + KEY,
                        "Sec-WebSocket-Version: 13"));
    }

    /** The same with another request line, for instance {@code POST /echo HTTP/1.1}. */
    public UpgradeRequest asking(String otherRequestLine) {
        return new UpgradeRequest(otherRequestLine, lines);
    }

    /** The same with one more header line. */
    public UpgradeRequest with(String line) {
        return new UpgradeRequest(
                requestLine, Stream.concat(lines.stream(), Stream.of(line)).toList());
    }

    /** The same without any header line of that name. */
    public UpgradeRequest without(String name) {
        return new UpgradeRequest(
                requestLine, lines.stream().filter(line -> !isNamed(line, name)).toList());
    }

    /** The same with {@code line} in the place of those of its name. */
    public UpgradeRequest replacing(String line) {
        return without(line.substring(0, line.indexOf(':'))).with(line);
    }

    private static boolean isNamed(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
    }

    /** The whole request, a line feed at each line's end. */
    public String text() {
        return Stream.concat(Stream.of(requestLine), lines.stream()).collect(Collectors.joining("\n", "", "\n\n"));
    }
}
