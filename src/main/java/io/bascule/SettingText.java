package io.bascule;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How operators write values: {@code true}, {@code 64KiB}, {@code 30s}. Each method throws
 * {@code IllegalArgumentException} for another text, with the rest of a sentence that says what it is instead.
 */
final class SettingText {
    private static final Pattern BYTES = Pattern.compile("([0-9]+)(KiB|MiB)?");
    private static final int MOST_BYTES = 1 << 30;
    private static final Pattern TIME = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private SettingText() {}

    static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it is neither");
        };
    }

    static int bytes(String text) {
        var match = BYTES.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("it is not a number of bytes");
        }
        var unit = Optional.ofNullable(match.group(2)).orElse("");
        long size = count(match.group(1)) << (unit.equals("KiB") ? 10 : unit.equals("MiB") ? 20 : 0);
        return within(size, 1L, (long) MOST_BYTES).intValue();
    }

    static Duration time(String text) {
        var match = TIME.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("it is not a time");
        }
        long count = count(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** Digits as a number; what has more than twelve of them is out of every range, and would be out of that of longs. */
    private static long count(String digits) {
        return digits.length() > 12 ? 1_000_000_000_000L : Long.parseLong(digits);
    }

    static <C extends Comparable<C>> C within(C value, C least, C most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("it is out of range");
        }
        return value;
    }
}
