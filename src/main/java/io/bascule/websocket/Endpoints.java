package io.bascule.websocket;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.bascule.handshake.EndpointRules;
import jakarta.websocket.Extension;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads what an endpoint says of itself in its annotations. */
public final class Endpoints {
    private static final Logger LOG = System.getLogger(Endpoints.class.getName());

    private Endpoints() {}

    /**
     * The path template of an annotated endpoint.
     *
     * @throws IllegalArgumentException if it has no {@link ServerEndpoint} or does not name {@link BasculeConfigurator}
     */
    public static String path(Class<?> endpoint) {
        return annotation(endpoint).value();
    }

    /**
     * The subprotocols that an endpoint speaks, the best first.
     *
     * @throws IllegalArgumentException as {@link #path}
     */
    public static List<String> subprotocols(Class<?> endpoint) {
        return List.of(annotation(endpoint).subprotocols());
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

    /** What {@link HandshakeRules} states of an endpoint, as the settings of the same names would say it. */
    public static Map<String, String> stated(Class<?> endpoint) {
        var said = new LinkedHashMap<String, String>();
        var rules = endpoint.getAnnotation(HandshakeRules.class);
        if (rules != null) {
            said.put("origins", String.join(",", rules.origins()));
            said.put("origins.check", names(rules.originsCheck()));
            said.put("origins.credentials", rules.originsCredentials() ? "true" : "");
            said.put("requireOrigin", rules.requireOrigin() ? "true" : "");
            said.put("subprotocols.order", rules.subprotocolsOrder());
            said.put("subprotocols.chooser", names(rules.subprotocolsChooser()));
            said.put("sessionAttributes", String.join(",", rules.sessionAttributes()));
            said.put("sessionAttributes.id", rules.sessionAttributesId());
            said.put("sessionAttributes.create", rules.sessionAttributesCreate() ? "true" : "");
            said.put("interceptors", names(rules.interceptors()));
            said.put("principals", names(rules.principals()));
            said.put("principals.attribute", rules.principalsAttribute());
            said.put("extensions", String.join(",", rules.extensions()));
            said.put("sockjs", rules.sockJs() ? "true" : "");
            said.values().removeIf(String::isEmpty);
        }
        return said;
    }

    /** Says at WARNING which extensions could be agreed on and never will be, since {@code container} has none of them. */
    public static void reportMissingExtensions(List<EndpointRules> endpoints, WebSocketContainer container) {
        var installed = container.getInstalledExtensions().stream()
                .map(Extension::getName)
                .collect(toSet());
        for (var rules : endpoints) {
            var missing = new TreeSet<>(rules.extensions());
            missing.removeAll(installed);
            if (!missing.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        rules.path() + " will never agree on " + String.join(", ", missing)
                                + ": this server has not installed it, so that extensions does nothing; see the"
                                + " README of this server in server-configs, or leave it out");
            }
        }
    }

    private static String names(Class<?>... types) {
        return Stream.of(types)
                .filter(type -> !type.isInterface())
                .map(Class::getName)
                .collect(joining(","));
    }
}
