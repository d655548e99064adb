package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

/** STOMP over a {@link RawWebSocket}; frames are written as in the specification, with {@code ^@} for NUL. */
public final class StompOverWebSocket implements AutoCloseable {
    private final RawWebSocket webSocket;

    public StompOverWebSocket(RawWebSocket webSocket) {
        this.webSocket = webSocket;
    }

    /** Opens {@code target} and sends CONNECT of version 1.2; the CONNECTED is still to be read. */
    public static StompOverWebSocket connect(int port, String target) throws IOException {
        return connect(port, UpgradeRequest.to(port, target));
    }

    public static StompOverWebSocket connect(int port, UpgradeRequest request) throws IOException {
        return connect(RawSocket.connect(port), request);
    }

    public static StompOverWebSocket connect(RawSocket socket, UpgradeRequest request) throws IOException {
        var stomp = new StompOverWebSocket(RawWebSocket.open(socket, request));
        stomp.send("""
                CONNECT
                accept-version:1.2
                host:localhost

                ^@""");
        return stomp;
    }

    public RawWebSocket webSocket() {
        return webSocket;
    }

    /** Sends one text message: the frame or frames as written, {@code ^@} for NUL. */
    public void send(String frames) throws IOException {
        webSocket.text(frames.replace("^@", "\0"));
    }

    /** The next frame; heart-beats before it are passed over. */
    public StompFrame next() throws IOException {
        var message = webSocket.next();
        while (message.opcode() == WebSocketFrame.TEXT && message.text().isBlank()) {
            message = webSocket.next();
        }
        assertEquals(WebSocketFrame.TEXT, message.opcode(), message::toString);
        return StompFrame.of(message.text());
    }

    /** Fails unless the next frame is {@code command} and has each of these header lines. */
    public StompFrame expect(String command, String... headers) throws IOException {
        return check(next(), command, headers);
    }

    private static StompFrame check(StompFrame frame, String command, String... headers) {
        assertEquals(command, frame.command(), frame::toString);
        for (var header : headers) {
            assertTrue(frame.headers().contains(header), () -> "No " + header + " in\n" + frame);
        }
        return frame;
    }

    /** Fails unless the next frame is the RECEIPT {@code receipt}. */
    public void receipt(String receipt) throws IOException {
        expect("RECEIPT", "receipt-id:" + receipt);
    }

    /** The next MESSAGE of the subscription {@code id}; messages of others are passed over, anything else fails. */
    public StompFrame messageOf(String id) throws IOException {
        var frame = expect("MESSAGE");
        while (!frame.header("subscription").equals(id)) {
            frame = expect("MESSAGE");
        }
        return frame;
    }

    /** Fails if anything but MESSAGEs of the subscription {@code id} comes before the RECEIPT {@code receipt}. */
    public void expectOnlyBefore(String receipt, String id) throws IOException {
        var frame = next();
        while (frame.command().equals("MESSAGE")) {
            check(frame, "MESSAGE", "subscription:" + id);
            frame = next();
        }
        check(frame, "RECEIPT", "receipt-id:" + receipt);
    }

    /** Fails unless the next message is a heart-beat, one line feed. */
    public void expectHeartBeat() throws IOException {
        webSocket.expectText("\n");
    }

    @Override
    public void close() throws IOException {
        webSocket.close();
    }
}
