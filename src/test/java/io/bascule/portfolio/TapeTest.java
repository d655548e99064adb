package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final String TRADES = "market/bitstamp_trades_from_20131125_usd.csv";
    private static final String DAILY = "market/appleinc_bars_from_20130101_usd.csv";
    private static final String FIVE_MINUTES = "market/ETH-USD-PT5M-2023-3-13_2023-3-15.json";

    @Test
    void the_real_trades_are_100_000() throws IOException {
        assertEquals(100_000, Tape.ofTrades(file(TRADES)).length());
    }

    @Test
    void the_first_real_trade_is_as_in_the_file() throws IOException {
        assertEquals("2013-11-25T00:00:00Z 800.01", line(Tape.ofTrades(file(TRADES)), 0));
    }

    @Test
    void the_last_real_trade_is_as_in_the_file() throws IOException {
        assertEquals("2013-12-01T16:02:05Z 999.00", line(Tape.ofTrades(file(TRADES)), 99_999));
    }

    @Test
    void the_real_daily_bars_are_252_closes_at_four_in_new_york() throws IOException {
        var tape = Tape.ofDailyBars(file(DAILY));
        assertEquals(252, tape.length());
        assertEquals("2013-01-02T21:00:00Z 549.03", line(tape, 0));
        assertEquals("2013-12-31T21:00:00Z 561.02", line(tape, 251));
    }

    @Test
    void the_real_five_minute_bars_are_580_closes() throws IOException {
        var tape = Tape.ofJsonBars(file(FIVE_MINUTES));
        assertEquals(580, tape.length());
        assertEquals("2023-03-13T18:04:59.999Z 1672.99", line(tape, 0));
        assertEquals("2023-03-15T18:19:59.999Z 1629.52", line(tape, 579));
    }

    @Test
    void a_price_keeps_every_digit_of_the_file() throws IOException {
        assertEquals("800.123456789012", trades("1,800.123456789012,1").price(0).toString());
    }

    @Test
    void a_whole_price_is_shown_with_two_digits_after_the_point() throws IOException {
        assertEquals("800.00", trades("1,800,1").price(0).toString());
    }

    @Test
    void the_last_line_needs_no_end() throws IOException {
        assertEquals(2, trades("1,800.0,1\n2,801.0,1").length());
    }

    @Property
    void a_price_written_to_a_file_is_the_price_read_from_it(
            @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long units,
            @ForAll @IntRange(min = 0, max = 6) int unwritten)
            throws IOException {
        var price = BigDecimal.valueOf(units, 12).setScale(12 - unwritten, RoundingMode.UP);
        if (price.precision() - price.scale() <= 6) {
            assertEquals(
                    0,
                    price.compareTo(trades("1," + price.toPlainString() + ",1").price(0)));
        }
    }

    @Test
    void a_line_that_holds_no_number_is_refused_by_its_number() {
        assertRefused("Line 3 has no number of at most 6 digits where one is due", "1,800.0,1\n2,8x0,1");
    }

    @Test
    void a_line_that_ends_too_early_is_refused_by_its_number() {
        assertRefused("Line 2 ends too early", "1,800.0");
    }

    @Test
    void a_price_of_a_million_is_refused() {
        assertRefused("Line 2 has no number of at most 6 digits where one is due", "1,1000000,1");
    }

    @Test
    void a_price_of_nothing_is_refused() {
        assertRefused("Price 1 is not positive", "1,0.00,1");
    }

    @Test
    void a_trade_older_than_the_one_before_it_is_refused() {
        assertRefused("Price 2 is older than the one before it", "2,800.0,1\n1,800.0,1");
    }

    @Test
    void a_file_without_prices_is_refused() {
        assertRefused("There is no price in the file", "");
    }

    @Test
    void a_daily_bar_with_a_missing_cell_is_refused() {
        var file = bytes("date,open,high,low,close,volume\n2013-01-02,1,2,3,4");
        var refused = assertThrows(IOException.class, () -> Tape.ofDailyBars(file));
        assertEquals("A daily bar has 6 cells; this one has 5: 2013-01-02,1,2,3,4", refused.getMessage());
    }

    @Test
    void a_daily_bar_whose_close_is_no_number_is_refused() {
        var file = bytes("date,open,high,low,close,volume\n2013-01-02,1,2,3,high,5");
        var refused = assertThrows(IOException.class, () -> Tape.ofDailyBars(file));
        assertEquals("A price is a decimal number, not high", refused.getMessage());
    }

    private static void assertRefused(String message, String lines) {
        assertEquals(
                message, assertThrows(IOException.class, () -> trades(lines)).getMessage());
    }

    private static Tape trades(String lines) throws IOException {
        return Tape.ofTrades(bytes("timestamp,price,amount\n" + lines));
    }

    private static String line(Tape tape, int index) {
        return Instant.ofEpochMilli(tape.time(index)) + " " + tape.price(index);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static InputStream file(String name) {
        return Tape.class.getResourceAsStream(name);
    }
}
