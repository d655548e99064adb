package io.bascule.it.servers;

import java.util.EnumSet;
import java.util.Set;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells Arquillian how a server is set up, and of our own container for those that have no adapter that fits. */
public final class OwnContainers implements LoadableExtension {
    private static final Set<Server> OURS =
            EnumSet.of(Server.GRIZZLY, Server.UNDERTOW, Server.JETTY, Server.GLASSFISH8);

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Preparation.class);
        builder.observer(Ending.class);
        if (OURS.contains(Server.underTest())) {
            builder.service(DeployableContainer.class, OwnContainer.class);
        }
    }
}
