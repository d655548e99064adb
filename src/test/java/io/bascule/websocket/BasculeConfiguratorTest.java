package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordedLog;
import io.bascule.websocket.Admissions.Prices;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BasculeConfiguratorTest {
    private final BasculeConfigurator configurator = new BasculeConfigurator();
    private final Admission admission = Admissions.admission(Map.of("user", "fabrice"));

    private ServerEndpointConfig config(Class<?> endpoint, String path) {
        return ServerEndpointConfig.Builder.create(endpoint, path)
                .configurator(configurator)
                .build();
    }

    private void modify(ServerEndpointConfig config) {
        configurator.modifyHandshake(config, unused(HandshakeRequest.class), unused(HandshakeResponse.class));
    }

    private static <T> T unused(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    @Test
    void without_a_decision_every_handshake_is_refused_and_logged() {
        try (var log = RecordedLog.of(BasculeConfigurator.class)) {
            assertFalse(configurator.checkOrigin("http://localhost:8080"));
            assertEquals(
                    List.of(
                            "WARNING A handshake was refused: it did not pass Bascule's filter. Let the fragment 'bascule'"
                                    + " start it (absolute-ordering in web.xml must name it), or map the filter before all"
                                    + " others."),
                    log.lines());
        }
    }

    @Test
    void what_was_decided_in_front_holds_whatever_the_origin() throws Exception {
        assertTrue(admission.around(() -> configurator.checkOrigin("http://evil.example")));
    }

    @Test
    void the_subprotocol_is_the_one_that_was_decided() throws Exception {
        assertEquals(
                "v10.stomp",
                admission.around(() -> configurator.getNegotiatedSubprotocol(List.of("v12.stomp"), List.of())));
        assertEquals("", configurator.getNegotiatedSubprotocol(List.of("v12.stomp"), List.of("v12.stomp")));
    }

    @Test
    void no_extension_is_agreed_on_unasked() {
        var deflate = extension("permessage-deflate");
        assertEquals(List.of(), configurator.getNegotiatedExtensions(List.of(deflate), List.of(deflate)));
    }

    @Test
    void of_the_extensions_that_both_sides_have_those_are_agreed_on_that_the_rules_name() throws Exception {
        var installed = List.of(extension("permessage-deflate"), extension("other"));
        assertEquals(
                List.of("permessage-deflate"),
                admission
                        .around(() -> configurator.getNegotiatedExtensions(
                                installed, List.of(extension("other"), extension("permessage-deflate"))))
                        .stream()
                        .map(Extension::getName)
                        .toList());
        assertEquals(
                List.of(),
                admission.around(() ->
                        configurator.getNegotiatedExtensions(List.of(), List.of(extension("permessage-deflate")))));
    }

    private static Extension extension(String name) {
        return new Extension() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public List<Parameter> getParameters() {
                return List.of();
            }
        };
    }

    @Test
    void the_connection_gets_the_attributes_and_the_admission() throws Exception {
        var config = config(Prices.class, "/prices");
        admission.around(() -> {
            modify(config);
            return null;
        });
        assertEquals("fabrice", config.getUserProperties().get("user"));
        assertEquals(Optional.of(admission), Admission.of(config));
    }

    @Test
    void no_attribute_takes_the_place_of_the_admission() throws Exception {
        var forged = Admissions.admission(Map.of("io.bascule.connection", "forged"));
        var config = config(Prices.class, "/prices");
        forged.around(() -> {
            modify(config);
            return null;
        });
        assertSame(forged, config.getUserProperties().get("io.bascule.connection"));
    }

    @Test
    void another_endpoint_than_was_decided_on_is_not_opened() {
        var config = config(Object.class, "/prices");
        var other = assertThrows(
                OtherEndpoint.class,
                () -> admission.around(() -> {
                    modify(config);
                    return null;
                }));
        assertEquals("Decided for /prices, not for /prices", other.getMessage());
        assertEquals(Optional.empty(), Admission.of(config));
    }

    @Test
    void another_path_of_the_same_endpoint_is_not_opened() {
        var config = config(Prices.class, "/{room}");
        var other = assertThrows(
                OtherEndpoint.class,
                () -> admission.around(() -> {
                    modify(config);
                    return null;
                }));
        assertEquals("Decided for /prices, not for /{room}", other.getMessage());
    }

    @Test
    void without_a_decision_nothing_is_opened() {
        var other = assertThrows(OtherEndpoint.class, () -> modify(config(Prices.class, "/prices")));
        assertEquals("No handshake was decided", other.getMessage());
    }

    @Test
    void an_admission_holds_for_one_upgrade_only() throws Exception {
        admission.around(() -> Optional.empty());
        assertEquals(Optional.empty(), Admission.current());
        assertThrows(
                IllegalStateException.class,
                () -> admission.around(() -> {
                    throw new IllegalStateException("failed");
                }));
        assertEquals(Optional.empty(), Admission.current());
    }
}
