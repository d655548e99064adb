package io.bascule.server.grizzly;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** Tyrus without a network: knows the endpoints, is fed with bytes by {@link FrontFilter}. */
final class TyrusContainer extends TyrusServerContainer {
    private final TyrusWebSocketEngine engine;
    private final String contextPath;

    /**
     * @param incomingBytes the largest frame with its header that any endpoint takes; {@link FrameScanner} has refused
     *     larger ones before
     */
    TyrusContainer(String contextPath, int incomingBytes) {
        super((Set<Class<?>>) null);
        this.contextPath = contextPath;
        this.engine = TyrusWebSocketEngine.builder(this)
                .incomingBufferSize(incomingBytes)
                .build();
    }

    @Override
    public void register(Class<?> endpoint) throws DeploymentException {
        engine.register(endpoint, contextPath);
    }

    @Override
    public void register(ServerEndpointConfig endpoint) throws DeploymentException {
        engine.register(endpoint, contextPath);
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
