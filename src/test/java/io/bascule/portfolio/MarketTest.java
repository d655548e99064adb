package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.Messenger;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class MarketTest {
    private final ManualTime time = new ManualTime();
    private final RecordingMessenger messenger = new RecordingMessenger();
    /** All tapes are at their beginning. */
    private final Clock clock = new ManualClock(time, Instant.EPOCH);

    private final Market market = new Market(messenger, time, time, clock, 60);

    @Test
    void every_stock_has_a_price_once_the_market_is_open() {
        open();
        assertEquals("800.01", market.quote(Stock.BTC).price().toString());
        assertEquals("549.03", market.quote(Stock.AAPL).price().toString());
        assertEquals("1672.99", market.quote(Stock.ETH).price().toString());
    }

    @Test
    void at_speed_60_trades_of_thirteen_seconds_later_come_after_thirteen_sixtieths_of_a_second() {
        open();
        time.advance(Duration.ofNanos(216_666_665));
        assertEquals(List.of("800.01"), prices(Stock.BTC));
        time.advance(Duration.ofNanos(1));
        assertEquals(List.of("800.01", "800.05", "800.05", "800.05"), prices(Stock.BTC));
    }

    @Test
    void the_next_real_trades_come_at_their_times() {
        open();
        time.advance(Duration.ofSeconds(1));
        var times = messenger.quotes(Stock.BTC).stream()
                .map(Market.Quote::tradeTime)
                .map(text -> text.substring(14))
                .toList();
        assertEquals(
                List.of(
                        "00:00Z", "00:13Z", "00:13Z", "00:13Z", "00:20Z", "00:38Z", "00:45Z", "00:45Z", "00:49Z",
                        "00:49Z", "00:57Z"),
                times);
    }

    @Test
    void fifteen_trades_of_one_second_are_all_published_in_the_order_of_the_file() throws IOException {
        open();
        time.advance(Duration.ofSeconds((1_385_611_526 - 1_385_337_600) / 60 + 1));
        var burst = messenger.quotes(Stock.BTC).stream()
                .filter(quote -> quote.tradeTime().equals("2013-11-28T04:05:26Z"))
                .map(quote -> quote.price().toString())
                .toList();
        assertEquals(pricesInTheFile(1_385_611_526), burst);
        assertEquals(15, burst.size());
    }

    @Test
    void after_the_last_trade_the_first_comes_again() {
        open();
        time.advance(Duration.ofSeconds(576_125 / 60 + 2));
        var quotes = messenger.quotes(Stock.BTC);
        assertEquals("2013-12-01T16:02:05Z", quotes.get(99_999).tradeTime());
        assertEquals("2013-11-25T00:00:00Z", quotes.get(100_000).tradeTime());
    }

    @Test
    void the_bars_come_one_a_second_and_start_over() {
        open();
        time.advance(Duration.ofSeconds(252));
        var prices = prices(Stock.AAPL);
        assertEquals(253, prices.size());
        assertEquals(List.of("549.03", "542.10"), prices.subList(0, 2));
        assertEquals(List.of("561.02", "549.03"), prices.subList(251, 253));
    }

    @Test
    void of_every_course_there_is_a_point_every_five_seconds() {
        open();
        time.advance(Duration.ofSeconds(10));
        assertEquals(List.of(quote(0), quote(5), quote(10)), messenger.payloads("/topic/course.stock.AAPL"));
    }

    @Test
    void two_servers_have_the_same_prices_and_courses_whenever_they_start() {
        time.advance(Duration.ofDays(3).plusMillis(1_234));
        open();
        time.advance(Duration.ofMillis(3_210));
        var later = new RecordingMessenger();
        var second = new Market(later, time, time, clock, 60);
        second.open(Runnable::run);
        for (var stock : Stock.values()) {
            assertEquals(market.quote(stock).price(), second.quote(stock).price());
        }
        time.advance(Duration.ofSeconds(6));
        messenger.forget();
        later.forget();
        time.advance(Duration.ofSeconds(20));
        assertEquals(new HashSet<>(messenger.sent()), new HashSet<>(later.sent()));
        assertTrue(messenger.sent().size() > 40, () -> "few: " + messenger.sent());
    }

    private Market.Quote quote(int second) {
        return messenger.quotes(Stock.AAPL).get(second);
    }

    @Test
    void a_quote_is_a_json_object_with_an_exact_price() throws IOException {
        open();
        assertEquals(
                "{\"ticker\":\"BTC\",\"price\":800.01,\"time\":0,\"company\":\"Bitcoin\","
                        + "\"tradeTime\":\"2013-11-25T00:00:00Z\",\"sent\":0}",
                new ObjectMapper().writeValueAsString(market.quote(Stock.BTC)));
    }

    @Test
    void nothing_is_published_after_close() {
        open();
        market.close();
        messenger.forget();
        time.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), messenger.sent());
    }

    @Test
    void a_market_closed_before_its_files_are_read_publishes_no_second_quote() {
        market.close();
        open();
        assertEquals(0, time.pending());
    }

    @Test
    void a_messenger_that_throws_does_not_stop_the_market() {
        var refusing = (Messenger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Messenger.class}, (proxy, how, what) -> {
                    throw new IllegalArgumentException("not today");
                });
        Logger.getLogger(Market.class.getName()).setLevel(Level.OFF);
        var lonely = new Market(refusing, time, time, clock, 60);
        lonely.open(Runnable::run);
        time.advance(Duration.ofSeconds(1));
        assertEquals("542.10", lonely.quote(Stock.AAPL).price().toString());
    }

    @Test
    void opening_completes_when_the_files_are_read() {
        var waiting = new ArrayList<Runnable>();
        var opened = market.open(waiting::add).toCompletableFuture();
        assertEquals(false, opened.isDone());
        waiting.forEach(Runnable::run);
        assertTrue(opened.isDone());
    }

    private void open() {
        market.open(Runnable::run).toCompletableFuture().join();
    }

    private List<String> prices(Stock stock) {
        return messenger.quotes(stock).stream()
                .map(quote -> quote.price().toString())
                .toList();
    }

    private static List<String> pricesInTheFile(long second) throws IOException {
        try (var file = Market.class.getResourceAsStream("market/bitstamp_trades_from_20131125_usd.csv")) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith(second + ","))
                    .map(line -> line.split(",", -1)[1].replaceFirst("0{10}$", ""))
                    .toList();
        }
    }
}
