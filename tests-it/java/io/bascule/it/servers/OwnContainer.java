package io.bascule.it.servers;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jspecify.annotations.Nullable;

/** Starts and stops the {@link Engine} of the server under test, and deploys to it. */
public final class OwnContainer implements DeployableContainer<OwnContainer.Configuration> {
    /** Arquillian's servlet. */
    private static final String TEST_RUNNER = "ArquillianServletRunnerEE9";

    /** Static, since Arquillian makes this object and does not say where it put what it deployed for a test. */
    private static final Map<String, Site> SITES = new ConcurrentHashMap<>();

    private @Nullable Engine engine;

    /** Where the archive of this name is; empty when another container deployed it. */
    static Optional<Site> site(String archive) {
        return Optional.ofNullable(SITES.get(archive));
    }

    /** There is nothing to configure: folders and ports come as system properties. */
    public static final class Configuration implements ContainerConfiguration {
        @Override
        public void validate() {}
    }

    @Override
    public Class<Configuration> getConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public void setup(Configuration configuration) {}

    /** Tests that run in the server are reached by a servlet; the standalone server has none of them. */
    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription(Server.underTest() == Server.GRIZZLY ? "Local" : "Servlet 5.0");
    }

    @Override
    public void start() throws LifecycleException {
        try {
            engine = Engine.of(Server.underTest());
            engine.start();
        } catch (Exception cannot) {
            throw new LifecycleException("The server does not start", cannot);
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            var site = running().deploy(archive);
            SITES.put(archive.getName(), site);
            var http = new HTTPContext("127.0.0.1", site.port());
            http.add(new Servlet("default", site.contextPath())); // its context path is where Arquillian's URL points
            http.add(new Servlet(TEST_RUNNER, site.contextPath())); // which it adds to the WAR, where tests run in it
            return new ProtocolMetaData().addContext(http);
        } catch (Exception cannot) {
            throw new DeploymentException("The server does not deploy " + archive.getName(), cannot);
        }
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            running().undeploy(archive);
        } catch (Exception cannot) {
            throw new DeploymentException("The server does not undeploy " + archive.getName(), cannot);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        try {
            running().stop();
        } catch (Exception cannot) {
            throw new LifecycleException("The server does not stop", cannot);
        }
    }

    private Engine running() {
        if (engine == null) {
            throw new IllegalStateException("The server is not started");
        }
        return engine;
    }
}
