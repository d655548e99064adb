package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.portfolio.Accounts.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TraderTest {
    private static final BigDecimal PRICE = new BigDecimal("800.01");

    private final Accounts accounts = new Accounts.InMemory();
    private final Trader trader = new Trader("ann", accounts);

    @Test
    void a_fill_is_announced_once_with_its_position() {
        trader.trade(new Order("a", Order.Action.BUY, Stock.BTC, 3), PRICE, 9);
        var bitcoin = accounts.account("ann", 9).positions(stock -> PRICE).get(0);
        assertEquals(
                List.of(Optional.of(bitcoin)),
                announced().stream().map(Answer::fill).toList());
        assertEquals(List.of(), announced());
    }

    @Test
    void a_repeated_order_is_announced_without_a_position() {
        var order = new Order("a", Order.Action.BUY, Stock.BTC, 3);
        trader.trade(order, PRICE, 9);
        announced();
        trader.trade(order, PRICE, 9);
        assertEquals(
                List.of(Optional.empty()),
                announced().stream().map(Answer::fill).toList());
    }

    @Test
    void the_id_of_another_order_is_not_announced() {
        trader.trade(new Order("a", Order.Action.BUY, Stock.BTC, 3), PRICE, 9);
        announced();
        assertEquals(Optional.empty(), trader.trade(new Order("a", Order.Action.BUY, Stock.BTC, 4), PRICE, 9));
        assertEquals(List.of(), announced());
    }

    @Test
    void eight_threads_announce_every_fill_in_its_order() throws Exception {
        var announced = Collections.synchronizedList(new ArrayList<Long>());
        AccountsContract.inEightThreads((thread, round) -> {
            var action = round % 2 == 0 ? Order.Action.BUY : Order.Action.SELL;
            trader.trade(new Order(thread + "-" + round, action, Stock.ETH, 1), PRICE, 9);
            trader.announce(answer -> announced.add(answer.fill().orElseThrow().seq()));
        });
        assertEquals(LongStream.rangeClosed(1, 800).boxed().toList(), announced);
    }

    private List<Answer> announced() {
        var announced = new ArrayList<Answer>();
        trader.announce(announced::add);
        return announced;
    }
}
