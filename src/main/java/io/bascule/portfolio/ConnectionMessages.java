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
 *     then /user/queue/connection  {written, conflated, dropped, waiting}; to the connection that sent it
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
        connections.apply(caller.connection()).map(Doing::of).ifPresent(doing -> answer(caller, doing));
    }

    /** Makes the caller's connection slow, or as fast as it can be. */
    @MessageMapping("/connection/pace")
    public void pace(PaceRequest request, Caller caller) {
        connections
                .apply(caller.connection())
                .ifPresent(connection -> connection.pace(request.slow() ? BETWEEN_WRITES : Duration.ZERO));
        tell(caller);
    }

    private void answer(Caller caller, Doing doing) {
        messenger.toConnection(caller.connection(), "/queue/connection", doing);
    }

    /** What a page asks for, in JSON. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PaceRequest(boolean slow) {}

    /**
     * What became of the messages to one connection, in JSON.
     *
     * @param written how many were written
     * @param conflated how many were replaced by newer ones before
     * @param dropped how many were left out
     * @param waiting how many wait
     */
    record Doing(long written, long conflated, long dropped, int waiting) {
        private static Doing of(Connection connection) {
            var counters = connection.counters();
            return new Doing(
                    counters.sent(),
                    counters.conflated(),
                    counters.dropped(),
                    connection.waiting().messages());
        }
    }
}
