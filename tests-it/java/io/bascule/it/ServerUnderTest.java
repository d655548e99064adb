package io.bascule.it;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.it.wire.Served;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The standalone server, in this process, on a free port of 127.0.0.1; the only place that knows how to start it. */
final class ServerUnderTest implements Served, AutoCloseable {
    private final GrizzlyServer server;
    private final String contextPath;

    private ServerUnderTest(GrizzlyServer server, String contextPath) {
        this.server = server;
        this.contextPath = contextPath;
    }

    /** Starts the demonstration with the settings as they come. */
    static ServerUnderTest start() throws IOException {
        return start(Map.of());
    }

    /** Starts the demonstration; names without their {@code bascule.}; port 0 unless they say another. */
    static ServerUnderTest start(Map<String, String> settings) throws IOException {
        var options = options(settings);
        return new ServerUnderTest(Main.start(options), options.contextPath());
    }

    /** Starts the echo and the endpoints made for tests, without the rest of the demonstration. */
    static ServerUnderTest startTestEndpoints(Map<String, String> settings) throws IOException {
        return start(
                settings,
                bascule -> bascule.endpoint(EchoEndpoint.class)
                        .endpoint(TestEndpoint.class)
                        .endpoint(InterceptedEndpoint.class));
    }

    /** Starts what {@code application} registers, and nothing else. */
    static ServerUnderTest start(UnaryOperator<Bascule> application) throws IOException {
        return start(Map.of(), application);
    }

    private static ServerUnderTest start(Map<String, String> settings, UnaryOperator<Bascule> application)
            throws IOException {
        return start(settings, application, context -> {});
    }

    /** The same, and the application's servlets. */
    static ServerUnderTest start(
            Map<String, String> settings, UnaryOperator<Bascule> application, Consumer<ServletContext> servlets)
            throws IOException {
        var options = options(settings);
        var bascule = application.apply(new Bascule(options));
        return new ServerUnderTest(GrizzlyServer.start(bascule, servlets), options.contextPath());
    }

    /** Starts the server for clients of other makers. */
    static ServerUnderTest startConformance(Map<String, String> settings) throws IOException {
        return new ServerUnderTest(ConformanceServer.start(withFreePort(settings)), "");
    }

    private static BasculeOptions options(Map<String, String> settings) {
        return BasculeOptions.of(withFreePort(settings));
    }

    private static Map<String, String> withFreePort(Map<String, String> settings) {
        var all = new TreeMap<>(Map.of("port", "0"));
        all.putAll(settings);
        return all;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String at(String below) {
        return contextPath + below;
    }

    @Override
    public void close() {
        server.close();
    }
}
