package io.bascule.portfolio;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What one user owns: 1,000,000 dollars and 100 shares of every stock to begin with. A trade changes cash and shares
 * together or not at all, and neither is ever negative.
 *
 * <p>The last 1,000 orders that named their id are remembered: one that comes again gets the answer that it got the first
 * time, and changes nothing. Any thread may call any method; none blocks for long.
 */
final class Account {
    private static final BigDecimal FIRST_CASH = new BigDecimal("1000000.00");
    private static final long FIRST_SHARES = 100;
    private static final int REMEMBERED_ORDERS = 1000;

    // Guarded by this.
    private final Map<Stock, Holding> holdings = new EnumMap<>(Stock.class);
    private final Map<String, Settled> settledOrders = new LinkedHashMap<>();
    private BigDecimal cash = FIRST_CASH;
    private long sequence;

    // Added to under the lock, hence in the order of what happened; taken from by whoever brought `announcing` from
    // zero.
    private final Queue<Settled> unannounced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger announcing = new AtomicInteger();

    /** @param now epoch milliseconds */
    Account(long now) {
        for (var stock : Stock.values()) {
            holdings.put(stock, new Holding(FIRST_SHARES, now));
        }
    }

    /**
     * Everything owned, at one moment.
     *
     * @param prices what a share is worth, asked before the lock is taken
     */
    List<Position> positions(Function<Stock, BigDecimal> prices) {
        var worth = new EnumMap<Stock, BigDecimal>(Stock.class);
        for (var stock : Stock.values()) {
            worth.put(stock, prices.apply(stock));
        }
        synchronized (this) {
            var positions = new ArrayList<Position>();
            worth.forEach((stock, price) -> positions.add(position(stock, price)));
            return positions;
        }
    }

    /**
     * Fills or rejects an order at this price, and has the outcome {@linkplain #announce announced}.
     *
     * @param lasting whether the order's id is the client's own and may come again
     * @param now epoch milliseconds
     * @return the outcome, the first one if the order came before; empty when the id belongs to another order, and nothing
     *     is announced then
     */
    synchronized Optional<Order.Outcome> trade(Order order, boolean lasting, BigDecimal price, long now) {
        var earlier = settledOrders.get(order.id());
        if (earlier != null && !earlier.order.equals(order)) {
            return Optional.empty();
        }
        var settled = earlier == null ? settle(order, price, now) : earlier.repeated();
        if (earlier == null && lasting) {
            remember(settled);
        }
        unannounced.add(settled);
        return Optional.of(settled.outcome);
    }

    /** Whether an order of this id is remembered. */
    synchronized boolean knows(String orderId) {
        return settledOrders.containsKey(orderId);
    }

    /**
     * Hands over what was settled and not yet announced, in the order of settlement even when several threads trade: one
     * of them announces for all. No lock is held meanwhile.
     *
     * @param announcer must not throw
     */
    void announce(Consumer<Settled> announcer) {
        if (announcing.getAndIncrement() > 0) {
            return;
        }
        var calls = 1;
        while (calls > 0) {
            for (var settled = unannounced.poll(); settled != null; settled = unannounced.poll()) {
                announcer.accept(settled);
            }
            calls = announcing.addAndGet(-calls);
        }
    }

    private Settled settle(Order order, BigDecimal price, long now) {
        var holding = holdings.getOrDefault(order.stock(), Holding.NONE);
        var amount = price.multiply(BigDecimal.valueOf(order.shares()));
        return switch (order.action()) {
            case BUY ->
                amount.compareTo(cash) > 0
                        ? rejected(order, price, tooExpensive(order, price, amount))
                        : filled(order, price, holding.shares + order.shares(), cash.subtract(amount), now);
            case SELL ->
                order.shares() > holding.shares
                        ? rejected(order, price, tooFew(order, holding.shares))
                        : filled(order, price, holding.shares - order.shares(), cash.add(amount), now);
        };
    }

    private Settled filled(Order order, BigDecimal price, long shares, BigDecimal newCash, long now) {
        cash = newCash;
        holdings.put(order.stock(), new Holding(shares, now));
        sequence++;
        return new Settled(order, Order.Outcome.filled(order, price), Optional.of(position(order.stock(), price)));
    }

    private static Settled rejected(Order order, BigDecimal price, String reason) {
        return new Settled(order, Order.Outcome.rejected(order, price, reason), Optional.empty());
    }

    private String tooExpensive(Order order, BigDecimal price, BigDecimal amount) {
        return order.shares() + " " + order.stock() + " at " + price.toPlainString() + " cost " + amount.toPlainString()
                + "; you have " + cash.toPlainString() + " in cash";
    }

    private static String tooFew(Order order, long shares) {
        return "You have " + shares + " " + order.stock() + " and cannot sell " + order.shares();
    }

    private void remember(Settled settled) {
        settledOrders.put(settled.order.id(), settled);
        if (settledOrders.size() > REMEMBERED_ORDERS) {
            var oldest = settledOrders.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private Position position(Stock stock, BigDecimal price) {
        var holding = holdings.getOrDefault(stock, Holding.NONE);
        return new Position(stock.company(), stock.name(), price, holding.shares, holding.updateTime, cash, sequence);
    }

    private record Holding(long shares, long updateTime) {
        static final Holding NONE = new Holding(0, 0);
    }

    /**
     * An order with its end.
     *
     * @param fill the position that it changed, as it was right after; empty when it changed nothing
     */
    record Settled(Order order, Order.Outcome outcome, Optional<Position> fill) {
        Settled repeated() {
            return new Settled(order, outcome, Optional.empty());
        }
    }

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
