package io.bascule.it;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * The broker between the nodes, as {@code server-configs/artemis/broker.xml} has it: on 127.0.0.1, port 61616 unless
 * {@code bascule.broker.port} says another, its files in the folder {@code bascule.broker.data}.
 *
 * <pre>mvn -Pbroker test-compile exec:java</pre>
 */
public final class ArtemisBroker {
    private static final Path CONFIGURATION = Path.of("server-configs", "artemis", "broker.xml");

    /** Held, or the level would be collected with the logger. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private ArtemisBroker() {}

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws Exception {
        AUDIT.setLevel(Level.WARNING); // or there would be lines for every message
        var broker = new EmbeddedActiveMQ()
                .setConfigResourcePath(CONFIGURATION.toUri().toString());
        broker.start();
        System.out.println(
                "The broker listens at tcp://127.0.0.1:" + System.getProperty("bascule.broker.port", "61616"));
        new CountDownLatch(1).await();
    }
}
