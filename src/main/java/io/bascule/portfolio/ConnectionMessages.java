package io.bascule.portfolio;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
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
 *     then /user/queue/connection  {conflated, node}; to the connection that sent it
 * </pre>
 *
 * <p>A browser reads a WebSocket whether its page wants to or not, so it is the server that becomes slow: it writes to
 * this one connection every {@link #BETWEEN_WRITES} only. Called on the handlers' threads; never blocks.
 */
public final class ConnectionMessages {
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(2);

    private final Messenger messenger;
    private final Function<String, Optional<Connection>> connections;
    private final String node;

    /**
     * @param connections finds the open connection of an id
     * @param node what this node is called; empty where it has no name
     */
    ConnectionMessages(Messenger messenger, Function<String, Optional<Connection>> connections, String node) {
        this.messenger = messenger;
        this.connections = connections;
        this.node = node;
    }

    /** Tells the caller what has become of its messages. */
    @MessageMapping("/connection")
    public void tell(Caller caller) {
        connections
                .apply(caller.connection())
                .ifPresent(connection -> messenger.toConnection(
                        caller.connection(),
                        "/queue/connection",
                        new Doing(connection.counters().conflated(), node)));
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

    /**
     * How one connection is doing, in JSON.
     *
     * @param conflated how many messages were replaced by newer ones before they were written
     * @param node which node serves it; left out where it has no name
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Doing(long conflated, String node) {}
}
