package io.bascule.websocket;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.SessionAttributes;
import io.bascule.handshake.Subprotocols;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;

/** Reads the rules of an endpoint from its annotations. */
public final class Endpoints {
    private Endpoints() {}

    /**
     * The rules that {@code endpoint} states, on top of the defaults.
     *
     * @param order whose order of subprotocols decides
     * @throws IllegalArgumentException if it has no {@link ServerEndpoint}, does not name {@link BasculeConfigurator},
     *     or states something that cannot be used
     */
    public static EndpointRules.Builder rules(Class<?> endpoint, Subprotocols.Order order) {
        var annotation = annotation(endpoint);
        var rules = EndpointRules.at(annotation.value(), endpoint)
                .subprotocols(new Subprotocols(List.of(annotation.subprotocols()), order));
        var stated = endpoint.getAnnotation(HandshakeRules.class);
        return stated == null ? rules : stated(rules, stated, endpoint);
    }

    /** The path template of an annotated endpoint. */
    public static String path(Class<?> endpoint) {
        return annotation(endpoint).value();
    }

    /** Whether {@code endpoint} says itself whose pages may come in, so that the setting {@code origins} does not. */
    public static boolean statesOrigins(Class<?> endpoint) {
        var stated = endpoint.getAnnotation(HandshakeRules.class);
        return stated != null && stated.origins().length > 0;
    }

    private static ServerEndpoint annotation(Class<?> endpoint) {
        var annotation = endpoint.getAnnotation(ServerEndpoint.class);
        if (annotation == null || !BasculeConfigurator.class.isAssignableFrom(annotation.configurator())) {
            throw new IllegalArgumentException(endpoint.getName()
                    + " is no endpoint of Bascule; annotate it with @ServerEndpoint(value = \"/path\","
                    + " configurator = BasculeConfigurator.class)");
        }
        return annotation;
    }

    private static EndpointRules.Builder stated(EndpointRules.Builder rules, HandshakeRules stated, Class<?> endpoint) {
        if (stated.origins().length > 0) {
            rules.origins(OriginPolicy.parse(String.join(",", stated.origins())));
        }
        var names = List.of(stated.sessionAttributes());
        if (names.contains("*")) {
            rules.sessionAttributes(SessionAttributes.all());
        } else if (!names.isEmpty()) {
            rules.sessionAttributes(
                    SessionAttributes.names(names.stream().distinct().toArray(String[]::new)));
        }
        var interceptors = new ArrayList<HandshakeInterceptor>();
        for (var type : stated.interceptors()) {
            interceptors.add(made(type, endpoint));
        }
        return rules.interceptors(interceptors);
    }

    private static HandshakeInterceptor made(Class<? extends HandshakeInterceptor> type, Class<?> endpoint) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException unusable) {
            throw new IllegalArgumentException(
                    type.getName() + ", an interceptor of " + endpoint.getName()
                            + ", cannot be made; it has to be a public class with a public constructor that takes"
                            + " nothing and throws nothing",
                    unusable);
        }
    }
}
