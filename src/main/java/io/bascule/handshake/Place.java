package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.Optional;

/**
 * The place of one client among {@link Places}, from its handshake to the end of its connection.
 *
 * <pre>
 *           take()         opened()        left()
 *  wanted ─────────> kept ──────────> open ──────> free
 *                      └── unopened(), or too late ──^
 * </pre>
 *
 * <p>Any thread; what comes twice, or too late, changes nothing.
 */
public final class Place {
    /** How long a container may take to open what was admitted. */
    static final Duration OPENING = Duration.ofSeconds(10);

    private enum State {
        WANTED,
        KEPT,
        OPEN,
        FREE
    }

    private final Places places;
    private final Timer timer;
    private final String client;
    private final String network;
    /** Guarded by {@code places}, as the next. */
    private State state = State.WANTED;

    private Optional<String> user = Optional.empty();
    /** Set on the thread of the handshake before anybody else knows of this place. */
    private volatile Timer.Appointment expiry = () -> {};

    Place(Places places, Timer timer, String client, String network) {
        this.places = places;
        this.timer = timer;
        this.client = client;
        this.network = network;
    }

    /** Takes it, once; the refusal where there is none left for this client. */
    Optional<Refused> take() {
        synchronized (places) {
            var full = places.add(client, network);
            if (full.isEmpty()) {
                state = State.KEPT;
            }
            return full;
        }
    }

    /** Takes it in the name of {@code name} as well, once; the refusal where that user has none left. */
    Optional<Refused> takeAs(String name) {
        synchronized (places) {
            var full = places.addUser(name);
            if (full.isEmpty()) {
                user = Optional.of(name);
            }
            return full;
        }
    }

    /** The handshake is admitted; from now on the container has 10 s to open the connection. */
    void admitted() {
        expiry = timer.after(OPENING, this::unopened);
    }

    /**
     * The connection opens.
     *
     * @return false when that comes too late, and somebody else may have the place
     */
    public boolean opened() {
        expiry.cancel();
        synchronized (places) {
            boolean inTime = state == State.KEPT;
            if (inTime) {
                state = State.OPEN;
            }
            return inTime;
        }
    }

    /** The connection will not open; one that did keeps its place. */
    public void unopened() {
        expiry.cancel();
        free(State.KEPT);
    }

    /** The connection is gone. */
    public void left() {
        free(State.OPEN);
    }

    private void free(State from) {
        synchronized (places) {
            if (state == from) {
                state = State.FREE;
                places.remove(network, user);
            }
        }
    }
}
