package io.bascule.it.servers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.event.container.AfterStop;
import org.jboss.arquillian.container.spi.event.container.BeforeStop;
import org.jboss.arquillian.core.api.annotation.Observes;

/**
 * Holds the {@link EndCases} while Arquillian stops the server behind the last test, if {@link ConformanceIT} ran: a client
 * is connected when the stop begins. What it saw is only taken down; {@link ConformanceTableCheck} compares it.
 */
public final class Ending {
    private static final Logger LOG = System.getLogger(Ending.class.getName());

    private static final int PATIENCE_SECONDS = 150;

    private final Observations observations = Observations.of(Server.underTest());
    private final CompletableFuture<String> clients = new CompletableFuture<>();
    private Optional<Sites> sites = Optional.empty();

    /** Arquillian's thread. An exception would keep the server from being stopped. */
    public void beforeStop(@Observes BeforeStop event) throws InterruptedException {
        if (!observations.exist()) {
            return;
        }
        try {
            connect(deploy(event.getDeployableContainer()));
        } catch (DeploymentException cannot) {
            LOG.log(Level.ERROR, "There is no application whose clients could see the server stop", cannot);
        }
    }

    private static Site deploy(DeployableContainer<?> server) throws DeploymentException {
        var war = Wars.leaving();
        var http = server.deploy(war).getContexts(HTTPContext.class).iterator().next();
        return OwnContainer.site(war.getName()).orElse(new Site(http.getPort(), "/leaving"));
    }

    private void connect(Site site) throws InterruptedException {
        var connected = new CountDownLatch(1);
        var stopping = Sites.only(site, new Stopping(site, connected));
        new Thread(() -> hold(stopping, connected)).start();
        connected.await();
        sites = Optional.of(stopping);
    }

    private void hold(Sites stopping, CountDownLatch connected) {
        try {
            clients.complete(EndCases.CLIENTS.answer(stopping));
        } catch (Exception cannot) {
            clients.completeExceptionally(cannot);
        } finally {
            connected.countDown();
        }
    }

    /** The same thread. */
    public void afterStop(@Observes AfterStop event) throws Exception {
        if (sites.isPresent()) {
            takeDown(EndCases.CLIENTS, clients.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            takeDown(EndCases.PORTS, EndCases.PORTS.answer(sites.get()));
        }
    }

    private void takeDown(Case row, String answer) {
        observations.add(row.name(), Deviation.read(Server.underTest(), row, answer));
    }

    /** An application that leaves with its server. */
    private record Stopping(Site site, CountDownLatch connected) implements Sites.Leaving {
        @Override
        public Site deploy() {
            return site;
        }

        @Override
        public void undeploy() {
            connected.countDown();
        }
    }
}
