package io.bascule.server.servlet;

import io.bascule.BadSetting;
import io.bascule.Bascule;
import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Learns from the container which endpoints it has found in the application, and lets it have them all. Called once, on
 * most servers before the application's listeners, on GlassFish after them; so the endpoints are registered when the
 * first request comes. Jakarta WebSocket 2.1 section 6.4.
 */
public final class ScannedEndpoints implements ServerApplicationConfig {
    private static final Logger LOG = System.getLogger(ScannedEndpoints.class.getName());

    /**
     * The only thing that is static, since the container makes this object: it holds classes, no rules. Weakly, or a library
     * that applications share would keep those that have gone. Guarded by itself.
     */
    private static final Set<Class<?>> FOUND = Collections.newSetFromMap(new WeakHashMap<>());

    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return Set.of();
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        synchronized (FOUND) {
            FOUND.addAll(found);
        }
        return found;
    }

    private static List<Class<?>> found() {
        synchronized (FOUND) {
            return List.copyOf(FOUND);
        }
    }

    /**
     * Registers those that name {@link BasculeConfigurator} and that the application has not registered itself. Then all
     * endpoints are known, and a setting for another is one WARNING: it is too late to refuse the deployment.
     */
    static void register(Bascule bascule, ClassLoader application) {
        for (var endpoint : found()) {
            var annotation = endpoint.getAnnotation(ServerEndpoint.class);
            boolean ours = annotation != null
                    && BasculeConfigurator.class.isAssignableFrom(annotation.configurator())
                    && isOf(application, endpoint);
            if (ours && bascule.endpoints().stream().noneMatch(rules -> rules.endpoint() == endpoint)) {
                bascule.endpoint(endpoint);
            }
        }
        try {
            bascule.allRegistered();
        } catch (BadSetting idle) {
            LOG.log(Level.WARNING, idle.getMessage());
        }
    }

    /** Where the library is shared by several applications, each has endpoints of its own. */
    private static boolean isOf(ClassLoader application, Class<?> endpoint) {
        try {
            return Class.forName(endpoint.getName(), false, application) == endpoint;
        } catch (ClassNotFoundException another) {
            return false;
        }
    }
}
