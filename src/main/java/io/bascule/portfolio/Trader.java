package io.bascule.portfolio;

import io.bascule.portfolio.Accounts.Answer;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One user's trading at this node, whose ends are announced in the order in which they came about. Any thread. */
final class Trader {
    private final String user;
    private final Accounts accounts;

    /**
     * Held while an order is settled, in the database too: a second order of the same user would wait there for the first
     * one, and take a connection with it.
     */
    private final ReentrantLock trading = new ReentrantLock(true);

    // Added to under the lock, hence in the order of what happened; taken from by whoever brought `announcing` from
    // zero.
    private final Queue<Answer> unannounced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger announcing = new AtomicInteger();

    Trader(String user, Accounts accounts) {
        this.user = user;
        this.accounts = accounts;
    }

    /**
     * Has an order filled or rejected, and its outcome {@linkplain #announce announced}. May block.
     *
     * @param now epoch milliseconds
     * @return the outcome, the first one if the order came before; empty when the id belongs to another order, and nothing
     *     is announced then
     */
    Optional<Order.Outcome> trade(Order order, BigDecimal price, long now) {
        trading.lock();
        try {
            var answer = accounts.trade(user, order, price, now);
            answer.ifPresent(unannounced::add);
            return answer.map(Answer::outcome);
        } finally {
            trading.unlock();
        }
    }

    /**
     * Hands over what was settled and not yet announced, in the order of settlement even when several threads trade: one
     * of them announces for all. No lock is held meanwhile.
     *
     * @param announcer must not throw
     */
    void announce(Consumer<Answer> announcer) {
        if (announcing.getAndIncrement() > 0) {
            return;
        }
        var calls = 1;
        while (calls > 0) {
            for (var answer = unannounced.poll(); answer != null; answer = unannounced.poll()) {
                announcer.accept(answer);
            }
            calls = announcing.addAndGet(-calls);
        }
    }
}
