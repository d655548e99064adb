package io.bascule.portfolio;

import io.bascule.application.Messenger;
import io.bascule.time.Ticker;
import io.bascule.time.Timer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.IntToLongFunction;

/**
 * The prices of the moment, replayed from real ones and published as {@link Quote}s: each to
 * {@code /topic/price.stock.{ticker}}, and one every five seconds to {@code /topic/course.stock.{ticker}} too. Every BTC trade of a week of November 2013 at {@code speed} times its time stamps, daily AAPL closes of
 * 2013 and five-minute ETH closes of March 2023, one a second. Each starts over at its end, and all servers with the same
 * {@code speed} and the same time of day have the same prices.
 */
final class Market {
    private static final Logger LOG = System.getLogger(Market.class.getName());

    private static final Duration COURSE_STEP = Duration.ofSeconds(5);

    private final Messenger messenger;
    private final Timer timer;
    private final Ticker ticker;
    private final Clock clock;
    private final double speed;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Map<Stock, Quote> quotes = new ConcurrentHashMap<>();
    /** In which step of the time of day the last point of each course was published. */
    private final Map<Stock, Long> points = new ConcurrentHashMap<>();

    private final List<Replay> replays = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** @param speed how much faster than real the trades are replayed: 3600 is an hour a second */
    Market(Messenger messenger, Timer timer, Ticker ticker, Clock clock, double speed) {
        this.messenger = messenger;
        this.timer = timer;
        this.ticker = ticker;
        this.clock = clock;
        this.speed = speed;
    }

    /**
     * Reads the files on {@code loading}, about 100 ms, and begins to publish; returns at once. To be called once.
     *
     * @return completes when every stock has a price; fails with {@link UncheckedIOException} if a file is missing or
     *     damaged
     */
    CompletionStage<Void> open(Executor loading) {
        loading.execute(this::load);
        return opened.minimalCompletionStage();
    }

    /** Publishes no more. */
    void close() {
        closed = true;
        replays.forEach(Replay::close);
    }

    /**
     * The last quote of a stock. Blocks while the market is {@linkplain #open opening}.
     *
     * @throws java.util.concurrent.CompletionException if it could not be opened
     */
    Quote quote(Stock stock) {
        opened.join();
        return Objects.requireNonNull(quotes.get(stock));
    }

    private void load() {
        try {
            var trades = read("bitstamp_trades_from_20131125_usd.csv", Tape::ofTrades);
            replay(Stock.BTC, trades, Replay.faster(trades, speed));
            replay(Stock.AAPL, read("appleinc_bars_from_20130101_usd.csv", Tape::ofDailyBars), Replay.everySecond());
            replay(Stock.ETH, read("ETH-USD-PT5M-2023-3-13_2023-3-15.json", Tape::ofJsonBars), Replay.everySecond());
            opened.complete(null);
        } catch (IOException unreadable) {
            opened.completeExceptionally(new UncheckedIOException(unreadable));
        } catch (RuntimeException | Error broken) { // whoever waits for the market would wait for ever
            opened.completeExceptionally(broken);
        }
    }

    private void replay(Stock stock, Tape tape, IntToLongFunction due) {
        var replay = new Replay(tape.length(), due, timer, ticker, clock, index -> publish(stock, tape, index));
        replays.add(replay);
        replay.start();
        if (closed) {
            replay.close();
        }
    }

    private void publish(Stock stock, Tape tape, int index) {
        var now = clock.millis();
        var traded = Instant.ofEpochMilli(tape.time(index)).toString();
        var quote = new Quote(stock.name(), tape.price(index), now, stock.company(), traded, now);
        quotes.put(stock, quote);
        try {
            messenger.send("/topic/price.stock." + stock.name(), quote);
            if (isPoint(stock)) {
                messenger.send("/topic/course.stock." + stock.name(), quote);
            }
        } catch (RuntimeException unsent) { // or the replay would end with it
            LOG.log(Level.ERROR, "A quote of " + stock + " could not be published; the next will be", unsent);
        }
    }

    private boolean isPoint(Stock stock) {
        long step = clock.millis() / COURSE_STEP.toMillis();
        var last = points.put(stock, step);
        return last == null || last != step;
    }

    private static Tape read(String name, Reader reader) throws IOException {
        try (var file = Market.class.getResourceAsStream("market/" + name)) {
            if (file == null) {
                throw new FileNotFoundException(
                        "io/bascule/portfolio/market/" + name + " is not on the class path; build with 'mvn compile'");
            }
            return reader.read(file);
        }
    }

    @FunctionalInterface
    private interface Reader {
        Tape read(InputStream file) throws IOException;
    }

    /**
     * A price as published, in JSON.
     *
     * @param ticker BTC, AAPL or ETH
     * @param price exact, in US dollars
     * @param time when it came about here, in epoch milliseconds
     * @param company the ticker in words
     * @param tradeTime when it was really paid: ISO 8601, UTC
     * @param sent when the server sent it, in epoch milliseconds: what a page measures latency with
     */
    record Quote(String ticker, BigDecimal price, long time, String company, String tradeTime, long sent) {}
}
