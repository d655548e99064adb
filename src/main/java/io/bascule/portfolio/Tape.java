package io.bascule.portfolio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/**
 * The prices of one stock with their times, oldest first, as a ticker tape had them. Immutable; 16 bytes a price, so
 * that 100,000 trades are 1.6 MB.
 *
 * <p>Prices are kept in units of 10<sup>-12</sup>, the resolution of the files, hence exactly; they must be positive and
 * below a million.
 */
final class Tape {
    private static final int SCALE = 12;
    private static final int SHOWN_SCALE = 2;
    private static final int MAX_WHOLE_DIGITS = 6;
    private static final LocalTime NEW_YORK_CLOSE = LocalTime.of(16, 0);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final long[] times;
    private final long[] prices;

    private Tape(long[] times, long[] prices) {
        this.times = times;
        this.prices = prices;
    }

    int length() {
        return times.length;
    }

    /** When the price was paid, in epoch milliseconds. */
    long time(int index) {
        return times[index];
    }

    /** The price, exactly; at least two digits follow the point. */
    BigDecimal price(int index) {
        var price = BigDecimal.valueOf(prices[index], SCALE).stripTrailingZeros();
        return price.setScale(Math.max(SHOWN_SCALE, price.scale()), RoundingMode.UNNECESSARY);
    }

    /**
     * Reads lines of {@code epochSeconds,price,amount} below one line of heading. Read byte by byte: lines and numbers
     * as objects would take the start-up time of the whole server.
     *
     * @throws IOException if a line is something else; the message names it
     */
    static Tape ofTrades(InputStream file) throws IOException {
        var scanner = new TradeScanner(file);
        var recorder = new Recorder();
        scanner.skipLine();
        while (scanner.hasNext()) {
            recorder.add(scanner.wholeNumber() * 1000, scanner.price());
            scanner.skipLine();
        }
        return recorder.tape();
    }

    /**
     * Reads lines of {@code date,open,high,low,close,volume} below one line of heading; a close is the price at four in
     * the afternoon in New York.
     *
     * @throws IOException if a line is something else
     */
    static Tape ofDailyBars(InputStream file) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII));
        var recorder = new Recorder();
        lines.readLine();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var cells = line.split(",", -1);
            if (cells.length != 6) {
                throw new IOException("A daily bar has 6 cells; this one has " + cells.length + ": " + line);
            }
            recorder.add(closingTime(cells[0]), scaled(cells[4]));
        }
        return recorder.tape();
    }

    /**
     * Reads JSON objects with {@code endTime} in epoch milliseconds, followed by {@code closePrice}.
     *
     * @throws IOException if it is not JSON, or the two do not alternate
     */
    static Tape ofJsonBars(InputStream file) throws IOException {
        var recorder = new Recorder();
        var endTime = 0L;
        try (var json = new JsonFactory().createParser(file)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT && "endTime".equals(json.currentName())) {
                    endTime = json.getLongValue();
                } else if (token.isNumeric() && "closePrice".equals(json.currentName())) {
                    recorder.add(endTime, scaled(json.getText()));
                }
            }
        }
        return recorder.tape();
    }

    private static long closingTime(String date) throws IOException {
        try {
            return LocalDate.parse(date)
                    .atTime(NEW_YORK_CLOSE)
                    .atZone(NEW_YORK)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeParseException noDate) {
            throw new IOException("A daily bar begins with a date such as 2013-01-02, not with " + date, noDate);
        }
    }

    private static long scaled(String price) throws IOException {
        try {
            return new BigDecimal(price).setScale(SCALE).unscaledValue().longValueExact();
        } catch (NumberFormatException noNumber) {
            throw new IOException("A price is a decimal number, not " + price, noNumber);
        } catch (ArithmeticException tooFine) {
            throw new IOException("A price has at most " + SCALE + " digits after the point, not " + price, tooFine);
        }
    }

    /** Collects a tape whose length nobody knows yet. */
    private static final class Recorder {
        private long[] times = new long[1024];
        private long[] prices = new long[1024];
        private int length;

        void add(long time, long price) throws IOException {
            if (price <= 0) {
                throw new IOException("Price " + (length + 1) + " is not positive");
            }
            if (length > 0 && time < times[length - 1]) {
                throw new IOException("Price " + (length + 1) + " is older than the one before it");
            }
            if (length == times.length) {
                times = Arrays.copyOf(times, 2 * length);
                prices = Arrays.copyOf(prices, 2 * length);
            }
            times[length] = time;
            prices[length] = price;
            length++;
        }

        Tape tape() throws IOException {
            if (length == 0) {
                throw new IOException("There is no price in the file");
            }
            return new Tape(Arrays.copyOf(times, length), Arrays.copyOf(prices, length));
        }
    }

    /** Reads the numbers of a line of text, in ASCII, without making objects of them. */
    private static final class TradeScanner {
        private final InputStream file;
        private final byte[] buffer = new byte[1 << 16];
        private int position;
        private int limit;
        private int line = 1;

        TradeScanner(InputStream file) {
            this.file = file;
        }

        boolean hasNext() throws IOException {
            if (position == limit) {
                position = 0;
                limit = Math.max(0, file.read(buffer));
            }
            return position < limit;
        }

        void skipLine() throws IOException {
            while (hasNext()) {
                if (buffer[position++] == '\n') {
                    line++;
                    return;
                }
            }
        }

        /** The digits up to the next comma, at most ten of them. */
        long wholeNumber() throws IOException {
            var number = 0L;
            var digits = 0;
            for (var next = next(); next != ','; next = next()) {
                number = 10 * number + digit(next, ++digits, 10);
            }
            return number;
        }

        /** The decimal number up to the next comma, in units of 10<sup>-12</sup>. */
        long price() throws IOException {
            var price = 0L;
            var digits = 0;
            var next = next();
            for (; next != '.' && next != ','; next = next()) {
                price = 10 * price + digit(next, ++digits, MAX_WHOLE_DIGITS);
            }
            digits = 0;
            if (next == '.') {
                for (next = next(); next != ','; next = next()) {
                    price = 10 * price + digit(next, ++digits, SCALE);
                }
            }
            for (; digits < SCALE; digits++) {
                price *= 10;
            }
            return price;
        }

        private int next() throws IOException {
            if (!hasNext()) {
                throw new IOException("Line " + line + " ends too early");
            }
            return buffer[position++];
        }

        private int digit(int next, int digits, int most) throws IOException {
            if (next < '0' || next > '9' || digits > most) {
                throw new IOException(
                        "Line " + line + " has no number of at most " + most + " digits where one is due");
            }
            return next - '0';
        }
    }
}
