package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** With an H2 in memory, of which every connection is a new one. */
class AccountsInDatabaseTest implements AccountsContract {
    private static final BigDecimal PRICE = new BigDecimal("800.01");
    private static final Order THREE = new Order("a", Order.Action.BUY, Stock.BTC, 3);

    private final JdbcDataSource source = new JdbcDataSource();
    private Connection held;
    private Accounts accounts;

    @BeforeEach
    void makeTables(TestInfo test) throws SQLException {
        source.setURL("jdbc:h2:mem:" + test.getDisplayName().replaceAll("[^a-z_]", ""));
        held = source.getConnection(); // or the database would end with the first connection
        accounts = AccountsInDatabase.in(source);
    }

    @AfterEach
    void forget() throws SQLException {
        held.close();
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Test
    void another_node_finds_what_one_has_traded() throws SQLException {
        var first = accounts.trade("ann", THREE, PRICE, 9).orElseThrow();
        var other = AccountsInDatabase.in(source);
        assertEquals(accounts.account("ann", 99), other.account("ann", 99));
        assertEquals(Optional.of(first.outcome()), other.outcome("ann", "a"));
    }

    @Test
    void an_order_sent_again_to_another_node_is_not_executed_twice() throws SQLException {
        var first = accounts.trade("ann", THREE, PRICE, 9).orElseThrow();
        var again = AccountsInDatabase.in(source)
                .trade("ann", THREE, BigDecimal.TEN, 99)
                .orElseThrow();
        assertEquals(first.outcome(), again.outcome());
        assertEquals(Optional.empty(), again.fill());
        assertEquals(1, accounts.account("ann", 99).fills());
    }

    @Test
    void two_nodes_that_trade_at_once_fill_every_order_once() throws Exception {
        var other = AccountsInDatabase.in(source);
        AccountsContract.inEightThreads((thread, round) -> (thread % 2 == 0 ? accounts : other)
                .trade("ann", new Order("order-" + round, Order.Action.BUY, Stock.BTC, 1), PRICE, 9));
        assertEquals(100, accounts.account("ann", 9).fills());
    }

    @Test
    void a_trade_that_fails_in_the_middle_changes_nothing() throws SQLException {
        var before = accounts.account("ann", 1);
        try (var statement = held.createStatement()) {
            statement.execute("ALTER TABLE bascule_order ADD CONSTRAINT none CHECK (shares > 100)");
        }
        assertThrows(IllegalStateException.class, () -> accounts.trade("ann", THREE, PRICE, 9));
        assertEquals(before, accounts.account("ann", 1));
    }

    @Test
    void a_database_that_is_gone_is_a_failure_that_says_so() throws SQLException {
        try (var statement = held.createStatement()) {
            statement.execute("DROP TABLE bascule_order");
        }
        var failed = assertThrows(IllegalStateException.class, () -> accounts.outcome("ann", "a"));
        assertEquals(
                "The accounts cannot be reached: Table \"BASCULE_ORDER\" not found",
                String.valueOf(failed.getMessage()).replaceFirst(";(?s).*", ""));
    }
}
