package io.bascule.portfolio;

import io.bascule.application.Messenger;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The trading part of the demonstration, put together: a market that publishes prices, and the messages with which users
 * trade. Accounts live in memory, as long as this object.
 */
final class Portfolio implements AutoCloseable {
    private final Market market;
    private final PortfolioMessages messages;
    private final Executor loading;
    private final Users users = new Users();

    /**
     * Reads and publishes nothing yet.
     *
     * @param timer runs the publishing of quotes
     * @param loading where the files are read, once, about 100 ms
     * @param speed how much faster than real the BTC trades are replayed; 60 is a good one
     * @param random makes up the ids of orders that have none
     */
    Portfolio(
            Messenger messenger,
            Timer timer,
            Ticker ticker,
            Clock clock,
            Executor loading,
            double speed,
            SecureRandom random) {
        this.market = new Market(messenger, timer, ticker, clock, speed);
        this.messages = new PortfolioMessages(messenger, market, clock, random);
        this.loading = loading;
    }

    /**
     * Begins to read the files and then to publish; returns at once. To be called once, and before messages arrive: those
     * that need a price wait for the end of reading.
     *
     * @return completes when every stock has a price; fails with {@link java.io.UncheckedIOException} if a file is missing
     *     or damaged
     */
    public CompletionStage<Void> start() {
        return market.open(loading);
    }

    /** Publishes no more quotes. */
    @Override
    public void close() {
        market.close();
    }

    /** The object whose methods answer {@code /app/positions} and {@code /app/trade}. */
    public PortfolioMessages messages() {
        return messages;
    }

    /** Who may log in, for the {@link LoginServlet}. */
    public Users users() {
        return users;
    }
}
