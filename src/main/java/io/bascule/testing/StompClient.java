package io.bascule.testing;

import io.bascule.Bascule;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Opcode;
import io.bascule.connection.OpenConnection;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameDecoder;
import io.bascule.stomp.frame.FrameLimits;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link BasculeInProcess}, which speaks STOMP 1.2: frames in as the specification writes them, frames
 * out. It answers pings and close frames as a browser does, and sends no heart-beats of its own.
 */
public final class StompClient {
    /** What a server sends is not what is tested here. */
    private static final FrameLimits ANY = new FrameLimits(16, 1_000, 1 << 20, 1 << 20, Integer.MAX_VALUE);

    private final OpenConnection connection;
    private final FrameDecoder decoder = new FrameDecoder(ANY);
    private final Queue<Frame> arrived = new ArrayDeque<>();
    private int heartBeats;
    private @Nullable CloseStatus closed;

    StompClient(Bascule bascule, Accepted accepted) {
        var admission = bascule.admit(accepted, bascule.portableCarrier());
        connection = admission
                .connections()
                .open(
                        admission.handshake(),
                        admission.place(),
                        admission.limits(),
                        new Memory(),
                        Runnable::run,
                        admission.handler().orElseThrow());
        connection.opened();
    }

    StompClient connect() {
        send("CONNECT\naccept-version:1.2\nhost:localhost\n\n^@");
        var answer = next();
        if (answer.command() != Command.CONNECTED) {
            throw new AssertionError("CONNECT was answered with " + answer);
        }
        return this;
    }

    /**
     * Sends a text message; handlers have run when this returns.
     *
     * @param frames one frame or several as they are written, {@code ^@} for NUL
     */
    public void send(String frames) {
        connection.received(Part.text(frames.replace("^@", "\0")), true);
    }

    /** Sends SUBSCRIBE; what comes for it has {@code subscription:id}. */
    public void subscribe(String id, String destination) {
        send("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n\n^@");
    }

    /** Sends SEND with a body of text. */
    public void send(String destination, String body) {
        send("SEND\ndestination:" + destination + "\n\n" + body + "^@");
    }

    /**
     * The next frame that has arrived, heart-beats passed over.
     *
     * @throws AssertionError when there is none, with the reason of the close where there was one
     */
    public Frame next() {
        var frame = arrived.poll();
        if (frame == null) {
            var end = closed;
            throw new AssertionError("No frame has arrived"
                    + (end == null ? "" : ", and the server has closed: " + end.code() + " " + end.reason()));
        }
        return frame;
    }

    /** Whether no more frames have arrived. */
    public boolean isQuiet() {
        return arrived.isEmpty();
    }

    /** How many heart-beats have arrived so far. */
    public int heartBeats() {
        return heartBeats;
    }

    /** Why the server has closed the connection, empty while it has not. */
    public Optional<CloseStatus> closed() {
        return Optional.ofNullable(closed);
    }

    /** Goes away without a word, as a client in a tunnel. */
    public void vanish() {
        end(CloseStatus.ABNORMAL);
    }

    void end(CloseStatus status) {
        if (closed == null) {
            closed = status;
            connection.gone(status);
        }
    }

    private void read(ByteBuffer bytes) {
        if (bytes.remaining() == 1 && bytes.get(bytes.position()) == '\n') {
            heartBeats++;
            return;
        }
        for (var frame = decoder.next(bytes); frame.isPresent(); frame = decoder.next(bytes)) {
            arrived.add(frame.get());
        }
    }

    /** Has what is written arrive at once. */
    private final class Memory implements Wire {
        @Override
        public void write(List<Outgoing> batch, Completion done) {
            batch.forEach(this::arrive);
            done.written();
        }

        private void arrive(Outgoing message) {
            byte[] bytes = new byte[message.size()];
            message.tail().copyTo(bytes, message.head().copyTo(bytes, 0));
            if (message.opcode() == Opcode.PING) {
                connection.ponged(ByteBuffer.wrap(bytes));
            } else {
                read(ByteBuffer.wrap(bytes));
            }
        }

        @Override
        public void close(CloseStatus status) {
            end(status);
        }

        @Override
        public void cut() {
            end(CloseStatus.ABNORMAL);
        }
    }
}
