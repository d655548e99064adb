package io.bascule.websocket;

import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Connections;
import io.bascule.connection.Wire;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.Place;
import jakarta.websocket.EndpointConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * A handshake that was accepted in front of the container, on its way through it: {@link BasculeConfigurator} answers the
 * container from it and puts it into the user properties, where {@link WebSocketConnection} finds it. Immutable.
 *
 * @param handshake what was settled
 * @param rules of the endpoint the handshake was decided for; the class of no other may be opened with it
 * @param limits of the connection
 * @param handler makes the handler registered for the endpoint's path, where one is
 * @param framing of its messages, where the client uses another than the WebSocket's
 * @param connections opens the connection
 * @param carrier writes what it sends
 * @param place is given back when the container fails
 */
public record Admission(
        Handshake handshake,
        EndpointRules rules,
        ConnectionLimits limits,
        Optional<ConnectionHandler.Factory> handler,
        Framing framing,
        Connections connections,
        Carrier carrier,
        Place place) {
    /**
     * How a client's messages stand in those of the WebSocket.
     *
     * @param wire puts what goes out into them
     * @param handlers take what comes in out of them
     */
    public record Framing(UnaryOperator<Wire> wire, UnaryOperator<ConnectionHandler.Factory> handlers) {
        /** They are the WebSocket's. */
        public static final Framing NONE = new Framing(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** The only name under which anything of ours travels in the user properties. */
    static final String KEY = "io.bascule.connection";

    /** Every container calls its configurator on the thread of the handshake: servers.md, item a. */
    private static final ThreadLocal<Admission> CURRENT = new ThreadLocal<>();

    /** Runs {@code upgrade}, the container's own handshake, under this admission. */
    public <T> T around(Callable<T> upgrade) throws Exception {
        CURRENT.set(this);
        try {
            return upgrade.call();
        } catch (Exception | Error failed) {
            place.unopened();
            throw failed;
        } finally {
            CURRENT.remove();
        }
    }

    /** What the handshake of this thread was granted; empty when the front hook is not installed. */
    static Optional<Admission> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** What the connection was granted whose endpoint was given {@code config}. */
    static Optional<Admission> of(EndpointConfig config) {
        return config.getUserProperties().get(KEY) instanceof Admission admission
                ? Optional.of(admission)
                : Optional.empty();
    }
}
