package tyrus;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.Set;
import naive.NaiveEcho;
import naive.NaiveStomp;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import peer.Ready;

/** Tyrus on Grizzly, set up as {@code org.glassfish.tyrus.server.Server} does it, which cannot be bound to 127.0.0.1. */
public final class TyrusPeer {
    private TyrusPeer() {}

    public static void main(String[] arguments) throws Exception {
        var container = new Container();
        container.register(NaiveStomp.class);
        container.register(NaiveEcho.class);
        var listener = new NetworkListener("tyrus", "127.0.0.1", 0);
        listener.getTransport().setIOStrategy(WorkerThreadIOStrategy.getInstance());
        listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
        listener.registerAddOn(new WebSocketAddOn(container, ""));
        var server = new HttpServer();
        server.addListener(listener);
        server.start();
        Ready.at(listener.getPort());
    }

    private static final class Container extends TyrusServerContainer {
        private final TyrusWebSocketEngine engine =
                TyrusWebSocketEngine.builder(this).build();

        private Container() {
            super((Set<Class<?>>) null);
        }

        @Override
        public void register(Class<?> endpoint) throws DeploymentException {
            engine.register(endpoint, "");
        }

        @Override
        public void register(ServerEndpointConfig endpoint) throws DeploymentException {
            engine.register(endpoint, "");
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }
    }
}
