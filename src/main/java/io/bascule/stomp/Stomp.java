package io.bascule.stomp;

import io.bascule.broker.Broker;
import io.bascule.connection.ConnectionHandler;
import io.bascule.handshake.Handshake;
import io.bascule.presence.Clients;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.util.concurrent.Executor;

/**
 * STOMP for the connections of an endpoint: what all their sessions share. Immutable; any thread.
 *
 * @param handlers the threads on which application code runs, in order for each connection
 * @param clients is told who comes and goes
 */
public record Stomp(
        StompOptions options,
        Broker broker,
        Clients clients,
        Executor handlers,
        Timer timer,
        Ticker ticker,
        DestinationRules rules,
        SlowClientRules slow,
        Login login)
        implements ConnectionHandler.Factory {

    @Override
    public StompSession create(Handshake handshake) {
        return new StompSession(this, handshake);
    }
}
