package io.bascule.it;

import io.bascule.BadSetting;
import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.SettingSources;
import io.bascule.it.suite.Suite;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A server for clients of other makers, at the root context on 127.0.0.1: STOMP at {@code /stomp} (guest/guest or no
 * login; anybody may send to topics and queues), an echo of text and binary at {@code /raw}. Every setting works as
 * usual; those below are only what is there without.
 *
 * <pre>mvn -Pconformance test-compile exec:java -Dbascule.port=…</pre>
 */
public final class ConformanceServer {
    private static final Map<String, String> SETTINGS = settings();

    private static Map<String, String> settings() {
        var settings = new TreeMap<>(Suite.settings());
        settings.putAll(Map.of(
                "contextPath", "/",
                "origins", "*",
                "endpoint./raw.message.bytes", "17MiB",
                "endpoint./raw.outbox.bytes", "64MiB",
                "endpoint./stomp-sockjs.sockjs", "true",
                "message.bytes", "4MiB",
                "outbox.bytes", "4MiB",
                "stomp.body.bytes", "4MiB"));
        return settings;
    }

    private ConformanceServer() {}

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws InterruptedException {
        Main.quietLogs();
        try {
            var server = start(SettingSources.load(SETTINGS));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "conformance-stop"));
            System.out.println("The conformance server serves " + server.uri());
        } catch (BadSetting | IOException cannot) {
            System.err.println("The conformance server cannot start: " + cannot.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /** The same server in a test, with {@code settings} beside its own. */
    static GrizzlyServer start(Map<String, String> settings) throws IOException {
        return start(BasculeOptions.of(settings).orElse(SETTINGS));
    }

    private static GrizzlyServer start(BasculeOptions options) throws IOException {
        var bascule = new Bascule(options);
        bascule.endpoint(ConformanceEcho.class);
        Suite.on(bascule);
        for (var endpoint : List.of(ConformanceStomp.class, ConformanceStompOverSockJs.class)) {
            bascule.stomp(
                    endpoint,
                    rules -> rules,
                    DestinationRules.of(
                            Rule.send("/topic/**", Who.ANYONE),
                            Rule.send("/queue/**", Who.ANYONE),
                            Rule.subscribe("/queue/dead-letters", Who.ANYONE)),
                    Login.of(Map.of("guest", "guest")));
        }
        return GrizzlyServer.start(bascule, context -> {});
    }
}
