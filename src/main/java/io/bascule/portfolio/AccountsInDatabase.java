package io.bascule.portfolio;

import io.bascule.portfolio.Account.Holding;
import io.bascule.portfolio.Account.Settled;
import io.bascule.portfolio.Order.Action;
import io.bascule.portfolio.Order.Outcome;
import io.bascule.portfolio.Order.State;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Accounts in three tables of a relational database, which several nodes may share. A trade is one transaction: it takes the
 * account's row first, so that trades of one user come one after the other wherever they are made, and the key of the
 * orders lets no order in twice. Nothing but plain SQL: H2 in the tests, PostgreSQL 15 by hand.
 *
 * <pre>
 *   bascule_account   owner | cash  fills  orders                                       one of each user
 *   bascule_holding   owner  ticker | shares  changed                                   one of each stock
 *   bascule_order     owner  id | place  verb  ticker  shares  state  reason  price  settled  fill
 * </pre>
 *
 * <p>Where the database fails, methods throw {@link IllegalStateException}; whether a trade was made is not known then, and
 * sending it again says so.
 */
final class AccountsInDatabase implements Accounts {
    private static final List<String> TABLES = List.of("bascule_account", "bascule_holding", "bascule_order");
    private static final List<String> COLUMNS = List.of(
            "owner VARCHAR(255) NOT NULL, cash DECIMAL(30,10) NOT NULL, fills BIGINT NOT NULL,"
                    + " orders BIGINT NOT NULL, PRIMARY KEY (owner)",
            "owner VARCHAR(255) NOT NULL, ticker VARCHAR(16) NOT NULL, shares BIGINT NOT NULL,"
                    + " changed BIGINT NOT NULL, PRIMARY KEY (owner, ticker)",
            "owner VARCHAR(255) NOT NULL, id VARCHAR(64) NOT NULL, place BIGINT NOT NULL, verb VARCHAR(8) NOT NULL,"
                    + " ticker VARCHAR(16) NOT NULL, shares BIGINT NOT NULL, state VARCHAR(16) NOT NULL,"
                    + " reason VARCHAR(255), price DECIMAL(30,10) NOT NULL, settled BIGINT NOT NULL, fill BIGINT,"
                    + " PRIMARY KEY (owner, id), UNIQUE (owner, place)");
    private static final String OUTCOME =
            "SELECT id, verb, ticker, shares, state, reason, price, settled, fill FROM bascule_order WHERE owner = ?";

    /** Keeps others from an account until the transaction ends, and says whether there is one. */
    private static final String LOCK = "UPDATE bascule_account SET orders = orders WHERE owner = ?";

    /** Class 23 of the standard's states: a row with this key is there. */
    private static final String CONSTRAINT = "23";

    private static final int CENTS = 2;

    private final DataSource source;

    private AccountsInDatabase(DataSource source) {
        this.source = source;
    }

    /**
     * Accounts in this database, whose tables are made where they are missing.
     *
     * @throws SQLException if it cannot be reached, or the tables can neither be read nor made
     */
    static Accounts in(DataSource source) throws SQLException {
        for (int table = 0; table < TABLES.size(); table++) {
            if (!isThere(source, TABLES.get(table))) {
                make(source, TABLES.get(table), COLUMNS.get(table));
            }
        }
        return new AccountsInDatabase(source);
    }

    private static boolean isThere(DataSource source, String table) throws SQLException {
        try (var connection = source.getConnection()) {
            try (var statement = connection.createStatement()) {
                statement
                        .executeQuery("SELECT 1 FROM " + table + " WHERE 1 = 0")
                        .close();
                return true;
            } catch (SQLException missing) {
                return false;
            }
        }
    }

    /** Another node may do the same at this moment. */
    private static void make(DataSource source, String table, String columns) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE " + table + " (" + columns + ")");
        } catch (SQLException cannot) {
            if (!isThere(source, table)) {
                throw cannot;
            }
        }
    }

    @Override
    public Account account(String user, long now) {
        return opened(user, now, connection -> find(connection, user).map(Row::account));
    }

    @Override
    public Optional<Answer> trade(String user, Order order, BigDecimal price, long now) {
        return opened(user, now, connection -> {
            if (update(connection, LOCK, user) == 0) {
                return Optional.empty();
            }
            var earlier = outcome(connection, user, order.id());
            if (earlier.isPresent()) {
                return Optional.of(Answer.again(earlier.get(), order));
            }
            var before = find(connection, user);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            var settled = before.get().account.settle(order, price, now);
            keep(connection, user, order, settled, before.get().orders + 1);
            return Optional.of(Optional.of(new Answer(settled.outcome(), settled.fill())));
        });
    }

    @Override
    public Optional<Outcome> outcome(String user, String orderId) {
        return inTransaction(connection -> outcome(connection, user, orderId));
    }

    @Override
    public List<Outcome> outcomes(String user, int most) {
        return inTransaction(connection -> {
            try (var query = connection.prepareStatement(OUTCOME + " ORDER BY place DESC")) {
                query.setString(1, user);
                query.setMaxRows(most);
                var newestFirst = outcomes(query);
                Collections.reverse(newestFirst);
                return newestFirst;
            }
        });
    }

    /** What {@code work} gives, which is nothing where the user has no account; then one is opened. */
    private <T> T opened(String user, long now, Work<Optional<T>> work) {
        return inTransaction(work).orElseGet(() -> {
            open(user, Account.opened(now));
            return inTransaction(work).orElseThrow(() -> unreachable("an account just opened is not there", null));
        });
    }

    /** Another node may open the same account at this moment. */
    private void open(String user, Account account) {
        inTransaction(connection -> {
            try {
                update(connection, "INSERT INTO bascule_account VALUES (?, ?, 0, 0)", user, account.cash());
            } catch (SQLException failed) {
                connection.rollback();
                if (String.valueOf(failed.getSQLState()).startsWith(CONSTRAINT)) {
                    return false;
                }
                throw failed;
            }
            for (var stock : Stock.values()) {
                hold(connection, user, stock, account);
            }
            return true;
        });
    }

    /** One query, so that cash and shares are those of one moment. */
    private static Optional<Row> find(Connection connection, String user) throws SQLException {
        try (var query = connection.prepareStatement("SELECT a.cash, a.fills, a.orders, h.ticker, h.shares, h.changed"
                + " FROM bascule_account a JOIN bascule_holding h ON h.owner = a.owner WHERE a.owner = ?")) {
            query.setString(1, user);
            try (var rows = query.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static Optional<Row> read(ResultSet rows) throws SQLException {
        var holdings = new EnumMap<Stock, Holding>(Stock.class);
        Optional<Row> found = Optional.empty();
        while (rows.next()) {
            var holding = new Holding(rows.getLong("shares"), rows.getLong("changed"));
            Stock.of(rows.getString("ticker")).ifPresent(stock -> holdings.put(stock, holding));
            var account = new Account(money(rows, "cash"), rows.getLong("fills"), holdings);
            found = Optional.of(new Row(account, rows.getLong("orders")));
        }
        return found;
    }

    /** Written in cents, and finer where it is. */
    private static BigDecimal money(ResultSet row, String column) throws SQLException {
        var amount = row.getBigDecimal(column).stripTrailingZeros();
        return amount.setScale(Math.max(CENTS, amount.scale()), RoundingMode.UNNECESSARY);
    }

    private static void keep(Connection connection, String user, Order order, Settled settled, long place)
            throws SQLException {
        var after = settled.after();
        update(
                connection,
                "UPDATE bascule_account SET cash = ?, fills = ?, orders = ? WHERE owner = ?",
                after.cash(),
                after.fills(),
                place,
                user);
        if (settled.fill().isPresent()) {
            hold(connection, user, order.stock(), after);
        }
        remember(connection, user, settled.outcome(), place);
    }

    private static void hold(Connection connection, String user, Stock stock, Account account) throws SQLException {
        var holding = account.holding(stock);
        var changed = update(
                connection,
                "UPDATE bascule_holding SET shares = ?, changed = ? WHERE owner = ? AND ticker = ?",
                holding.shares(),
                holding.updateTime(),
                user,
                stock.name());
        if (changed == 0) {
            update(
                    connection,
                    "INSERT INTO bascule_holding VALUES (?, ?, ?, ?)",
                    user,
                    stock.name(),
                    holding.shares(),
                    holding.updateTime());
        }
    }

    private static void remember(Connection connection, String user, Outcome outcome, long place) throws SQLException {
        update(
                connection,
                "INSERT INTO bascule_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                user,
                outcome.orderId(),
                place,
                outcome.action(),
                outcome.ticker(),
                outcome.shares(),
                outcome.state(),
                outcome.reason(),
                outcome.price(),
                outcome.time(),
                outcome.seq());
        update(connection, "DELETE FROM bascule_order WHERE owner = ? AND place <= ?", user, place - REMEMBERED_ORDERS);
    }

    private static Optional<Outcome> outcome(Connection connection, String user, String orderId) throws SQLException {
        try (var query = connection.prepareStatement(OUTCOME + " AND id = ?")) {
            query.setString(1, user);
            query.setString(2, orderId);
            return outcomes(query).stream().findFirst();
        }
    }

    private static List<Outcome> outcomes(PreparedStatement query) throws SQLException {
        var found = new ArrayList<Outcome>();
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                long fill = rows.getLong("fill");
                found.add(new Outcome(
                        rows.getString("id"),
                        State.valueOf(rows.getString("state")),
                        Optional.ofNullable(rows.getString("reason")).orElse(""), // Oracle keeps no empty text
                        rows.getString("ticker"),
                        Action.valueOf(rows.getString("verb")),
                        rows.getLong("shares"),
                        money(rows, "price"),
                        rows.getLong("settled"),
                        fill == 0 ? null : fill));
            }
        }
        return found;
    }

    private static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                bind(statement, index + 1, values[index]);
            }
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT); // the number of a fill, where there was none
        } else {
            statement.setObject(index, value instanceof Enum<?> constant ? constant.name() : value);
        }
    }

    private <T> T inTransaction(Work<T> work) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.on(connection);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw unreachable(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static IllegalStateException unreachable(String why, @Nullable SQLException cause) {
        return new IllegalStateException("The accounts cannot be reached: " + why, cause);
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** @param orders how many this account has had */
    private record Row(Account account, long orders) {}
}
