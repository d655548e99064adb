package io.bascule.portfolio;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class AccountTest {
    private static final BigDecimal PRICE = new BigDecimal("800.01");

    @Property(tries = 200)
    void no_trades_make_or_lose_money(@ForAll @Size(max = 60) List<@LongRange(min = -3000, max = 3000) Long> wishes) {
        var account = Account.opened(1);
        for (var wish : wishes) {
            var action = wish < 0 ? Order.Action.SELL : Order.Action.BUY;
            var order = new Order("", action, Stock.BTC, Math.max(1, Math.abs(wish)));
            account = account.settle(order, PRICE, 9).after();
        }
        AccountsContract.assertConserved(account.positions(stock -> PRICE));
    }
}
