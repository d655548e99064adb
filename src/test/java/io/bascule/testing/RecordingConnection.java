package io.bascule.testing;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.Offer;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.Subprotocols;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection that writes down what its client would see: each message as its text with {@code ^@} for NUL, behind
 * {@code BINARY } where it is binary, and the end as {@code CLOSE code reason}.
 */
public final class RecordingConnection implements Connection {
    private final String id;
    private final Handshake handshake;
    // Guarded by this, as all below.
    private final List<String> seen = new ArrayList<>();
    private final List<Outgoing> sent = new ArrayList<>();
    private boolean closed;
    private Duration pace = Duration.ZERO;
    private boolean reading = true;
    private boolean takesBinary = true;
    private boolean canPause = true;

    /** A connection of an anonymous client. */
    public RecordingConnection(String id) {
        this(id, handshake(Optional.empty()));
    }

    public RecordingConnection(String id, Handshake handshake) {
        this.id = id;
        this.handshake = handshake;
    }

    /** What a client has settled that asked for {@code /stomp} and nothing more. */
    public static Handshake handshake(Optional<Principal> principal) {
        var request = new HandshakeRequest(
                "GET", "HTTP/1.1", "/stomp", "", Map.of(), "127.0.0.1", 80, false, principal, HttpSessionSource.NONE);
        return new Handshake(request, "/stomp", Map.of(), Subprotocols.NONE, principal, Map.of());
    }

    /** From now on nothing binary can be sent, as on SockJS. */
    public synchronized void takeNoBinary() {
        takesBinary = false;
    }

    /** From now on the carrier cannot stop reading. */
    public synchronized void neverPause() {
        canPause = false;
    }

    /** What the client has seen since this was last asked. */
    public synchronized List<String> seen() {
        var news = List.copyOf(seen);
        seen.clear();
        return news;
    }

    /** All messages that were sent. */
    public synchronized List<Outgoing> sent() {
        return List.copyOf(sent);
    }

    /** Whether the carrier reads from the client. */
    public synchronized boolean reading() {
        return reading;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public synchronized Offer send(Outgoing message) {
        if (closed) {
            return Offer.CLOSED;
        }
        byte[] bytes = new byte[message.size()];
        message.tail().copyTo(bytes, message.head().copyTo(bytes, 0));
        var text = new String(bytes, StandardCharsets.UTF_8).replace("\0", "^@");
        seen.add(message.opcode() == Opcode.TEXT ? text : message.opcode() + " " + text);
        sent.add(message);
        return Offer.QUEUED;
    }

    @Override
    public synchronized void close(CloseStatus status) {
        if (!closed) {
            closed = true;
            seen.add(("CLOSE " + status.code() + " " + status.reason()).strip());
        }
    }

    @Override
    public Waiting waiting() {
        return new Waiting(0, 0, Duration.ZERO);
    }

    @Override
    public synchronized Counters counters() {
        return new Counters(sent.size(), 0, 0, 0);
    }

    /** Asked for last. */
    public synchronized Duration pace() {
        return pace;
    }

    @Override
    public synchronized void pace(Duration between) {
        pace = between;
    }

    @Override
    public void whenBelow(int bytes, Runnable once) {
        once.run();
    }

    @Override
    public synchronized boolean takesBinary() {
        return takesBinary;
    }

    @Override
    public synchronized boolean pauseReading() {
        reading = !canPause;
        return canPause;
    }

    @Override
    public synchronized void resumeReading() {
        reading = true;
    }
}
