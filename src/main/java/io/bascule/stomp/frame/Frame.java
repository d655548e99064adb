package io.bascule.stomp.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One frame ("STOMP Frames"): nothing in it is escaped, and its body holds no terminating NUL. Immutable as long as
 * nobody writes to the array of its body; any thread.
 */
public final class Frame {
    private static final byte[] NO_BODY = new byte[0];

    private final Command command;
    private final Headers headers;
    private final byte[] body;

    /** The array is taken over and must not be changed any more. */
    public Frame(Command command, Headers headers, byte[] body) {
        this.command = command;
        this.headers = headers;
        this.body = body;
    }

    /** A frame without a body. */
    public Frame(Command command, Headers headers) {
        this(command, headers, NO_BODY);
    }

    /** A frame with a body of text. */
    public Frame(Command command, Headers headers, String body) {
        this(command, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public Command command() {
        return command;
    }

    public Headers headers() {
        return headers;
    }

    /** The bytes of the body, empty when there is none; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** Whether the body can travel in a text message: it is UTF-8 and its {@code content-type} does not deny it. */
    public boolean isText() {
        boolean blob = headers.first("content-type")
                .filter(type -> type.startsWith("application/octet-stream"))
                .isPresent();
        return !blob && Utf8.isValid(body, body.length);
    }

    /** About how much of memory it holds: the bytes of its body and the characters of its headers. */
    public int size() {
        int size = body.length;
        for (var header : headers.inOrder()) {
            size += header.name().length() + header.value().length();
        }
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && command == that.command
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(command, headers, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return command + " " + headers.inOrder() + " and " + body.length + " bytes";
    }
}
