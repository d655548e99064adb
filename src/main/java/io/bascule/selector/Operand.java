package io.bascule.selector;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is compared or calculated with. A number is a {@link Long} or a {@link Double}. */
sealed interface Operand extends Expression {
    /** Whether it is a number whatever the message. */
    default boolean isNumber() {
        return false;
    }

    /** Its text; null where there is none. */
    @Nullable String text(Map<String, String> headers);

    /** Its number; null where there is none. */
    @Nullable Number number(Map<String, String> headers);

    /** Whether there is nothing to compare. */
    boolean isNull(Map<String, String> headers);

    /** The value of a header: a text, and a number where it reads as one. */
    record HeaderValue(String name) implements Operand {
        private static final int LONGEST_NUMBER = 40;
        private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
        private static final Pattern DECIMAL =
                Pattern.compile("[+-]?([0-9]++\\.?[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]++)?");

        @Override
        public @Nullable String text(Map<String, String> headers) {
            return headers.get(name);
        }

        @Override
        public @Nullable Number number(Map<String, String> headers) {
            var text = headers.get(name);
            return text == null ? null : read(text);
        }

        /** The number that {@code text} is; null if it is none. */
        static @Nullable Number read(String text) {
            if (text.length() > LONGEST_NUMBER) {
                return null;
            }
            if (WHOLE.matcher(text).matches()) {
                return Long.valueOf(text);
            }
            return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
        }

        @Override
        public boolean isNull(Map<String, String> headers) {
            return !headers.containsKey(name);
        }
    }

    /** A text in quotes. */
    record Text(String value) implements Operand {
        @Override
        public String text(Map<String, String> headers) {
            return value;
        }

        @Override
        public @Nullable Number number(Map<String, String> headers) {
            return null;
        }

        @Override
        public boolean isNull(Map<String, String> headers) {
            return false;
        }
    }

    /** A number that is written there. */
    record Literal(Number value) implements Operand {
        @Override
        public boolean isNumber() {
            return true;
        }

        @Override
        public @Nullable String text(Map<String, String> headers) {
            return null;
        }

        @Override
        public Number number(Map<String, String> headers) {
            return value;
        }

        @Override
        public boolean isNull(Map<String, String> headers) {
            return false;
        }
    }

    /** Two numbers and what is made of them; null where one is missing or is no number, and when divided by zero. */
    record Calculation(Operand left, Operator operator, Operand right) implements Operand {
        @Override
        public boolean isNumber() {
            return true;
        }

        @Override
        public @Nullable String text(Map<String, String> headers) {
            return null;
        }

        @Override
        public @Nullable Number number(Map<String, String> headers) {
            var one = left.number(headers);
            var other = right.number(headers);
            return one == null || other == null ? null : operator.of(one, other);
        }

        @Override
        public boolean isNull(Map<String, String> headers) {
            return number(headers) == null;
        }
    }

    /** Whole numbers stay whole, as in Java, unless the result is too large for 64 bits. */
    enum Operator {
        PLUS {
            @Override
            long exactly(long one, long other) {
                return Math.addExact(one, other);
            }

            @Override
            double about(double one, double other) {
                return one + other;
            }
        },
        MINUS {
            @Override
            long exactly(long one, long other) {
                return Math.subtractExact(one, other);
            }

            @Override
            double about(double one, double other) {
                return one - other;
            }
        },
        TIMES {
            @Override
            long exactly(long one, long other) {
                return Math.multiplyExact(one, other);
            }

            @Override
            double about(double one, double other) {
                return one * other;
            }
        },
        THROUGH {
            @Override
            long exactly(long one, long other) {
                if (one == Long.MIN_VALUE && other == -1) {
                    throw new ArithmeticException("too large");
                }
                return one / other;
            }

            @Override
            double about(double one, double other) {
                return one / other;
            }
        };

        abstract long exactly(long one, long other);

        abstract double about(double one, double other);

        @Nullable Number of(Number one, Number other) {
            if (this == THROUGH && other.doubleValue() == 0) {
                return null;
            }
            if (one instanceof Long && other instanceof Long) {
                try {
                    return exactly(one.longValue(), other.longValue());
                } catch (ArithmeticException tooLarge) {
                    return about(one.doubleValue(), other.doubleValue());
                }
            }
            return about(one.doubleValue(), other.doubleValue());
        }
    }
}
