package io.bascule.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns the bytes of one peer into frames. They may be cut anywhere, and every limit is checked as they arrive. One
 * thread at a time.
 *
 * <pre>
 *            EOL, NUL                 header line
 *             ┌───┐                     ┌───┐
 *             │   v     command line    │   v   blank line
 *     ──────> COMMAND ────────────────> HEADERS ──┬──────────> OPEN_BODY ────┐ content-length:
 *                ^                                ├──────────> COUNTED_BODY ─┤ absent, present,
 *                │                                └──────────> END <─────────┘ zero (or all there)
 *                └───────────────────── NUL ────────────────── OPEN_BODY, END
 * </pre>
 *
 * It begins before a version is agreed on and then reads as 1.2 does, which takes both ends of line. End of line and
 * NUL between frames are passed over, so heart-beats are not seen here: any byte of the peer counts as one.
 */
public final class FrameDecoder {
    private enum State {
        COMMAND,
        HEADERS,
        OPEN_BODY,
        COUNTED_BODY,
        END
    }

    private final FrameLimits limits;
    private StompVersion version = StompVersion.V1_2;
    private State state = State.COMMAND;

    private final Gathered line = new Gathered();
    private Command command = Command.CONNECT;
    private List<Header> headers = new ArrayList<>();
    /** Of the header lines that have ended. */
    private int headersBytes;
    /** All headers of the frame whose body arrives. */
    private Headers head = Headers.NONE;

    private final Gathered body = new Gathered();
    private int bodyBytes;

    public FrameDecoder(FrameLimits limits) {
        this.limits = limits;
    }

    /** What follows is read as {@code agreed} has it; called between two frames. */
    public void speak(StompVersion agreed) {
        version = agreed;
    }

    /**
     * The next frame that ends in {@code in}, whose position then stands behind it; or empty when {@code in} is used up.
     *
     * @throws FrameRefused on anything that is no frame or goes over a limit; this decoder is then of no more use
     */
    public Optional<Frame> next(ByteBuffer in) {
        while (in.hasRemaining()) {
            boolean complete = switch (state) {
                case COMMAND -> command(in);
                case HEADERS -> header(in);
                case OPEN_BODY -> openBody(in);
                case COUNTED_BODY -> countedBody(in);
                case END -> end(in);
            };
            if (complete) {
                return Optional.of(frame());
            }
        }
        return Optional.empty();
    }

    /** The headers that have arrived of the frame under way, or of the one that was refused. */
    public Headers headersSoFar() {
        return new Headers(headers);
    }

    private boolean command(ByteBuffer in) {
        if (line.size() == 0 && in.get(in.position()) == 0) {
            in.get();
        } else if (lineEnds(in, limits.commandBytes())) {
            var name = lineText();
            if (!name.isEmpty()) {
                command = Command.named(name).orElseThrow(() -> unknown(name));
                state = State.HEADERS;
                headers = new ArrayList<>();
            }
        }
        return false;
    }

    private static FrameRefused unknown(String name) {
        var hint = name.isBlank()
                ? ""
                : Command.named(name.strip().toUpperCase(Locale.ROOT))
                        .map(meant -> "; write " + meant + " and end the line with LF")
                        .orElse("");
        return FrameRefused.malformed("Unknown command " + Quoted.of(name) + hint);
    }

    private boolean header(ByteBuffer in) {
        if (lineEnds(in, Math.min(limits.headerBytes(), limits.headersBytes() - headersBytes))) {
            headersBytes += line.size();
            var text = lineText();
            if (text.isEmpty()) {
                beginBody();
            } else {
                headers.add(header(text));
            }
        }
        return false;
    }

    private Header header(String text) {
        if (headers.size() == limits.headers()) {
            throw FrameRefused.tooBig(
                    "Frame has " + (headers.size() + 1) + " headers; the limit is " + limits.headers());
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw badLine(colon < 0 ? "has no colon" : "has no name");
        }
        var rule = command.neverEscaped() ? StompVersion.V1_0 : version;
        return new Header(rule.read(text.substring(0, colon)), rule.read(text.substring(colon + 1)));
    }

    /** Gathers a line up to its LF; true when that was there. */
    private boolean lineEnds(ByteBuffer in, int limit) {
        int end = indexOfEither((byte) '\n', (byte) 0, in);
        int length = end - in.position();
        if (line.size() + length > limit) {
            throw tooLong(line.size() + length);
        }
        line.add(in, length);
        if (!in.hasRemaining()) {
            return false;
        }
        if (in.get() == 0) {
            throw FrameRefused.malformed("NUL within the head of a frame; a blank line must end the headers");
        }
        return true;
    }

    private FrameRefused tooLong(int length) {
        if (state == State.COMMAND) {
            return tooLong("Command line has ", length, limits.commandBytes());
        }
        return length > limits.headerBytes()
                ? tooLong("Header line " + (headers.size() + 1) + " has ", length, limits.headerBytes())
                : tooLong("Headers have ", headersBytes + length, limits.headersBytes());
    }

    private static FrameRefused tooLong(String what, int bytes, int limit) {
        return FrameRefused.tooBig(what + bytes + " bytes or more; the limit is " + limit);
    }

    private String lineText() {
        byte[] bytes = line.bytes();
        int length = line.size();
        if (version.endsLinesWithCr() && length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        var text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0 && !Utf8.isValid(bytes, length)) {
            throw badLine("is not UTF-8");
        }
        if (version.endsLinesWithCr() && text.indexOf('\r') >= 0) {
            throw badLine("has a CR that is not followed by LF");
        }
        line.clear();
        return text;
    }

    /** Tells where the line is and not what: it may be a passcode, and what we say is logged. */
    private FrameRefused badLine(String fault) {
        return FrameRefused.malformed(
                (state == State.COMMAND ? "The command line " : "Header line " + (headers.size() + 1) + " ") + fault);
    }

    private void beginBody() {
        head = headersSoFar();
        if (command.opensConversation() && head.first("accept-version").isEmpty()) {
            head = head.stripped(); // the examples of 1.0 have "login: name"
        }
        var declared = head.first("content-length");
        if (declared.isEmpty()) {
            state = State.OPEN_BODY;
        } else {
            bodyBytes = contentLength(declared.get());
            state = bodyBytes == 0 ? State.END : State.COUNTED_BODY;
        }
    }

    private int contentLength(String declared) {
        if (declared.isEmpty() || !declared.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw FrameRefused.malformed("content-length is " + Quoted.of(declared) + "; it must be a number of bytes");
        }
        var digits = declared.replaceFirst("^0+(?=.)", "");
        if (digits.length() > 9 || Integer.parseInt(digits) > limits.bodyBytes()) {
            throw FrameRefused.tooBig(
                    "content-length is " + Quoted.of(digits) + "; the limit is " + limits.bodyBytes());
        }
        int bytes = Integer.parseInt(digits);
        checkBody(bytes);
        return bytes;
    }

    private boolean openBody(ByteBuffer in) {
        int length = indexOfEither((byte) 0, (byte) 0, in) - in.position();
        checkBody(body.size() + length);
        body.add(in, length);
        return in.hasRemaining() && end(in);
    }

    private boolean countedBody(ByteBuffer in) {
        body.add(in, Math.min(in.remaining(), bodyBytes - body.size()));
        if (body.size() == bodyBytes) {
            state = State.END;
        }
        return false;
    }

    private boolean end(ByteBuffer in) {
        if (in.get() != 0) {
            throw FrameRefused.malformed("content-length is " + bodyBytes + ", but no NUL follows so many bytes");
        }
        return true;
    }

    private void checkBody(int size) {
        if (size > 0 && !command.mayHaveBody() && !bodyIsIgnored()) {
            throw FrameRefused.malformed(command + " must not have a body");
        }
        if (size > limits.bodyBytes()) {
            throw tooLong("Body has ", size, limits.bodyBytes());
        }
    }

    /** STOMP 1.0, "SUBSCRIBE": the body is ignored. */
    private boolean bodyIsIgnored() {
        return version == StompVersion.V1_0 && command == Command.SUBSCRIBE;
    }

    private Frame frame() {
        byte[] content = body.take();
        var frame = bodyIsIgnored() ? new Frame(command, head) : new Frame(command, head, content);
        state = State.COMMAND;
        headers = new ArrayList<>();
        headersBytes = 0;
        return frame;
    }

    /** Where the next {@code one} or {@code other} stands, or the limit of {@code in}. */
    private static int indexOfEither(byte one, byte other, ByteBuffer in) {
        int limit = in.limit();
        for (int i = in.position(); i < limit; i++) {
            byte b = in.get(i);
            if (b == one || b == other) {
                return i;
            }
        }
        return limit;
    }
}
