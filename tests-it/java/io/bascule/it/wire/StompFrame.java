package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;

/**
 * A STOMP frame of the server, taken apart without any unescaping, so that a test sees what was sent.
 *
 * @param headers the lines as they came, for instance {@code version:1.2}
 */
public record StompFrame(String command, List<String> headers, String body) {
    /** Takes the text of one whole WebSocket message apart; its last character must be the NUL. */
    public static StompFrame of(String text) {
        int endOfHead = text.indexOf("\n\n");
        if (endOfHead < 0 || !text.endsWith("\0")) {
            fail("Not one whole STOMP frame: " + text.replace("\0", "^@"));
        }
        var lines = List.of(text.substring(0, endOfHead).split("\n", -1));
        return new StompFrame(
                lines.get(0), lines.subList(1, lines.size()), text.substring(endOfHead + 2, text.length() - 1));
    }

    public boolean has(String name) {
        return headers.stream().anyMatch(line -> line.startsWith(name + ":"));
    }

    /** The value of the first header of that name; fails when there is none. */
    public String header(String name) {
        return headers.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseGet(() -> fail("No header " + name + " in\n" + this));
    }

    /** The frame as the specification writes frames. */
    @Override
    public String toString() {
        return command + "\n" + String.join("\n", headers) + "\n\n" + body + "^@";
    }
}
