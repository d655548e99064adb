package io.bascule.it;

import io.bascule.it.wire.RawHttp;
import java.util.Map;
import java.util.TreeMap;

/** One node of a cluster: its process and where it serves. */
public record Member(ServerProcess process, int port) implements AutoCloseable {
    /** Starts it and waits until it serves; {@code more} are settings, each a name and a value. */
    public static Member start(BrokerProcess broker, String name, String... more) throws Exception {
        return of(launch(broker, name, more));
    }

    /** What was launched, as soon as it serves. */
    static Member of(ServerProcess process) throws Exception {
        return new Member(process, process.url().getPort());
    }

    /** Begins to start it. */
    static ServerProcess launch(BrokerProcess broker, String name, String... more) throws Exception {
        var settings = new TreeMap<>(Map.of(
                "bascule.history./topic/kept.*",
                "100000",
                "bascule.history./user/queue/orders",
                "100",
                "bascule.port",
                "0",
                "bascule.node",
                name,
                "bascule.backplane.url",
                broker.url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put("bascule." + more[i], more[i + 1]);
        }
        return ServerProcess.java(ConformanceServer.class, settings);
    }

    String health() throws Exception {
        return RawHttp.ask(port, "GET /health HTTP/1.1\nHost: localhost\nConnection: close\n\n")
                .body();
    }

    boolean isUp() throws Exception {
        return health().contains("\"up\"");
    }

    void kill() throws Exception {
        process.signal("KILL");
    }

    @Override
    public void close() {
        process.close();
    }
}
