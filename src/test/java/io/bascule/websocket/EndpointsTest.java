package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.SessionAttributes;
import io.bascule.handshake.Subprotocols;
import jakarta.websocket.server.ServerEndpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static EndpointRules rules(Class<?> endpoint) {
        return Endpoints.rules(endpoint, Subprotocols.Order.SERVER).build();
    }

    private static String refusal(Class<?> endpoint) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> rules(endpoint))
                .getMessage());
    }

    @Test
    void path_and_subprotocols_are_those_of_the_annotation() {
        var rules = rules(Plain.class);
        assertEquals("/rooms/{room}", rules.path());
        assertEquals(Plain.class, rules.endpoint());
        assertEquals(
                new Subprotocols(List.of("v12.stomp", "v11.stomp"), Subprotocols.Order.SERVER), rules.subprotocols());
        assertEquals("/rooms/{room}", Endpoints.path(Plain.class));
    }

    @Test
    void what_is_not_stated_is_as_usual() {
        var rules = rules(Plain.class);
        assertEquals(new OriginPolicy.SameOrigin(), rules.origins());
        assertEquals(SessionAttributes.NONE, rules.sessionAttributes());
        assertEquals(List.of(), rules.interceptors());
        assertFalse(Endpoints.statesOrigins(Plain.class));
        assertFalse(Endpoints.statesOrigins(AllAttributes.class));
    }

    @Test
    void what_is_stated_holds() {
        var rules = rules(Stated.class);
        assertTrue(Endpoints.statesOrigins(Stated.class));
        assertEquals(OriginPolicy.parse("https://a.example,https://b.example"), rules.origins());
        assertEquals(SessionAttributes.names("user", "cart"), rules.sessionAttributes());
        assertEquals(
                List.of(First.class, Second.class),
                rules.interceptors().stream().map(Object::getClass).toList());
    }

    @Test
    void a_star_takes_all_attributes() {
        assertEquals(SessionAttributes.all(), rules(AllAttributes.class).sessionAttributes());
    }

    @Test
    void an_attribute_that_is_named_twice_is_copied_once() {
        assertEquals(SessionAttributes.names("user"), rules(TwiceTheSame.class).sessionAttributes());
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
        assertEquals("/own", rules(Extended.class).path());
    }

    @Test
    void an_origin_that_cannot_be_used_is_refused() {
        assertTrue(refusal(WrongOrigin.class).startsWith("Origin 'a.example' cannot be used: "));
    }

    @Test
    void an_interceptor_without_a_constructor_we_can_call_is_refused() {
        assertEquals(
                Parametered.class.getName() + ", an interceptor of " + WrongInterceptor.class.getName()
                        + ", cannot be made; it has to be a public class with a public constructor that takes nothing"
                        + " and throws nothing",
                refusal(WrongInterceptor.class));
    }

    @Test
    void an_interceptor_whose_constructor_throws_is_refused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> rules(ThrowingInterceptor.class));
        assertEquals(
                Throwing.class.getName() + ", an interceptor of " + ThrowingInterceptor.class.getName()
                        + ", cannot be made; it has to be a public class with a public constructor that takes nothing"
                        + " and throws nothing",
                refused.getMessage());
        assertEquals("java.lang.reflect.InvocationTargetException", String.valueOf(refused.getCause()));
    }

    @ServerEndpoint(
            value = "/rooms/{room}",
            subprotocols = {"v12.stomp", "v11.stomp"},
            configurator = BasculeConfigurator.class)
    static final class Plain {}

    @HandshakeRules(
            origins = {"https://a.example", "https://b.example"},
            sessionAttributes = {"user", "cart"},
            interceptors = {First.class, Second.class})
    @ServerEndpoint(value = "/stated", configurator = BasculeConfigurator.class)
    static final class Stated {}

    @HandshakeRules(sessionAttributes = "*")
    @ServerEndpoint(value = "/all", configurator = BasculeConfigurator.class)
    static final class AllAttributes {}

    @HandshakeRules(sessionAttributes = {"user", "user"})
    @ServerEndpoint(value = "/twice", configurator = BasculeConfigurator.class)
    static final class TwiceTheSame {}

    @HandshakeRules(origins = "a.example")
    @ServerEndpoint(value = "/wrong", configurator = BasculeConfigurator.class)
    static final class WrongOrigin {}

    @HandshakeRules(interceptors = Parametered.class)
    @ServerEndpoint(value = "/wrong", configurator = BasculeConfigurator.class)
    static final class WrongInterceptor {}

    @HandshakeRules(interceptors = Throwing.class)
    @ServerEndpoint(value = "/wrong", configurator = BasculeConfigurator.class)
    static final class ThrowingInterceptor {}

    @ServerEndpoint("/foreign")
    static final class Foreign {}

    @ServerEndpoint(value = "/own", configurator = OwnConfigurator.class)
    static final class Extended {}

    public static class OwnConfigurator extends BasculeConfigurator {}

    public static class First extends Allowing {}

    public static class Second extends Allowing {}

    public static class Parametered extends Allowing {
        public Parametered(String name) {}
    }

    public static class Throwing extends Allowing {
        public Throwing() {
            throw new IllegalStateException("no database");
        }
    }

    abstract static class Allowing implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            return new GoOn();
        }
    }
}
