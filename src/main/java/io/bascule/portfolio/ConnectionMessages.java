package io.bascule.portfolio;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.bascule.application.Caller;
import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.connection.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a page and the server say to each other about the page's own connection.
 *
 * <pre>
 *   SEND /app/connection          {}             how is it doing?
 *   SEND /app/connection/pace     {"slow":true}  from now on write to me as to a slow client; false ends that
 *     then /user/queue/connection  {conflated}; to the connection that sent it
 * </pre>
 *
 * <p>A browser reads a WebSocket whether its page wants to or not, so it is the server that becomes slow: it writes to
 * this one connection every {@link #BETWEEN_WRITES} only. Called on the handlers' threads; never blocks.
 */
public final class ConnectionMessages {
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(2);

    private final Messenger messenger;
    private final Function<String, Optional<Connection>> connections;

    /** @param connections finds the open connection of an id */
    ConnectionMessages(Messenger messenger, Function<String, Optional<Connection>> connections) {
        this.messenger = messenger;
        this.connections = connections;
    }

    /** Tells the caller what has become of its messages. */
    @MessageMapping("/connection")
    public void tell(Caller caller) {
        connections
                .apply(caller.connection())
                .ifPresent(connection -> messenger.toConnection(
                        caller.connection(),
                        "/queue/connection",
                        new Doing(connection.counters().conflated())));
    }

    /** Makes the caller's connection slow, or as fast as it can be. */
    @MessageMapping("/connection/pace")
    public void pace(PaceRequest request, Caller caller) {
        connections
                .apply(caller.connection())
                .ifPresent(connection -> connection.pace(request.slow() ? BETWEEN_WRITES : Duration.ZERO));
        tell(caller);
    }

    /** What a page asks for, in JSON. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PaceRequest(boolean slow) {}

    /** How one connection is doing, in JSON: how many messages were replaced by newer ones before they were written. */
    record Doing(long conflated) {}
}
