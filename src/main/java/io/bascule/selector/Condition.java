package io.bascule.selector;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is true of a message, false or unknown. */
sealed interface Condition extends Expression {
    Truth of(Map<String, String> headers);

    /** True where all are; the first that is false decides. */
    record All(List<Condition> parts) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var all = Truth.TRUE;
            for (var part : parts) {
                all = all.and(part.of(headers));
                if (all == Truth.FALSE) {
                    return all;
                }
            }
            return all;
        }
    }

    /** True where one is; the first that is true decides. */
    record Any(List<Condition> parts) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var any = Truth.FALSE;
            for (var part : parts) {
                any = any.or(part.of(headers));
                if (any == Truth.TRUE) {
                    return any;
                }
            }
            return any;
        }
    }

    /** True where the other is false. */
    record Not(Condition other) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            return other.of(headers).not();
        }
    }

    /** TRUE or FALSE. */
    record Constant(Truth value) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            return value;
        }
    }

    /** Whether a header is {@code true}; unknown unless it is {@code true} or {@code false}. */
    record IsTrue(Operand header) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var text = header.text(headers);
            if ("true".equalsIgnoreCase(text)) {
                return Truth.TRUE;
            }
            return "false".equalsIgnoreCase(text) ? Truth.FALSE : Truth.UNKNOWN;
        }
    }

    /** Whether both are true or both are not; unknown where one is. */
    record Same(Condition left, Condition right) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var one = left.of(headers);
            var other = right.of(headers);
            return one == Truth.UNKNOWN || other == Truth.UNKNOWN ? Truth.UNKNOWN : Truth.of(one == other);
        }
    }

    /** Whether two have the same text; unknown where one is missing. */
    record SameText(Operand left, Operand right) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var one = left.text(headers);
            var other = right.text(headers);
            return one == null || other == null ? Truth.UNKNOWN : Truth.of(one.equals(other));
        }
    }

    /** How two numbers are; unknown where one is missing, false where one is no number. */
    record Compared(Operand left, Relation relation, Operand right) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            if (left.isNull(headers) || right.isNull(headers)) {
                return Truth.UNKNOWN;
            }
            var one = left.number(headers);
            var other = right.number(headers);
            return Truth.of(one != null && other != null && relation.holds(compare(one, other)));
        }

        private static int compare(Number one, Number other) {
            return one instanceof Long && other instanceof Long
                    ? Long.compare(one.longValue(), other.longValue())
                    : Double.compare(one.doubleValue() + 0.0, other.doubleValue() + 0.0); // -0.0 is 0.0
        }
    }

    /** Whether the text is one of these; unknown where it is missing. */
    record OneOf(Operand value, Set<String> texts) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var text = value.text(headers);
            return text == null ? Truth.UNKNOWN : Truth.of(texts.contains(text));
        }
    }

    /** Whether the text is as the pattern says; unknown where it is missing. */
    record Like(Operand value, LikePattern pattern) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            var text = value.text(headers);
            return text == null ? Truth.UNKNOWN : Truth.of(pattern.matches(text));
        }
    }

    /** Whether the header is missing; never unknown. */
    record IsNull(Operand value) implements Condition {
        @Override
        public Truth of(Map<String, String> headers) {
            return Truth.of(value.isNull(headers));
        }
    }

    /** How one number is to another. */
    enum Relation {
        EQUAL("="),
        UNEQUAL("<>"),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** Whether it is about order, which texts and truths do not have here. */
        boolean isOfOrder() {
            return this != EQUAL && this != UNEQUAL;
        }

        private boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case UNEQUAL -> comparison != 0;
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case MORE -> comparison > 0;
                case AT_LEAST -> comparison >= 0;
            };
        }
    }
}
