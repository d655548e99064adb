package io.bascule.stomp.frame;

import java.nio.charset.StandardCharsets;

/**
 * Turns frames into bytes, as the version of the <em>receiver</em> has them. What it cannot carry, since there is no
 * escape for it, is left out: CR, LF and NUL in a value, and the whole header if they or a colon are in its name; without
 * them it might be another one, {@code content-length} for instance. Any thread.
 *
 * <p>A frame can be made in two pieces, so that the second is shared by all the receivers of a message:
 *
 * <pre>
 *     MESSAGE LF subscription:7 LF                       head
 *     destination:/topic/a LF ... LF LF body NUL         tail
 * </pre>
 */
public final class FrameEncoder {
    private FrameEncoder() {}

    /** The whole frame; {@code content-length} is ours wherever a body may be. */
    public static byte[] encode(Frame frame, StompVersion version) {
        var rule = frame.command().neverEscaped() ? StompVersion.V1_0 : version;
        var head = new StringBuilder().append(frame.command()).append('\n');
        write(frame.headers(), rule, head);
        if (frame.command().mayHaveBody()) {
            writeContentLength(frame.body(), head);
        }
        return joined(head, frame.body());
    }

    /** The first piece of a MESSAGE: its command and these headers. */
    public static byte[] messageHead(Headers headers, StompVersion version) {
        var head = new StringBuilder().append(Command.MESSAGE).append('\n');
        write(headers, version, head);
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The second piece of a MESSAGE: further headers, {@code content-length}, the body and NUL. */
    public static byte[] messageTail(Headers headers, byte[] body, StompVersion version) {
        var head = new StringBuilder(128);
        write(headers, version, head);
        writeContentLength(body, head);
        return joined(head, body);
    }

    private static void write(Headers headers, StompVersion version, StringBuilder out) {
        for (var header : headers.inOrder()) {
            if (!header.name().equals("content-length") && version.carriesName(header.name())) {
                version.write(header.name(), out);
                out.append(':');
                version.write(header.value(), out);
                out.append('\n');
            }
        }
    }

    private static void writeContentLength(byte[] body, StringBuilder out) {
        out.append("content-length:").append(body.length).append('\n');
    }

    private static byte[] joined(StringBuilder head, byte[] body) {
        byte[] first = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[first.length + body.length + 1]; // the last one stays NUL
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }
}
