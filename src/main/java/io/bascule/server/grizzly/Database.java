package io.bascule.server.grizzly;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The demonstration's database where there is no server to bring one: an embedded H2, in memory or in a folder that the
 * nodes of one machine share, or what a JDBC URL names. A pool of connections; any thread.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Database.class.getName());
    private static final String FILE = "file:";
    private static final int CONNECTIONS = 10;

    /** Less than a page waits before it asks again. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final boolean inMemory;

    private Database(HikariDataSource pool, boolean inMemory) {
        this.pool = pool;
        this.inMemory = inMemory;
    }

    /**
     * Connects to the database that {@code portfolio.database} names.
     *
     * @throws IOException if it cannot be reached; the message says what to do
     */
    static Database open(String named) throws IOException {
        // H2 lets other nodes in through a port of its own, which would be open to other machines.
        if (System.getProperty("h2.bindAddress") == null) {
            System.setProperty("h2.bindAddress", "127.0.0.1");
        }
        boolean inMemory = named.isEmpty() || named.equals("memory");
        var configuration = new HikariConfig();
        configuration.setPoolName("bascule-database");
        configuration.setMaximumPoolSize(CONNECTIONS);
        configuration.setMinimumIdle(1);
        configuration.setConnectionTimeout(WAIT.toMillis());
        try {
            configuration.setJdbcUrl(inMemory ? memory() : url(named));
            return new Database(new HikariDataSource(configuration), inMemory);
        } catch (RuntimeException unusable) { // the pool has a type for each of its failures
            throw cannot(unusable);
        }
    }

    private static String memory() {
        return "jdbc:h2:mem:bascule" + Long.toHexString(new SecureRandom().nextLong()) + ";DB_CLOSE_DELAY=-1";
    }

    private static String url(String named) {
        if (named.startsWith(FILE)) {
            var folder = Path.of(named.substring(FILE.length())).toAbsolutePath();
            // Without a delay: what is committed would be lost for half a second when the node is killed that has the
            // file.
            return "jdbc:h2:file:" + folder.resolve("bascule") + ";AUTO_SERVER=TRUE;WRITE_DELAY=0";
        }
        if (named.startsWith("jdbc:")) {
            return named;
        }
        throw new IllegalArgumentException(
                "a JNDI name is for a server; standalone it is a URL, jdbc:…, or file:folder");
    }

    static IOException cannot(Exception why) {
        return new IOException(
                "bascule.portfolio.database cannot be used (" + why.getMessage()
                        + "); start the database, or take the setting away to keep accounts in memory",
                why);
    }

    DataSource source() {
        return pool;
    }

    @Override
    public void close() {
        if (inMemory) {
            forget();
        }
        pool.close();
    }

    private void forget() {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException gone) {
            LOG.log(Level.DEBUG, "The database in memory was gone already", gone);
        }
    }
}
