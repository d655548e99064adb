package io.bascule.portfolio;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts of all users and the last 1,000 orders of each, where an id stands for one order only. Whoever is asked for
 * the first time is given an account. Any thread; may block.
 */
interface Accounts {
    /** How many orders of an account are remembered. */
    int REMEMBERED_ORDERS = 1000;

    /**
     * What a user owns.
     *
     * @param now epoch milliseconds
     */
    Account account(String user, long now);

    /**
     * Fills or rejects an order at this price, and remembers it; one that came before is found instead, and nothing changes.
     *
     * @param now epoch milliseconds
     * @return empty when the id belongs to another order
     */
    Optional<Answer> trade(String user, Order order, BigDecimal price, long now);

    /** How an order of this id ended; empty when none is remembered. */
    Optional<Order.Outcome> outcome(String user, String orderId);

    /** How the last orders of a user ended, at most {@code most} of them, the oldest first. */
    List<Order.Outcome> outcomes(String user, int most);

    /**
     * How an order ended.
     *
     * @param fill the position that it changed just now; empty when it changed nothing, or came before
     */
    record Answer(Order.Outcome outcome, Optional<Account.Position> fill) {
        /** To an order whose id one had before; empty when that was another order. */
        static Optional<Answer> again(Order.Outcome earlier, Order order) {
            return earlier.isOf(order) ? Optional.of(new Answer(earlier, Optional.empty())) : Optional.empty();
        }
    }

    /** Kept in memory, as long as this object. */
    final class InMemory implements Accounts {
        private final Map<String, Book> books = new ConcurrentHashMap<>();

        private Book book(String user, long now) {
            return books.computeIfAbsent(user, name -> new Book(Account.opened(now)));
        }

        @Override
        public Account account(String user, long now) {
            return book(user, now).account();
        }

        @Override
        public Optional<Answer> trade(String user, Order order, BigDecimal price, long now) {
            return book(user, now).trade(order, price, now);
        }

        @Override
        public Optional<Order.Outcome> outcome(String user, String orderId) {
            return Optional.ofNullable(books.get(user)).flatMap(book -> book.outcome(orderId));
        }

        @Override
        public List<Order.Outcome> outcomes(String user, int most) {
            return Optional.ofNullable(books.get(user))
                    .map(book -> book.outcomes(most))
                    .orElse(List.of());
        }

        /** One user's. */
        private static final class Book {
            // Guarded by this.
            private Account account;
            private final Map<String, Order.Outcome> orders = new LinkedHashMap<>();

            Book(Account account) {
                this.account = account;
            }

            synchronized Account account() {
                return account;
            }

            synchronized Optional<Answer> trade(Order order, BigDecimal price, long now) {
                var earlier = orders.get(order.id());
                if (earlier != null) {
                    return Answer.again(earlier, order);
                }
                var settled = account.settle(order, price, now);
                account = settled.after();
                remember(settled.outcome());
                return Optional.of(new Answer(settled.outcome(), settled.fill()));
            }

            private void remember(Order.Outcome outcome) {
                orders.put(outcome.orderId(), outcome);
                if (orders.size() > REMEMBERED_ORDERS) {
                    var oldest = orders.keySet().iterator();
                    oldest.next();
                    oldest.remove();
                }
            }

            synchronized Optional<Order.Outcome> outcome(String orderId) {
                return Optional.ofNullable(orders.get(orderId));
            }

            synchronized List<Order.Outcome> outcomes(int most) {
                return orders.values().stream()
                        .skip(Math.max(0, orders.size() - most))
                        .toList();
            }
        }
    }
}
