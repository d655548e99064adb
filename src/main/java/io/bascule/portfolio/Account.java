package io.bascule.portfolio;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one user owns at one moment. A trade changes cash and shares together or not at all, and neither is ever negative.
 * Immutable; any thread.
 *
 * @param cash in US dollars
 * @param fills how many orders have been filled
 */
record Account(BigDecimal cash, long fills, Map<Stock, Holding> holdings) {
    private static final BigDecimal FIRST_CASH = new BigDecimal("1000000.00");
    private static final long FIRST_SHARES = 100;

    Account {
        holdings = Map.copyOf(holdings);
    }

    /**
     * What everybody begins with: 1,000,000 dollars and 100 shares of every stock.
     *
     * @param now epoch milliseconds
     */
    static Account opened(long now) {
        var first = Arrays.stream(Stock.values())
                .collect(Collectors.toMap(stock -> stock, stock -> new Holding(FIRST_SHARES, now)));
        return new Account(FIRST_CASH, 0, first);
    }

    /** Everything owned, in the order of {@link Stock}; {@code prices} says what a share is worth. */
    List<Position> positions(Function<Stock, BigDecimal> prices) {
        return Arrays.stream(Stock.values())
                .map(stock -> position(stock, prices.apply(stock)))
                .toList();
    }

    private Position position(Stock stock, BigDecimal price) {
        var holding = holding(stock);
        return new Position(stock.company(), stock.name(), price, holding.shares, holding.updateTime, cash, fills);
    }

    Holding holding(Stock stock) {
        return holdings.getOrDefault(stock, Holding.NONE);
    }

    /**
     * Fills or rejects an order at this price.
     *
     * @param now epoch milliseconds
     */
    Settled settle(Order order, BigDecimal price, long now) {
        long held = holding(order.stock()).shares;
        var amount = price.multiply(BigDecimal.valueOf(order.shares()));
        return switch (order.action()) {
            case BUY ->
                amount.compareTo(cash) > 0
                        ? rejected(order, price, now, tooExpensive(order, price, amount))
                        : filled(order, price, now, held + order.shares(), cash.subtract(amount));
            case SELL ->
                order.shares() > held
                        ? rejected(order, price, now, tooFew(order, held))
                        : filled(order, price, now, held - order.shares(), cash.add(amount));
        };
    }

    private Settled filled(Order order, BigDecimal price, long now, long shares, BigDecimal newCash) {
        var changed = new EnumMap<Stock, Holding>(Stock.class);
        changed.putAll(holdings);
        changed.put(order.stock(), new Holding(shares, now));
        var after = new Account(newCash, fills + 1, changed);
        return new Settled(
                Order.Outcome.filled(order, price, now, after.fills),
                after,
                Optional.of(after.position(order.stock(), price)));
    }

    private Settled rejected(Order order, BigDecimal price, long now, String reason) {
        return new Settled(Order.Outcome.rejected(order, price, now, reason), this, Optional.empty());
    }

    private String tooExpensive(Order order, BigDecimal price, BigDecimal amount) {
        return order.shares() + " " + order.stock() + " at " + price.toPlainString() + " cost " + amount.toPlainString()
                + "; you have " + cash.toPlainString() + " in cash";
    }

    private static String tooFew(Order order, long shares) {
        return "You have " + shares + " " + order.stock() + " and cannot sell " + order.shares();
    }

    /**
     * How much there is of one stock.
     *
     * @param updateTime when that last changed, in epoch milliseconds
     */
    record Holding(long shares, long updateTime) {
        static final Holding NONE = new Holding(0, 0);
    }

    /**
     * How an order ended, and what came of it.
     *
     * @param after the account as it was right after
     * @param fill the position that it changed, as it was right after; empty when it changed nothing
     */
    record Settled(Order.Outcome outcome, Account after, Optional<Position> fill) {}

    /**
     * What a user owns of one stock, in JSON: an element of {@code /app/positions}, and alone on
     * {@code /user/queue/position-updates}.
     *
     * @param price of one share in US dollars: the last one, or what was paid
     * @param updateTime when the shares last changed, in epoch milliseconds
     * @param cash all the user's cash in US dollars, at the same moment
     * @param seq how many fills this user has had; one more with every update, so that a gap shows what was lost
     */
    record Position(
            String company, String ticker, BigDecimal price, long shares, long updateTime, BigDecimal cash, long seq) {}
}
