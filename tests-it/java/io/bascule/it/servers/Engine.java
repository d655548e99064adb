package io.bascule.it.servers;

import java.io.IOException;
import org.jboss.shrinkwrap.api.Archive;

/** A server that we start and stop ourselves, bound to 127.0.0.1. Called by one thread. */
interface Engine {
    static Engine of(Server server) throws IOException {
        return switch (server) {
            case GRIZZLY -> new GrizzlyEngine();
            case UNDERTOW -> new UndertowEngine();
            case JETTY -> new JettyEngine();
            case GLASSFISH8 -> new GlassFish8Engine();
            default -> throw new IllegalArgumentException(server + " has an adapter of its own");
        };
    }

    /** Starts the server and waits until it serves. */
    void start() throws Exception;

    /** Deploys a WAR under its name and waits until it serves. */
    Site deploy(Archive<?> war) throws Exception;

    /** Takes it away, by the server's own means. */
    void undeploy(Archive<?> war) throws Exception;

    /** Stops the server by its own means and waits until nothing of it is left. */
    void stop() throws Exception;
}
