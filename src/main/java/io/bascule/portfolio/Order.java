package io.bascule.portfolio;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed wish to trade; whether it can be fulfilled is for the {@link Account} to say.
 *
 * @param id the client's name for it, or one made up here
 * @param shares from 1 to {@link #MAX_SHARES}
 */
record Order(String id, Action action, Stock stock, long shares) {
    /** The most shares that one order may trade. */
    static final long MAX_SHARES = 1_000_000;

    /** Buying or selling, in JSON as {@code "Buy"} and {@code "Sell"}. */
    enum Action {
        BUY("Buy"),
        SELL("Sell");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        /** The action with exactly this word; empty when there is none. */
        static Optional<Action> of(String word) {
            return Arrays.stream(values())
                    .filter(action -> action.word.equals(word))
                    .findFirst();
        }

        @JsonValue
        String word() {
            return word;
        }
    }

    /** How an order ended; the page has a third state of its own, pending. */
    enum State {
        FILLED,
        REJECTED
    }

    /**
     * How an order ended, as published to {@code /user/queue/orders} in JSON. What comes behind the reason is left out when
     * the order was not well-formed.
     *
     * @param reason why it was rejected, a sentence for people; empty when it was filled
     * @param price the price it was filled at, or was rejected at, in US dollars
     * @param time when that was, in epoch milliseconds
     * @param seq which of the user's fills it is, as in {@link Account.Position}; left out when it was rejected
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            String orderId,
            State state,
            String reason,
            @Nullable String ticker,
            @Nullable Action action,
            @Nullable Long shares,
            @Nullable BigDecimal price,
            @Nullable Long time,
            @Nullable Long seq) {

        static Outcome filled(Order order, BigDecimal price, long time, long seq) {
            return of(order, State.FILLED, "", price, time, seq);
        }

        static Outcome rejected(Order order, BigDecimal price, long time, String reason) {
            return of(order, State.REJECTED, reason, price, time, null);
        }

        /** Of what was not even an order. */
        static Outcome malformed(String orderId, String reason) {
            return new Outcome(orderId, State.REJECTED, reason, null, null, null, null, null, null);
        }

        private static Outcome of(
                Order order, State state, String reason, BigDecimal price, long time, @Nullable Long seq) {
            return new Outcome(
                    order.id, state, reason, order.stock.name(), order.action, order.shares, price, time, seq);
        }

        /** Whether it is this very order that ended so. */
        boolean isOf(Order order) {
            return orderId.equals(order.id)
                    && order.action == action
                    && order.stock.name().equals(ticker)
                    && Long.valueOf(order.shares).equals(shares);
        }
    }
}
