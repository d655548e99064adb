package io.bascule.server.grizzly;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** Tyrus without a network: knows the endpoints, is fed with bytes by {@link FrontFilter}. */
final class TyrusContainer extends TyrusServerContainer {
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]|%(?![0-9A-Fa-f]{2})");

    private final TyrusWebSocketEngine engine;
    private final String contextPath;

    /**
     * @param incomingBytes the largest frame with its header that any endpoint takes; {@link FrameScanner} has refused
     *     larger ones before
     */
    TyrusContainer(String contextPath, int incomingBytes) {
        super((Set<Class<?>>) null);
        this.contextPath = contextPath;
        setDefaultMaxSessionIdleTimeout(-1); // with 0, the same, it schedules a task that does nothing for each session
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

    /**
     * Has Tyrus find the endpoint of an accepted request, and fill {@code response} when there is one.
     *
     * @param path at which the endpoint is, raw, below the context path
     */
    WebSocketEngine.UpgradeInfo upgrade(
            HttpRequestPacket packet, String path, Map<String, List<String>> headers, UpgradeResponse response) {
        return engine.upgrade(request(packet, path, headers), response);
    }

    private RequestContext request(HttpRequestPacket packet, String path, Map<String, List<String>> headers) {
        var context = RequestContext.Builder.create()
                .requestURI(URI.create(legal(contextPath + path)))
                .queryString(legal(Optional.ofNullable(packet.getQueryString()).orElse("")))
                .parameterMap(new HashMap<>())
                .secure(packet.isSecure())
                .remoteAddr(packet.getRemoteAddress())
                .serverAddr(packet.getLocalAddress())
                .serverPort(packet.getLocalPort())
                .tyrusProperties(Map.of())
                .build();
        headers.forEach((name, lines) -> {
            if (!name.equalsIgnoreCase(
                    "Sec-WebSocket-Extensions")) { // none is agreed on; Tyrus fails at what it cannot read
                context.getHeaders().put(name, new ArrayList<>(lines));
            }
        });
        return context;
    }

    /**
     * With what Java's URI does not take percent-encoded: browsers send some of it as it is, a bar for instance, and Tyrus
     * would fail after it has answered 101.
     */
    private static String legal(String target) {
        return ILLEGAL.matcher(target)
                .replaceAll(illegal -> URLEncoder.encode(illegal.group(), StandardCharsets.UTF_8));
    }
}
