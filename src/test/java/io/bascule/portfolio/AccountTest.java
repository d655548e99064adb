package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final BigDecimal PRICE = new BigDecimal("800.01");
    private static final BigDecimal WORTH_AT_FIRST = new BigDecimal("1240003.00");

    private final Account account = new Account(1);

    @Test
    void everybody_begins_with_a_hundred_of_each_and_a_million() {
        assertEquals(
                List.of(
                        new Account.Position("Bitcoin", "BTC", PRICE, 100, 1, new BigDecimal("1000000.00"), 0),
                        new Account.Position("Apple", "AAPL", PRICE, 100, 1, new BigDecimal("1000000.00"), 0),
                        new Account.Position("Ether", "ETH", PRICE, 100, 1, new BigDecimal("1000000.00"), 0)),
                account.positions(stock -> PRICE));
    }

    @Test
    void buying_moves_cash_into_shares() {
        trade("a", Order.Action.BUY, 3);
        assertEquals(new Account.Position("Bitcoin", "BTC", PRICE, 103, 9, new BigDecimal("997599.97"), 1), bitcoin());
    }

    @Test
    void selling_moves_shares_into_cash() {
        trade("a", Order.Action.SELL, 100);
        assertEquals(new Account.Position("Bitcoin", "BTC", PRICE, 0, 9, new BigDecimal("1080001.00"), 1), bitcoin());
    }

    @Test
    void cash_may_be_spent_to_the_last_cent() {
        var price = new BigDecimal("1000000.00");
        var outcome = account.trade(new Order("a", Order.Action.BUY, Stock.BTC, 1), true, price, 9);
        assertEquals(Order.State.FILLED, outcome.orElseThrow().state());
        assertEquals("0.00", bitcoin().cash().toString());
    }

    @Test
    void too_little_cash_is_told_to_the_cent() {
        assertEquals(
                "1250 BTC at 800.01 cost 1000012.50; you have 1000000.00 in cash",
                trade("a", Order.Action.BUY, 1250).orElseThrow().reason());
    }

    @Test
    void too_few_shares_are_told_by_their_number() {
        assertEquals(
                "You have 100 BTC and cannot sell 101",
                trade("a", Order.Action.SELL, 101).orElseThrow().reason());
    }

    @Test
    void a_rejected_order_changes_nothing() {
        var before = account.positions(stock -> PRICE);
        trade("a", Order.Action.BUY, 1_000_000);
        trade("b", Order.Action.SELL, 1_000_000);
        assertEquals(before, account.positions(stock -> PRICE));
    }

    @Test
    void a_repeated_order_gets_its_first_answer_at_another_price_too() {
        var first = trade("a", Order.Action.BUY, 3);
        var again = account.trade(new Order("a", Order.Action.BUY, Stock.BTC, 3), true, BigDecimal.TEN, 99);
        assertEquals(first, again);
    }

    @Test
    void a_repeated_order_changes_nothing() {
        trade("a", Order.Action.BUY, 3);
        trade("a", Order.Action.BUY, 3);
        assertEquals(103, bitcoin().shares());
        assertEquals(1, bitcoin().seq());
    }

    @Test
    void a_rejected_order_stays_rejected_when_repeated() {
        trade("a", Order.Action.SELL, 101);
        trade("b", Order.Action.BUY, 1);
        assertEquals(
                "You have 100 BTC and cannot sell 101",
                trade("a", Order.Action.SELL, 101).orElseThrow().reason());
    }

    @Test
    void the_id_of_another_order_gets_no_outcome() {
        trade("a", Order.Action.BUY, 3);
        assertEquals(Optional.empty(), trade("a", Order.Action.BUY, 4));
        assertEquals(103, bitcoin().shares());
    }

    @Test
    void the_last_thousand_orders_are_remembered() {
        IntStream.rangeClosed(0, 1000).forEach(id -> trade("order " + id, Order.Action.BUY, 1));
        assertEquals(false, account.knows("order 0"));
        assertTrue(account.knows("order 1"));
    }

    @Test
    void an_order_whose_id_was_made_up_here_is_not_remembered() {
        account.trade(new Order("a", Order.Action.BUY, Stock.BTC, 3), false, PRICE, 9);
        assertEquals(false, account.knows("a"));
    }

    @Test
    void a_fill_is_announced_once_with_its_position() {
        trade("a", Order.Action.BUY, 3);
        var announced = announced();
        assertEquals(
                List.of(Optional.of(bitcoin())),
                announced.stream().map(Account.Settled::fill).toList());
        assertEquals(List.of(), announced());
    }

    @Test
    void a_repeated_order_is_announced_without_a_position() {
        trade("a", Order.Action.BUY, 3);
        announced();
        trade("a", Order.Action.BUY, 3);
        assertEquals(
                List.of(Optional.empty()),
                announced().stream().map(Account.Settled::fill).toList());
    }

    @Property(tries = 200)
    void no_trades_make_or_lose_money(@ForAll @Size(max = 60) List<@LongRange(min = -3000, max = 3000) Long> wishes) {
        var rich = new Account(1);
        for (var wish : wishes) {
            var action = wish < 0 ? Order.Action.SELL : Order.Action.BUY;
            rich.trade(new Order("", action, Stock.BTC, Math.max(1, Math.abs(wish))), false, PRICE, 9);
        }
        assertConserved(rich);
    }

    @Test
    void eight_threads_make_and_lose_no_money() throws Exception {
        inEightThreads((thread, round) -> {
            var action = (thread + round) % 2 == 0 ? Order.Action.BUY : Order.Action.SELL;
            account.trade(new Order("", action, Stock.BTC, 1 + round % 97), false, PRICE, 9);
        });
        assertConserved(account);
    }

    @Test
    void eight_threads_with_the_same_order_fill_it_once() throws Exception {
        inEightThreads((thread, round) -> trade("order " + round % 500, Order.Action.BUY, 1));
        assertEquals(600, bitcoin().shares());
    }

    @Test
    void eight_threads_announce_every_fill_in_its_order() throws Exception {
        var announced = Collections.synchronizedList(new ArrayList<Long>());
        inEightThreads((thread, round) -> {
            var action = round % 2 == 0 ? Order.Action.BUY : Order.Action.SELL;
            account.trade(new Order("", action, Stock.ETH, 1), false, PRICE, 9);
            account.announce(
                    settled -> announced.add(settled.fill().orElseThrow().seq()));
        });
        assertEquals(LongStream.rangeClosed(1, 8000).boxed().toList(), announced);
    }

    private Optional<Order.Outcome> trade(String id, Order.Action action, long shares) {
        return account.trade(new Order(id, action, Stock.BTC, shares), true, PRICE, 9);
    }

    private Account.Position bitcoin() {
        return account.positions(stock -> PRICE).get(0);
    }

    private List<Account.Settled> announced() {
        var announced = new ArrayList<Account.Settled>();
        account.announce(announced::add);
        return announced;
    }

    private static void assertConserved(Account account) {
        var positions = account.positions(stock -> PRICE);
        var cash = positions.get(0).cash();
        var shares = positions.stream().mapToLong(Account.Position::shares).sum();
        assertTrue(cash.signum() >= 0, "cash is " + cash);
        positions.forEach(position -> assertTrue(position.shares() >= 0, position.toString()));
        assertEquals(WORTH_AT_FIRST, cash.add(PRICE.multiply(BigDecimal.valueOf(shares))));
    }

    private interface Round {
        void play(int thread, int round);
    }

    private static void inEightThreads(Round play) throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var rounds = IntStream.range(0, 8)
                    .mapToObj(thread -> (Callable<Void>) () -> {
                        IntStream.range(0, 1000).forEach(round -> play.play(thread, round));
                        return null;
                    })
                    .toList();
            for (var ended : threads.invokeAll(rounds)) {
                ended.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
