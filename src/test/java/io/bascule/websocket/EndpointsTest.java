package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.Origin;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.Subprotocols;
import io.bascule.testing.RecordedLog;
import jakarta.websocket.Extension;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static String refusal(Class<?> endpoint) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Endpoints.path(endpoint))
                .getMessage());
    }

    @Test
    void path_and_subprotocols_are_those_of_the_annotation() {
        assertEquals("/rooms/{room}", Endpoints.path(Plain.class));
        assertEquals(List.of("v12.stomp", "v11.stomp"), Endpoints.subprotocols(Plain.class));
    }

    @Test
    void what_is_not_stated_is_left_to_the_settings() {
        assertEquals(Map.of(), Endpoints.stated(Plain.class));
        assertEquals(Map.of("sessionAttributes", "*"), Endpoints.stated(AllAttributes.class));
    }

    @Test
    void what_is_stated_is_what_the_setting_of_that_name_would_say() {
        assertEquals(
                Map.ofEntries(
                        Map.entry("origins", "https://a.example,https://b.example"),
                        Map.entry("origins.check", Everything.class.getName()),
                        Map.entry("origins.credentials", "true"),
                        Map.entry("requireOrigin", "true"),
                        Map.entry("subprotocols.order", "server"),
                        Map.entry("subprotocols.chooser", Everything.class.getName()),
                        Map.entry("sessionAttributes", "user,cart"),
                        Map.entry("sessionAttributes.id", "http"),
                        Map.entry("sessionAttributes.create", "true"),
                        Map.entry("interceptors", Everything.class.getName() + "," + Everything.class.getName()),
                        Map.entry("principals", Everything.class.getName()),
                        Map.entry("principals.attribute", "user"),
                        Map.entry("extensions", "permessage-deflate")),
                Endpoints.stated(Stated.class));
    }

    @Test
    void a_class_without_the_annotation_is_no_endpoint() {
        assertEquals(
                "java.lang.Object is no endpoint of Bascule; annotate it with @ServerEndpoint(value = \"/path\","
                        + " configurator = BasculeConfigurator.class)",
                refusal(Object.class));
    }

    @Test
    void an_endpoint_with_another_configurator_is_none_of_ours() {
        assertEquals(
                Foreign.class.getName() + " is no endpoint of Bascule; annotate it with @ServerEndpoint(value ="
                        + " \"/path\", configurator = BasculeConfigurator.class)",
                refusal(Foreign.class));
    }

    @Test
    void a_configurator_that_extends_ours_is_ours() {
        assertEquals("/own", Endpoints.path(Extended.class));
    }

    @Test
    void an_extension_that_the_server_lacks_is_reported() {
        try (var log = RecordedLog.of(Endpoints.class)) {
            var silent = EndpointRules.at("/silent", Plain.class).build();
            var asking = EndpointRules.at("/asking", Plain.class)
                    .extensions(Set.of("x", "permessage-deflate"))
                    .build();
            Endpoints.reportMissingExtensions(List.of(silent, asking), having("x"));
            assertEquals(
                    List.of("WARNING /asking will never agree on permessage-deflate: this server has not installed it,"
                            + " so that extensions does nothing; see the README of this server in server-configs, or"
                            + " leave it out"),
                    log.lines());
        }
    }

    /** A container with one extension installed. */
    private static WebSocketContainer having(String extension) {
        Set<Extension> installed = Set.of(new Extension() {
            @Override
            public String getName() {
                return extension;
            }

            @Override
            public List<Parameter> getParameters() {
                return List.of();
            }
        });
        return (WebSocketContainer) Proxy.newProxyInstance(
                EndpointsTest.class.getClassLoader(),
                new Class<?>[] {WebSocketContainer.class},
                (proxy, method, arguments) -> installed);
    }

    @ServerEndpoint(
            value = "/rooms/{room}",
            subprotocols = {"v12.stomp", "v11.stomp"},
            configurator = BasculeConfigurator.class)
    static final class Plain {}

    @HandshakeRules(
            origins = {"https://a.example", "https://b.example"},
            originsCheck = Everything.class,
            originsCredentials = true,
            requireOrigin = true,
            subprotocolsOrder = "server",
            subprotocolsChooser = Everything.class,
            sessionAttributes = {"user", "cart"},
            sessionAttributesId = "http",
            sessionAttributesCreate = true,
            interceptors = {Everything.class, Everything.class},
            principals = Everything.class,
            principalsAttribute = "user",
            extensions = "permessage-deflate")
    @ServerEndpoint(value = "/stated", configurator = BasculeConfigurator.class)
    static final class Stated {}

    @HandshakeRules(sessionAttributes = "*")
    @ServerEndpoint(value = "/all", configurator = BasculeConfigurator.class)
    static final class AllAttributes {}

    @ServerEndpoint("/foreign")
    static final class Foreign {}

    @ServerEndpoint(value = "/own", configurator = OwnConfigurator.class)
    static final class Extended {}

    public static class OwnConfigurator extends BasculeConfigurator {}

    abstract static class Everything
            implements OriginPolicy.Check, Subprotocols.Chooser, HandshakeInterceptor, EndpointRules.PrincipalResolver {
        @Override
        public boolean allows(Origin page, Origin own) {
            return true;
        }

        @Override
        public String choose(HandshakeRequest request, List<String> offered, Subprotocols subprotocols) {
            return Subprotocols.NONE;
        }

        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            return new GoOn();
        }

        @Override
        public Optional<Principal> resolve(HandshakeRequest request, Map<String, Object> attributes) {
            return Optional.empty();
        }
    }
}
