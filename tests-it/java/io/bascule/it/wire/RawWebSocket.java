package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A WebSocket client that sends whatever the test says and believes nothing: each frame of the server is checked
 * against RFC 6455 section 5. It reads only when it is asked to, so a client that stops reading is one that is not
 * asked. For the use of one thread, but one more may send.
 */
public final class RawWebSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RawSocket socket;
    private final RawHttp.Answer answer;

    private RawWebSocket(RawSocket socket, RawHttp.Answer answer) {
        this.socket = socket;
        this.answer = answer;
    }

    /** Opens {@code target} as a client that is no browser. */
    public static RawWebSocket open(int port, String target) throws IOException {
        return open(port, UpgradeRequest.to(port, target));
    }

    public static RawWebSocket open(int port, UpgradeRequest request) throws IOException {
        return open(RawSocket.connect(port), request);
    }

    /** Sends {@code request} on {@code socket}; fails unless the answer is the right 101. */
    public static RawWebSocket open(RawSocket socket, UpgradeRequest request) throws IOException {
        var http = new RawHttp(socket);
        http.send(request.text());
        return opened(socket, http.answer());
    }

    /** The WebSocket that {@code answer} opened on {@code socket}; fails unless it is the right 101. */
    public static RawWebSocket opened(RawSocket socket, RawHttp.Answer answer) {
        assertEquals(101, answer.status(), answer::toString);
        assertEquals("websocket", answer.header("Upgrade").toLowerCase(Locale.ROOT));
        assertTrue(upgrades(answer.header("Connection")), answer::toString);
        return new RawWebSocket(socket, answer);
    }

    /** Tomcat says keep-alive beside it to a client that does. */
    private static boolean upgrades(String connection) {
        return List.of(connection.toLowerCase(Locale.ROOT).split("[ ,]+")).contains("upgrade");
    }

    /** The answer that opened the connection. */
    public RawHttp.Answer answer() {
        return answer;
    }

    public void text(String text) throws IOException {
        send(WebSocketFrame.text(text));
    }

    public void binary(byte[] bytes) throws IOException {
        send(WebSocketFrame.of(WebSocketFrame.BINARY, bytes));
    }

    /** Sends frames, masked, in one write. */
    public void send(WebSocketFrame... frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var frame : frames) {
            bytes.writeBytes(frame.masked());
        }
        socket.send(bytes.toByteArray());
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes) throws IOException {
        socket.send(bytes);
    }

    /** The next frame, whatever it is. */
    public WebSocketFrame frame() throws IOException {
        int first = socket.read("a frame");
        return frame(first);
    }

    private WebSocketFrame frame(int first) throws IOException {
        int second = socket.read("the length of a frame");
        assertEquals(0, second & 0x80, "A server must not mask its frames (RFC 6455 section 5.1)");
        var payload = socket.read(length(second & 0x7f), "a frame's payload");
        var frame = new WebSocketFrame((first & 0x80) != 0, (first >> 4) & 7, first & 15, payload);
        check(frame);
        return frame;
    }

    private int length(int first) throws IOException {
        if (first < 126) {
            return first;
        }
        int wide = first == 126 ? 2 : 8;
        long length = 0;
        for (byte next : socket.read(wide, "a frame's length")) {
            length = (length << 8) | (next & 0xff);
        }
        assertTrue(
                length >= (wide == 2 ? 126 : 65_536), "The shortest form of a length must be used, not for " + length);
        return Math.toIntExact(length);
    }

    private static void check(WebSocketFrame frame) {
        assertEquals(0, frame.reserved(), "No extension was agreed on that uses a reserved bit");
        assertTrue(frame.opcode() <= 2 || (frame.opcode() >= 8 && frame.opcode() <= 10), "Unknown opcode: " + frame);
        if (frame.isControl()) {
            assertTrue(frame.last(), "A control frame must not be fragmented: " + frame);
            assertTrue(frame.payload().length <= 125, "A control frame holds at most 125 bytes: " + frame);
        }
    }

    /** The next whole message or close frame, put together from its parts; pings are answered on the way. */
    public WebSocketFrame next() throws IOException {
        return next(socket.read("a message"));
    }

    private WebSocketFrame next(int firstByte) throws IOException {
        var first = afterPings(frame(firstByte));
        assertTrue(first.opcode() != WebSocketFrame.CONTINUATION, "A continuation of nothing: " + first);
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(first.payload());
        for (var part = first; !part.last(); ) {
            part = afterPings(frame());
            assertEquals(WebSocketFrame.CONTINUATION, part.opcode(), () -> "Inside a message came a new one");
            whole.writeBytes(part.payload());
        }
        var message = WebSocketFrame.of(first.opcode(), whole.toByteArray());
        checkText(message);
        return message;
    }

    private WebSocketFrame afterPings(WebSocketFrame first) throws IOException {
        var frame = first;
        while (frame.opcode() == WebSocketFrame.PING || frame.opcode() == WebSocketFrame.PONG) {
            if (frame.opcode() == WebSocketFrame.PING) {
                send(WebSocketFrame.of(WebSocketFrame.PONG, frame.payload()));
            }
            frame = frame();
        }
        return frame;
    }

    private static void checkText(WebSocketFrame message) {
        if (message.opcode() == WebSocketFrame.TEXT) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message.payload()));
            } catch (CharacterCodingException invalid) {
                fail("A text message that is not UTF-8: " + message);
            }
        }
    }

    /** Fails unless the next message is this text. */
    public void expectText(String text) throws IOException {
        var message = next();
        assertEquals(WebSocketFrame.TEXT, message.opcode(), message::toString);
        assertEquals(text, message.text());
    }

    /** Fails unless the next message is these bytes. */
    public void expectBinary(byte[] bytes) throws IOException {
        var message = next();
        assertEquals(WebSocketFrame.BINARY, message.opcode(), message::toString);
        assertArrayEquals(bytes, message.payload());
    }

    /** Fails unless the server closes now with {@code code}; answers it and waits for the connection's end. */
    public Closing expectClose(int code) throws IOException {
        var frame = next();
        assertEquals(WebSocketFrame.CLOSE, frame.opcode(), () -> "Expected close " + code + ", not " + frame);
        var closing = Closing.of(frame);
        assertEquals(code, closing.code(), closing::toString);
        answerClose(frame);
        socket.expectEnd();
        return closing;
    }

    /** Reads on over all messages until the server closes with {@code code}; then as {@link #expectClose(int)}. */
    public Closing skipToClose(int code) throws IOException {
        var frame = next();
        while (frame.opcode() != WebSocketFrame.CLOSE) {
            frame = next();
        }
        var closing = Closing.of(frame);
        assertEquals(code, closing.code(), closing::toString);
        answerClose(frame);
        socket.expectEnd();
        return closing;
    }

    /**
     * Reads on until the connection ends in whatever way, also within a message; how many messages came before it.
     *
     * @return the count of messages, and the close status or 1006 when there was no close frame
     */
    public Drained drain() throws IOException {
        int messages = 0;
        try {
            for (int first = socket.readOrEnd("the end"); first >= 0; first = socket.readOrEnd("the end")) {
                var frame = next(first);
                if (frame.opcode() == WebSocketFrame.CLOSE) {
                    answerClose(frame);
                    socket.rest("the end after close");
                    return new Drained(messages, Closing.of(frame).code());
                }
                messages++;
            }
        } catch (Ended cut) { // a server that waits no longer may have written half of a frame
            return new Drained(messages, 1006);
        }
        return new Drained(messages, 1006);
    }

    /** Sends {@code message} again and again, reading nothing, until the server cuts the connection; fails after 10 s. */
    public void sendUntilCut(WebSocketFrame message) {
        var bytes = message.masked();
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < PATIENCE.toNanos()) {
                socket.send(bytes);
            }
        } catch (IOException cut) {
            return;
        }
        fail("The server still takes messages after " + PATIENCE.toSeconds() + " s");
    }

    private void answerClose(WebSocketFrame close) {
        try {
            send(WebSocketFrame.of(WebSocketFrame.CLOSE, close.payload()));
        } catch (IOException gone) {
            // the server need not wait for the answer to its close
        }
    }

    /** Closes as a client does, and waits for the server's answer and the end of the connection. */
    public void closeNormally() throws IOException {
        send(WebSocketFrame.close(1000, ""));
        expectCloseAnswer(1000);
    }

    /** Fails unless the server answers our close with {@code code} and ends the connection. */
    public void expectCloseAnswer(int code) throws IOException {
        var frame = next();
        while (frame.opcode() != WebSocketFrame.CLOSE) {
            frame = next();
        }
        assertEquals(code, Closing.of(frame).code());
        socket.expectEnd();
    }

    /** Fails unless the server drops the connection here without a close frame. */
    public void expectEnd() throws IOException {
        socket.expectEnd();
    }

    /** Drops the connection without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What a connection still brought: messages, then this close status. */
    public record Drained(int messages, int code) {}

    /** What a close frame said; 1005 when it said nothing. */
    public record Closing(int code, String reason) {
        public static Closing of(WebSocketFrame frame) {
            var payload = ByteBuffer.wrap(frame.payload());
            if (payload.remaining() == 0) {
                return new Closing(1005, "");
            }
            assertTrue(payload.remaining() >= 2, "A close frame of one byte");
            int code = payload.getShort() & 0xffff;
            return new Closing(code, StandardCharsets.UTF_8.decode(payload).toString());
        }
    }
}
