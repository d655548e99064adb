package io.bascule.testing;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.Clockwork;
import io.bascule.connection.CloseStatus;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole {@link Bascule}, put together by the application as in its listener, whose clients are in the same process:
 * handshake, STOMP, broker and handlers are the real ones, and nothing has to be waited for. One thread.
 */
public final class BasculeInProcess implements AutoCloseable {
    private static final int PORT = 80;

    private final ManualTime time = new ManualTime();
    private final Bascule bascule;
    private final List<StompClient> clients = new ArrayList<>();

    private BasculeInProcess(BasculeOptions options) {
        bascule = new Bascule(
                options,
                new Clockwork(
                        time, new ManualClock(time), time, time::pending, Runnable::run, Runnable::run, () -> {}));
    }

    /** A Bascule with the default settings. */
    public static BasculeInProcess with(Consumer<Bascule> application) {
        return with(Map.of(), application);
    }

    /**
     * A Bascule with these settings alone.
     *
     * @param settings by their names without {@code bascule.}
     * @param application registers its endpoints and handlers
     * @throws io.bascule.BadSetting if a setting is unknown or cannot be read
     */
    public static BasculeInProcess with(Map<String, String> settings, Consumer<Bascule> application) {
        var started = new BasculeInProcess(BasculeOptions.of(settings));
        application.accept(started.bascule);
        return started;
    }

    /** For what a test wants to ask or send itself: its messenger, its presence. */
    public Bascule bascule() {
        return bascule;
    }

    /**
     * Lets time pass: heart-beats, deadlines and expiry that fall due in it happen before this returns, each at its own
     * instant.
     */
    public void advance(Duration duration) {
        time.advance(duration);
    }

    /**
     * A client whom the server has logged in as {@code user}; it has sent CONNECT and read CONNECTED.
     *
     * @param path of an endpoint that speaks STOMP
     * @throws AssertionError if the handshake is refused, or CONNECT answered with something else
     */
    public StompClient connect(String path, String user) {
        return open(path, Optional.of(() -> user)).connect();
    }

    /** A client that nobody knows, as {@link #connect} otherwise. */
    public StompClient connectAnonymously(String path) {
        return open(path, Optional.empty()).connect();
    }

    /**
     * A client that has not sent anything yet.
     *
     * @param user who the server says it is
     * @throws AssertionError if the handshake is refused
     */
    public StompClient open(String path, Optional<Principal> user) {
        var client = new StompClient(bascule, accepted(request(path, user)));
        clients.add(client);
        return client;
    }

    private Accepted accepted(HandshakeRequest request) {
        HandshakeOutcome outcome = bascule.decide(request).orElse(null);
        if (outcome instanceof Accepted accepted) {
            return accepted;
        }
        throw new AssertionError(
                outcome instanceof Refused refused
                        ? "The handshake is refused with " + refused.status() + ": " + refused.why()
                        : "There is no endpoint at " + request.path());
    }

    private static HandshakeRequest request(String path, Optional<Principal> user) {
        Map<String, List<String>> headers = Map.of(
                "Host", List.of("localhost"),
                "Connection", List.of("Upgrade"),
                "Upgrade", List.of("websocket"),
                "Sec-WebSocket-Version", List.of("13"),
                "Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=="),
                "Sec-WebSocket-Protocol", List.of("v12.stomp"));
        return new HandshakeRequest(
                "GET", "HTTP/1.1", path, "", headers, "127.0.0.1", PORT, false, user, HttpSessionSource.NONE);
    }

    /** Closes all clients with 1001, as a server does that stops. */
    @Override
    public void close() {
        clients.forEach(client -> client.end(CloseStatus.GOING_AWAY));
        bascule.close();
    }
}
