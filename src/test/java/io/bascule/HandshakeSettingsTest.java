package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.Origin;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.SessionAttributes;
import io.bascule.handshake.Subprotocols;
import io.bascule.testing.RecordingConnection;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.HandshakeRules;
import jakarta.websocket.server.ServerEndpoint;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each step of the handshake, said by setting and by annotation. */
class HandshakeSettingsTest {
    private static final String TOKENS = Tokens.class.getName();
    private static final String STEPS = Steps.class.getName();

    private static EndpointRules rules(Class<?> endpoint, Map<String, String> settings) {
        return HandshakeSettings.rules(BasculeOptions.of(settings), endpoint).build();
    }

    private static EndpointRules rules(String name, String value) {
        return rules(Silent.class, Map.of(name, value));
    }

    private static String refusal(Class<?> endpoint, Map<String, String> settings) {
        return String.valueOf(
                assertThrows(BadSetting.class, () -> rules(endpoint, settings)).getMessage());
    }

    private static List<Object> types(EndpointRules rules) {
        return rules.interceptors().stream().<Object>map(Object::getClass).toList();
    }

    @Test
    void nothing_said_is_as_usual() {
        var rules = rules(Silent.class, Map.of());
        assertEquals(new OriginPolicy.SameOrigin(), rules.origins());
        assertEquals(SessionAttributes.NONE, rules.sessionAttributes());
        assertEquals(List.of(), rules.interceptors());
        assertEquals(Set.of(), rules.extensions());
        assertSame(EndpointRules.PrincipalResolver.CONTAINER, rules.principals());
        assertEquals(new Subprotocols(List.of("a", "b"), Subprotocols.Order.CLIENT), rules.subprotocols());
    }

    @Test
    void a_setting_says_it_for_every_endpoint() {
        assertEquals(
                SessionAttributes.names("user").withId("http").creating(),
                rules(
                                Silent.class,
                                Map.of(
                                        "sessionAttributes",
                                        "user",
                                        "sessionAttributes.id",
                                        "http",
                                        "sessionAttributes.create",
                                        "true"))
                        .sessionAttributes());
        assertEquals(List.of(Steps.class, Tokens.class), types(rules("interceptors", STEPS + ", " + TOKENS)));
        assertInstanceOf(Steps.class, rules("principals", STEPS).principals());
        assertInstanceOf(Steps.class, rules("subprotocols.chooser", STEPS).chooser());
        assertEquals(
                Set.of("permessage-deflate"),
                rules("extensions", "permessage-deflate").extensions());
        assertInstanceOf(
                OriginPolicy.Checked.class, rules("origins.check", STEPS).origins());
    }

    @Test
    void an_annotation_says_it_for_its_endpoint() {
        var rules = rules(Stating.class, Map.of());
        assertEquals(SessionAttributes.names("user").withId("http").creating(), rules.sessionAttributes());
        assertEquals(List.of(Steps.class, Tokens.class), types(rules));
        assertInstanceOf(Steps.class, rules.principals());
        assertInstanceOf(Steps.class, rules.chooser());
        assertEquals(Set.of("permessage-deflate"), rules.extensions());
        assertInstanceOf(OriginPolicy.Checked.class, rules.origins());
        assertEquals(Subprotocols.Order.SERVER, rules.subprotocols().order());
    }

    @Test
    void the_annotation_wins_over_the_setting_for_all() {
        assertEquals(List.of(Steps.class, Tokens.class), types(rules(Stating.class, Map.of("interceptors", TOKENS))));
    }

    @Test
    void the_setting_for_the_very_path_wins_over_the_annotation() {
        assertEquals(
                List.of(Tokens.class), types(rules(Stating.class, Map.of("endpoint./stating.interceptors", TOKENS))));
        assertEquals(
                Set.of(),
                rules(Stating.class, Map.of("endpoint./stating.extensions", "")).extensions());
    }

    private static Optional<String> user(EndpointRules rules, Map<String, Object> attributes) {
        var request =
                RecordingConnection.handshake(Optional.of(() -> "container")).request();
        return rules.principals().resolve(request, attributes).map(Principal::getName);
    }

    @Test
    void an_attribute_of_the_session_may_say_who_a_client_is() {
        var rules = rules("principals.attribute", "user");
        assertEquals(SessionAttributes.names("user"), rules.sessionAttributes());
        assertEquals(Optional.of("ann"), user(rules, Map.of("user", "ann")));
        assertEquals(Optional.of("bob"), user(rules, Map.of("user", (Principal) () -> "bob")));
        assertEquals(Optional.of("container"), user(rules, Map.of()));
        var wrong = assertThrows(IllegalStateException.class, () -> user(rules, Map.of("user", 7)));
        assertEquals(
                "The attribute 'user' is a java.lang.Integer; to say who the user is it has to be a String or a Principal",
                wrong.getMessage());
    }

    @Test
    void the_attribute_is_copied_beside_the_others() {
        var named = rules(Silent.class, Map.of("principals.attribute", "user", "sessionAttributes", "cart"));
        assertEquals(SessionAttributes.names("user", "cart"), named.sessionAttributes());
        var all = rules(Silent.class, Map.of("principals.attribute", "user", "sessionAttributes", "*"));
        assertEquals(SessionAttributes.all(), all.sessionAttributes());
    }

    @Test
    void of_attribute_and_class_the_one_decides_that_the_strongest_says() {
        assertInstanceOf(
                Steps.class,
                rules(Stating.class, Map.of("principals.attribute", "user")).principals());
        assertEquals(
                Optional.of("ann"),
                user(
                        rules(Stating.class, Map.of("endpoint./stating.principals.attribute", "user")),
                        Map.of("user", "ann")));
        assertEquals(
                "bascule.principals.attribute=user cannot be used: there is principals beside it, and only one can decide;"
                        + " write the name of an attribute, or a class as principals",
                refusal(Silent.class, Map.of("principals.attribute", "user", "principals", STEPS)));
    }

    @Test
    void code_wins_over_all() {
        try (var bascule = new Bascule(BasculeOptions.of(Map.of("endpoint./stating.extensions", "a")))) {
            bascule.endpoint(Stating.class, rules -> rules.extensions(Set.of("b")));
            assertEquals(Set.of("b"), bascule.endpoints().get(0).extensions());
        }
    }

    @Test
    void of_list_and_check_the_one_that_is_said_for_the_very_path_decides() {
        var list = OriginPolicy.parse("https://a.example");
        assertEquals(
                list,
                rules(Stating.class, Map.of("endpoint./stating.origins", "https://a.example"))
                        .origins());
        assertEquals(list, rules(Listing.class, Map.of("origins.check", STEPS)).origins());
        assertInstanceOf(
                OriginPolicy.Checked.class,
                rules(Listing.class, Map.of("endpoint./listing.origins.check", STEPS))
                        .origins());
        assertEquals(
                list,
                rules(Listing.class, Map.of("endpoint./listing.origins.check", ""))
                        .origins());
    }

    @Test
    void list_and_check_in_one_breath_are_refused() {
        assertEquals(
                "bascule.origins.check=" + STEPS
                        + " cannot be used: there are origins beside it, at which nobody would look; write one of the"
                        + " two",
                refusal(Silent.class, Map.of("origins", "*", "origins.check", STEPS)));
        assertEquals(
                "@HandshakeRules of " + Undecided.class.getName() + ": origins.check=" + STEPS
                        + " cannot be used: there are origins beside it, at which nobody would look; write one of the"
                        + " two",
                refusal(Undecided.class, Map.of()));
    }

    @Test
    void whoever_has_origins_of_its_own_is_told_of_its_own_setting() {
        assertEquals(
                List.of(false, false, true, true),
                List.of(
                        rules(Silent.class, Map.of()).ownOrigins(),
                        rules("origins.check", STEPS).ownOrigins(),
                        rules(Stating.class, Map.of()).ownOrigins(),
                        rules("endpoint./silent.origins.check", STEPS).ownOrigins()));
    }

    @Test
    void a_class_that_is_not_there_is_refused() {
        assertEquals(
                "bascule.interceptors=com.example.Tokens cannot be used: the application has no class"
                        + " com.example.Tokens; write the full name of a public class of the application, such as"
                        + " com.example.Tokens",
                refusal(Silent.class, Map.of("interceptors", "com.example.Tokens")));
    }

    @Test
    void a_class_of_another_kind_is_refused() {
        assertEquals(
                "bascule.endpoint./silent.principals=" + TOKENS + " cannot be used: " + TOKENS
                        + " does not implement io.bascule.handshake.EndpointRules.PrincipalResolver; write the full name"
                        + " of a public class of the application, such as com.example.Tokens",
                refusal(Silent.class, Map.of("endpoint./silent.principals", TOKENS)));
    }

    @Test
    void a_class_without_a_constructor_we_can_call_is_refused() {
        assertEquals(
                "@HandshakeRules of " + WrongInterceptor.class.getName() + ": interceptors="
                        + Parametered.class.getName() + " cannot be used: " + Parametered.class.getName()
                        + " cannot be made: it has to be a public class with a public constructor that takes nothing"
                        + " and throws nothing; write the full name of a public class of the application, such as"
                        + " com.example.Tokens",
                refusal(WrongInterceptor.class, Map.of()));
    }

    @Test
    void why_a_constructor_failed_is_the_cause() {
        var refused = assertThrows(BadSetting.class, () -> rules("principals", Throwing.class.getName()));
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertEquals("java.lang.IllegalStateException: no database", cause.toString());
    }

    @Test
    void what_cannot_be_a_class_stops_the_start_before_there_is_an_endpoint() {
        assertEquals(
                "bascule.interceptors=a-b cannot be used: 'a-b' is no name of a class; write the full name of a public"
                        + " class of the application, such as com.example.Tokens",
                refusal(Silent.class, Map.of("interceptors", "a-b")));
        assertThrows(BadSetting.class, () -> BasculeOptions.of(Map.of("interceptors", "a-b")));
    }

    @Test
    void two_classes_cannot_decide() {
        assertEquals(
                "bascule.principals=a.B,a.C cannot be used: it names 2 classes, and only one can decide; write the full"
                        + " name of a public class of the application, such as com.example.Tokens",
                refusal(Silent.class, Map.of("principals", "a.B,a.C")));
    }

    @Test
    void a_missing_class_is_found_before_there_is_an_endpoint_and_nothing_is_made() {
        var loader = Silent.class.getClassLoader();
        BasculeOptions.of(Map.of("principals", Throwing.class.getName())).checkClasses(loader);
        var options = BasculeOptions.of(Map.of("endpoint./x.origins.check", "com.example.Nobody"));
        var refused = assertThrows(BadSetting.class, () -> options.checkClasses(loader));
        assertEquals(
                "bascule.endpoint./x.origins.check=com.example.Nobody cannot be used: the application has no class"
                        + " com.example.Nobody; write the full name of a public class of the application, such as"
                        + " com.example.Tokens",
                refused.getMessage());
    }

    @Test
    void what_is_no_name_of_an_extension_is_refused() {
        assertEquals(
                "bascule.extensions=a b cannot be used: 'a b' is no name of an extension; write names such as"
                        + " permessage-deflate",
                refusal(Silent.class, Map.of("extensions", "a b")));
    }

    @Test
    void a_bad_word_in_an_annotation_names_the_class() {
        assertEquals(
                "@HandshakeRules of " + WrongOrigin.class.getName() + ": origins=a.example cannot be used: Origin"
                        + " 'a.example' cannot be used: 'a.example' has no scheme; write 'https://a.example', or '*' to"
                        + " let every origin in; write same, *, or origins such as https://example.com",
                refusal(WrongOrigin.class, Map.of()));
    }

    @ServerEndpoint(
            value = "/silent",
            subprotocols = {"a", "b"},
            configurator = BasculeConfigurator.class)
    static final class Silent {}

    @HandshakeRules(
            originsCheck = Steps.class,
            subprotocolsOrder = "server",
            subprotocolsChooser = Steps.class,
            sessionAttributes = "user",
            sessionAttributesId = "http",
            sessionAttributesCreate = true,
            interceptors = {Steps.class, Tokens.class},
            principals = Steps.class,
            extensions = "permessage-deflate")
    @ServerEndpoint(value = "/stating", configurator = BasculeConfigurator.class)
    static final class Stating {}

    @HandshakeRules(origins = "https://a.example")
    @ServerEndpoint(value = "/listing", configurator = BasculeConfigurator.class)
    static final class Listing {}

    @HandshakeRules(origins = "*", originsCheck = Steps.class)
    @ServerEndpoint(value = "/undecided", configurator = BasculeConfigurator.class)
    static final class Undecided {}

    @HandshakeRules(interceptors = Parametered.class)
    @ServerEndpoint(value = "/wrong", configurator = BasculeConfigurator.class)
    static final class WrongInterceptor {}

    @HandshakeRules(origins = "a.example")
    @ServerEndpoint(value = "/wrong", configurator = BasculeConfigurator.class)
    static final class WrongOrigin {}

    public static class Tokens implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            return new GoOn();
        }
    }

    public static class Parametered extends Tokens {
        public Parametered(String name) {}
    }

    /** Every step of a handshake that a class can take. */
    public static class Steps extends Tokens
            implements OriginPolicy.Check, Subprotocols.Chooser, EndpointRules.PrincipalResolver {
        @Override
        public boolean allows(Origin page, Origin own) {
            return true;
        }

        @Override
        public String choose(HandshakeRequest request, List<String> offered, Subprotocols subprotocols) {
            return Subprotocols.NONE;
        }

        @Override
        public Optional<Principal> resolve(HandshakeRequest request, Map<String, Object> attributes) {
            return Optional.empty();
        }
    }

    public static class Throwing extends Steps {
        public Throwing() {
            throw new IllegalStateException("no database");
        }
    }
}
