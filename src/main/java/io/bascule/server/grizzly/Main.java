package io.bascule.server.grizzly;

import io.bascule.BadSetting;
import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.SettingSources;
import io.bascule.portfolio.Demonstration;
import io.bascule.portfolio.EchoEndpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The main job: the demonstration on the standalone server, until Ctrl-C. Exit code 1 and one sentence on standard error
 * when it cannot serve.
 */
public final class Main {
    /** Held, as the next one, or the level would be collected with the logger. */
    private static final Logger LIBRARIES = Logger.getLogger("org.glassfish");

    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
    private static final Logger FILTERS = Logger.getLogger("org.glassfish.grizzly.filterchain.DefaultFilterChain");

    /** Every node replays the prices itself. */
    private static final Map<String, String> SETTINGS =
            Map.of("backplane.local", "/topic/price.stock.*,/topic/course.stock.*");

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        quietLogs();
        GrizzlyServer server;
        try {
            server = start(SettingSources.load(SETTINGS));
        } catch (BadSetting | IOException cannot) {
            System.err.println("Bascule cannot start: " + cannot.getMessage());
            System.exit(1);
            return;
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "bascule-stop"));
        System.out.println("Bascule serves " + server.uri() + " - Ctrl-C stops it");
        stopped.await();
    }

    /**
     * Starts the server with the demonstration, or with the echo alone when {@code portfolio=false}.
     *
     * @throws IOException if the address or the database cannot be had; the message says what to do
     */
    public static GrizzlyServer start(BasculeOptions options) throws IOException {
        if (!options.portfolio()) {
            return GrizzlyServer.start(new Bascule(options).endpoint(EchoEndpoint.class), context -> {});
        }
        var database = Database.open(options.portfolioDatabase());
        try {
            return start(new Bascule(options.orElse(Demonstration.SETTINGS)), database);
        } catch (IOException | RuntimeException cannot) {
            database.close();
            throw cannot;
        }
    }

    private static GrizzlyServer start(Bascule bascule, Database database) throws IOException {
        try {
            var demonstration = Demonstration.on(bascule, database.source());
            var server = GrizzlyServer.start(bascule, context -> {
                demonstration.addTo(context);
                context.addServlet("page", new PageServlet()).addMapping("/");
            });
            return server.closing(database::close);
        } catch (SQLException unusable) {
            bascule.close();
            throw Database.cannot(unusable);
        }
    }

    /**
     * Logs one line for each event, and of the libraries only what an operator should act on: not that a client sends
     * garbage. A logging configuration of the operator's own is left alone.
     */
    public static void quietLogs() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$s %3$s: %5$s%6$s%n");
        }
        LIBRARIES.setLevel(Level.WARNING);
        POOL.setLevel(Level.WARNING);
        FILTERS.setFilter(line -> !isOfTheCodec(line.getThrown()));
    }

    /** Whether Grizzly could not read what a client sent. */
    private static boolean isOfTheCodec(@Nullable Throwable thrown) {
        return thrown != null
                && thrown.getStackTrace().length > 0
                && thrown.getStackTrace()[0].getClassName().startsWith("org.glassfish.grizzly.http.");
    }
}
