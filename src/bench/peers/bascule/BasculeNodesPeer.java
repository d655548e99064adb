package bascule;

import io.bascule.Bascule;
import io.bascule.SettingSources;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import peer.Ready;

/** Two named nodes of Bascule and an Artemis that keeps what they publish on its disk, each a process of its own. */
public final class BasculeNodesPeer {
    /** Held, or its level would be collected with it; without one there would be lines for every message. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private BasculeNodesPeer() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            var broker = Integer.toString(Ready.port(start("broker")));
            Ready.at(Ready.port(start("west", broker)), Ready.port(start("east", broker)));
        } else if (arguments[0].equals("broker")) {
            broker();
        } else {
            node(arguments[0], arguments[1]);
        }
    }

    private static Process start(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m",
                "-XX:+UseG1GC",
                "-cp",
                System.getProperty("java.class.path"),
                BasculeNodesPeer.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private static void node(String name, String broker) throws Exception {
        Main.quietLogs();
        var bascule = new Bascule(SettingSources.load(
                Map.of("port", "0", "contextPath", "/", "node", name, "backplane.url", "tcp://127.0.0.1:" + broker)));
        Ready.at(GrizzlyServer.start(Endpoints.on(bascule), context -> {}).port());
    }

    private static void broker() throws Exception {
        AUDIT.setLevel(Level.WARNING);
        int port = Ready.freePort();
        var configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setSecurityEnabled(false)
                .setJournalDirectory("data/journal")
                .setBindingsDirectory("data/bindings")
                .setLargeMessagesDirectory("data/large")
                .setPagingDirectory("data/paging")
                .addAcceptorConfiguration("nodes", "tcp://127.0.0.1:" + port + "?protocols=CORE");
        new EmbeddedActiveMQ().setConfiguration(configuration).start();
        Ready.at(port);
    }
}
