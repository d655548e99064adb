package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.DestinationRules;
import io.bascule.testing.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings say of users and rights; what comes of the rules is told by the tests of {@link DestinationRules}. */
class RightsSettingsTest {
    private static final Issuer ISSUER = Issuer.elliptic();

    @TempDir
    Path folder;

    private static String refused(Map<String, String> settings) {
        return String.valueOf(assertThrows(BadSetting.class, () -> BasculeOptions.of(settings))
                .getMessage());
    }

    private Map<String, String> tokens(String... more) throws IOException {
        var settings = new HashMap<>(Map.of(
                "token.key",
                        Files.writeString(folder.resolve("key.pem"), ISSUER.pem())
                                .toString(),
                "token.algorithms", "ES256",
                "token.issuer", "https://i",
                "token.audience", "chat"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @Test
    void rules_for_destinations_are_settings() {
        BasculeOptions.of(Map.of(
                "rules.send./topic/news.**", "role:editor,role:admin",
                "rules.subscribe./topic/secret.**", "nobody",
                "endpoint./chat.rules.send./topic/**", "user",
                "endpoint./chat.rules.subscribe./user/queue/**", "anyone"));
    }

    @Test
    void a_rule_that_cannot_be_read_stops_the_start() {
        assertEquals(
                "bascule.rules.send./topic/**=everybody cannot be used: 'everybody' is nobody we know; write it as in"
                        + " rules.send./topic/news.**=role:editor, or with =anyone, =user or =nobody",
                refused(Map.of("rules.send./topic/**", "everybody")));
        assertEquals(
                "bascule.endpoint./chat.rules.subscribe./topics/**=user cannot be used: there is no destination like"
                        + " '/topics/**'; they begin with /topic/, /queue/, /user/, /app/, /temp-queue/ or /reply-queue/; write it as in"
                        + " rules.send./topic/news.**=role:editor, or with =anyone, =user or =nobody",
                refused(Map.of("endpoint./chat.rules.subscribe./topics/**", "user")));
    }

    @Test
    void a_rule_without_a_pattern_is_no_setting() {
        for (var name :
                new String[] {"rules.send.<pattern>", "rules.send", "rules.send.topic", "rules.read./topic/a"}) {
            assertTrue(refused(Map.of(name, "user")).startsWith("bascule." + name + " is not a setting"));
        }
    }

    @Test
    void without_a_key_there_are_no_tokens() {
        assertTrue(RightsSettings.at(BasculeOptions.defaults(), "/chat")
                .verifier(Clock.systemUTC())
                .isEmpty());
    }

    @Test
    void tokens_may_be_for_one_endpoint_alone() throws Exception {
        var settings = new HashMap<String, String>();
        tokens().forEach((name, value) -> settings.put("endpoint./chat." + name, value));
        var options = BasculeOptions.of(settings);
        assertFalse(
                RightsSettings.at(options, "/chat").verifier(Clock.systemUTC()).isEmpty());
        assertTrue(
                RightsSettings.at(options, "/other").verifier(Clock.systemUTC()).isEmpty());
    }

    @Test
    void what_a_key_needs_beside_it_has_to_be_set() throws Exception {
        assertEquals(
                "bascule.token.algorithms= cannot be used: it is empty, and token.key is set; write names such as"
                        + " ES256,RS256",
                refused(tokens("token.algorithms", "")));
        assertEquals(
                "bascule.token.issuer= cannot be used: it is empty, and token.key is set; write who issues the tokens,"
                        + " as they have it in iss",
                refused(tokens("token.issuer", "")));
        assertEquals(
                "bascule.token.audience= cannot be used: it is empty, and token.key is set; write whom the tokens are"
                        + " for, as they have it in aud",
                refused(tokens("token.audience", "")));
        assertEquals(
                "bascule.token.user= cannot be used: it is empty, and token.key is set; write the name of a claim, such"
                        + " as sub",
                refused(tokens("token.user", "")));
    }

    @Test
    void settings_of_tokens_without_a_key_stop_the_start() {
        assertEquals(
                "bascule.token.key= cannot be used: it is not set, and token.issuer is; write a file with a JWK set,"
                        + " public keys as PEM, or a secret",
                refused(Map.of("token.issuer", "https://i")));
    }

    @Test
    void an_algorithm_that_is_none_is_refused() throws Exception {
        assertEquals(
                "bascule.token.algorithms=none cannot be used: 'none' is none of HS256, HS384, HS512, RS256, RS384,"
                        + " RS512, PS256, PS384, PS512, ES256, ES384, ES512; write names such as ES256,RS256",
                refused(tokens("token.algorithms", "none")));
    }

    @Test
    void a_key_that_does_not_fit_or_cannot_be_read_stops_the_start() throws Exception {
        var key = folder.resolve("key.pem");
        assertEquals(
                "bascule.token.key=" + key
                        + " cannot be used: it holds no key for RS256, which takes a public RSA key of"
                        + " 2048 bits or more, and at most 16; write a file with a JWK set, public keys as PEM, or a"
                        + " secret",
                refused(tokens("token.algorithms", "RS256")));
        assertEquals(
                "bascule.token.key=/nowhere cannot be used: there is no such file; write a file with a JWK set, public"
                        + " keys as PEM, or a secret",
                refused(tokens("token.key", "/nowhere")));
        var secret = Files.writeString(folder.resolve("secret"), "too short").toString();
        assertFalse(refused(tokens("token.key", secret, "token.algorithms", "HS256"))
                .contains("too short"));
    }
}
