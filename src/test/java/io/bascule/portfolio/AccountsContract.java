package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of accounts wherever they are kept. */
interface AccountsContract {
    BigDecimal PRICE = new BigDecimal("800.01");
    BigDecimal WORTH_AT_FIRST = new BigDecimal("1240003.00");

    /** Those of this test, and no other. */
    Accounts accounts();

    @Test
    default void everybody_begins_with_a_hundred_of_each_and_a_million() {
        assertEquals(
                List.of(
                        new Account.Position("Bitcoin", "BTC", PRICE, 100, 1, new BigDecimal("1000000.00"), 0),
                        new Account.Position("Apple", "AAPL", PRICE, 100, 1, new BigDecimal("1000000.00"), 0),
                        new Account.Position("Ether", "ETH", PRICE, 100, 1, new BigDecimal("1000000.00"), 0)),
                positions());
    }

    @Test
    default void buying_moves_cash_into_shares() {
        trade("a", Order.Action.BUY, 3);
        assertEquals(new Account.Position("Bitcoin", "BTC", PRICE, 103, 9, new BigDecimal("997599.97"), 1), bitcoin());
    }

    @Test
    default void selling_moves_shares_into_cash() {
        trade("a", Order.Action.SELL, 100);
        assertEquals(new Account.Position("Bitcoin", "BTC", PRICE, 0, 9, new BigDecimal("1080001.00"), 1), bitcoin());
    }

    @Test
    default void cash_may_be_spent_to_the_last_cent() {
        var price = new BigDecimal("1000000.00");
        var outcome = trade(new Order("a", Order.Action.BUY, Stock.BTC, 1), price, 9);
        assertEquals(Order.State.FILLED, outcome.orElseThrow().state());
        assertEquals("0.00", bitcoin().cash().toString());
    }

    @Test
    default void too_little_cash_is_told_to_the_cent() {
        assertEquals(
                "1250 BTC at 800.01 cost 1000012.50; you have 1000000.00 in cash",
                trade("a", Order.Action.BUY, 1250).orElseThrow().reason());
    }

    @Test
    default void too_few_shares_are_told_by_their_number() {
        assertEquals(
                "You have 100 BTC and cannot sell 101",
                trade("a", Order.Action.SELL, 101).orElseThrow().reason());
    }

    @Test
    default void a_rejected_order_changes_nothing() {
        var before = positions();
        trade("a", Order.Action.BUY, 1_000_000);
        trade("b", Order.Action.SELL, 1_000_000);
        assertEquals(before, positions());
    }

    @Test
    default void a_repeated_order_gets_its_first_answer_at_another_price_too() {
        var first = trade("a", Order.Action.BUY, 3);
        var again = trade(new Order("a", Order.Action.BUY, Stock.BTC, 3), BigDecimal.TEN, 99);
        assertEquals(first, again);
    }

    @Test
    default void a_repeated_order_changes_nothing() {
        trade("a", Order.Action.BUY, 3);
        trade("a", Order.Action.BUY, 3);
        assertEquals(103, bitcoin().shares());
        assertEquals(1, bitcoin().seq());
    }

    @Test
    default void a_rejected_order_stays_rejected_when_repeated() {
        trade("a", Order.Action.SELL, 101);
        trade("b", Order.Action.BUY, 1);
        assertEquals(
                "You have 100 BTC and cannot sell 101",
                trade("a", Order.Action.SELL, 101).orElseThrow().reason());
    }

    @Test
    default void the_id_of_another_order_gets_no_outcome() {
        trade("a", Order.Action.BUY, 3);
        assertEquals(Optional.empty(), trade("a", Order.Action.BUY, 4));
        assertEquals(103, bitcoin().shares());
    }

    @Test
    default void a_repeated_order_has_no_fill_of_its_own() {
        var order = new Order("a", Order.Action.BUY, Stock.BTC, 3);
        assertEquals(
                1L,
                accounts()
                        .trade("ann", order, PRICE, 9)
                        .orElseThrow()
                        .fill()
                        .orElseThrow()
                        .seq());
        assertEquals(
                Optional.empty(),
                accounts().trade("ann", order, PRICE, 9).orElseThrow().fill());
    }

    @Test
    default void the_last_thousand_orders_are_remembered() {
        IntStream.rangeClosed(0, 1000).forEach(id -> trade("order-" + id, Order.Action.BUY, 1));
        assertEquals(Optional.empty(), accounts().outcome("ann", "order-0"));
        assertTrue(accounts().outcome("ann", "order-1").isPresent());
    }

    @Test
    default void the_last_outcomes_come_the_oldest_first() {
        trade("a", Order.Action.BUY, 1);
        trade("b", Order.Action.SELL, 101 + 1);
        trade("c", Order.Action.BUY, 2);
        assertEquals(
                List.of(
                        new Order.Outcome(
                                "b",
                                Order.State.REJECTED,
                                "You have 101 BTC and cannot sell 102",
                                "BTC",
                                Order.Action.SELL,
                                102L,
                                PRICE,
                                9L,
                                null),
                        new Order.Outcome("c", Order.State.FILLED, "", "BTC", Order.Action.BUY, 2L, PRICE, 9L, 2L)),
                accounts().outcomes("ann", 2));
    }

    @Test
    default void of_who_has_not_traded_there_are_no_outcomes() {
        assertEquals(List.of(), accounts().outcomes("ann", 50));
        assertEquals(Optional.empty(), accounts().outcome("ann", "a"));
    }

    @Test
    default void what_one_trades_is_not_anothers() {
        trade("a", Order.Action.BUY, 3);
        var bob = accounts().account("bob", 1);
        assertEquals(Account.opened(1), bob);
        assertTrue(accounts()
                .trade("bob", new Order("a", Order.Action.SELL, Stock.ETH, 1), PRICE, 9)
                .isPresent());
    }

    @Test
    default void eight_threads_make_and_lose_no_money() throws Exception {
        inEightThreads((thread, round) -> {
            var action = (thread + round) % 2 == 0 ? Order.Action.BUY : Order.Action.SELL;
            trade(thread + "-" + round, action, 1 + round % 97);
        });
        assertConserved(positions());
    }

    @Test
    default void eight_threads_with_the_same_order_fill_it_once() throws Exception {
        inEightThreads((thread, round) -> trade("order-" + round % 50, Order.Action.BUY, 1));
        assertEquals(150, bitcoin().shares());
    }

    @Test
    default void eight_threads_that_come_first_open_one_account() throws Exception {
        inEightThreads((thread, round) -> assertEquals(
                new BigDecimal("1000000.00"),
                accounts().account("new-" + round, 1).cash()));
    }

    private Optional<Order.Outcome> trade(String id, Order.Action action, long shares) {
        return trade(new Order(id, action, Stock.BTC, shares), PRICE, 9);
    }

    private Optional<Order.Outcome> trade(Order order, BigDecimal price, long now) {
        accounts().account("ann", 1);
        return accounts().trade("ann", order, price, now).map(Accounts.Answer::outcome);
    }

    private List<Account.Position> positions() {
        return accounts().account("ann", 1).positions(stock -> PRICE);
    }

    private Account.Position bitcoin() {
        return positions().get(0);
    }

    static void assertConserved(List<Account.Position> positions) {
        var cash = positions.get(0).cash();
        var shares = positions.stream().mapToLong(Account.Position::shares).sum();
        assertTrue(cash.signum() >= 0, "cash is " + cash);
        positions.forEach(position -> assertTrue(position.shares() >= 0, position.toString()));
        assertEquals(WORTH_AT_FIRST, cash.add(PRICE.multiply(BigDecimal.valueOf(shares))));
    }

    /** What a thread does in one of its hundred rounds. */
    interface Round {
        void play(int thread, int round);
    }

    static void inEightThreads(Round play) throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var rounds = IntStream.range(0, 8)
                    .mapToObj(thread -> (Callable<Void>) () -> {
                        IntStream.range(0, 100).forEach(round -> play.play(thread, round));
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
