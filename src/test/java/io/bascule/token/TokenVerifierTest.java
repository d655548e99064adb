package io.bascule.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.testing.Issuer;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** RFC 7519 and 8725. */
class TokenVerifierTest {
    private static final Issuer ISSUER = Issuer.elliptic();
    private static final Issuer RSA = Issuer.rsa(2048);
    private static final String BAD_SIGNATURE = "its signature is not of a key in token.key";

    private final ManualTime time = new ManualTime();
    private final ManualClock clock = new ManualClock(time);
    private final Instant start = clock.instant();
    private final TokenVerifier verifier = verifier(ISSUER.pem(), TokenAlgorithm.ES256);

    private TokenVerifier verifier(String keys, TokenAlgorithm... algorithms) {
        return verifier("", keys, algorithms);
    }

    private TokenVerifier verifier(String roles, String keys, TokenAlgorithm... algorithms) {
        return new TokenVerifier(
                new TokenRules(Set.of(algorithms), TokenKeys.parse(keys), "https://i", "chat", "sub", roles), clock);
    }

    /** Claims that are right but for {@code more}, which comes behind. */
    private String claims(String more) {
        return "{\"iss\":\"https://i\",\"aud\":\"chat\",\"sub\":\"ann\"" + more + "}";
    }

    private String expiring(int seconds) {
        return ",\"exp\":" + (start.getEpochSecond() + seconds);
    }

    private String right() {
        return claims(expiring(60));
    }

    private String refused(String token) {
        return refused(verifier, token);
    }

    private static String refused(TokenVerifier by, String token) {
        return assertThrows(TokenRefused.class, () -> by.verify(token)).getMessage();
    }

    @Test
    void a_right_token_proves_its_subject_until_it_expires() {
        assertEquals(new VerifiedToken("ann", Set.of(), start.plusSeconds(60)), verifier.verify(ISSUER.token(right())));
    }

    @Test
    void rsa_keys_and_secrets_verify_too() {
        assertEquals(
                "ann",
                verifier(RSA.pem(), TokenAlgorithm.RS256)
                        .verify(RSA.token(right()))
                        .user());
        var secret = "0123456789abcdef0123456789abcdef";
        assertEquals(
                "ann",
                verifier(secret + "\n", TokenAlgorithm.HS256)
                        .verify(Issuer.withSecret(secret.getBytes(StandardCharsets.UTF_8), right()))
                        .user());
    }

    @Test
    void a_token_of_another_key_is_refused() {
        assertEquals(BAD_SIGNATURE, refused(Issuer.elliptic().token(right())));
    }

    @Test
    void a_token_that_was_changed_is_refused() {
        var parts = ISSUER.token(right()).split("\\.", -1);
        var other = ISSUER.token(right().replace("ann", "bob")).split("\\.", -1);
        assertEquals(BAD_SIGNATURE, refused(parts[0] + "." + other[1] + "." + parts[2]));
    }

    @Test
    void an_empty_signature_is_refused_and_one_of_zeros() {
        var unsigned = Issuer.unsigned("{\"alg\":\"ES256\"}", right());
        assertEquals("it is no signed JSON Web Token", refused(unsigned + "."));
        assertEquals(BAD_SIGNATURE, refused(unsigned + "." + "A".repeat(86)));
    }

    @Test
    void a_token_that_is_not_signed_is_refused() {
        var none = Issuer.unsigned("{\"alg\":\"none\"}", right());
        assertEquals("it is no signed JSON Web Token", refused(none + "."));
        var signature = ISSUER.token(right()).split("\\.", -1)[2];
        assertEquals("it is no signed JSON Web Token", refused(none + "." + signature));
        assertEquals(
                "its algorithm is none of token.algorithms",
                refused(Issuer.unsigned("{\"alg\":\"None\"}", right()) + "." + signature));
    }

    @Test
    void the_public_key_is_no_secret_to_sign_with() {
        var forged = Issuer.withSecret(RSA.pem().getBytes(StandardCharsets.UTF_8), right());
        var both = RSA.pem();
        assertEquals(
                "its algorithm is none of token.algorithms", refused(verifier(both, TokenAlgorithm.RS256), forged));
    }

    @Test
    void an_algorithm_is_used_only_if_it_is_on_the_list() {
        var token = RSA.token("{\"alg\":\"RS256\"}", right());
        assertEquals(
                "its algorithm is none of token.algorithms", refused(verifier(RSA.pem(), TokenAlgorithm.PS256), token));
    }

    @Test
    void a_key_that_comes_with_the_token_is_not_looked_at() {
        var thief = Issuer.elliptic();
        for (var key : new String[] {
            "\"jwk\":" + thief.jwk(""),
            "\"jku\":\"https://evil.example/keys\"",
            "\"x5u\":\"https://evil.example/x\"",
            "\"kid\":\"../../dev/null\""
        }) {
            assertEquals(BAD_SIGNATURE, refused(thief.token("{\"alg\":\"ES256\"," + key + "}", right())));
        }
    }

    @Test
    void the_name_that_a_token_gives_its_key_does_not_matter() {
        assertEquals(
                "ann",
                verifier.verify(ISSUER.token("{\"alg\":\"ES256\",\"kid\":\"new\"}", right()))
                        .user());
    }

    @Test
    void any_key_of_a_set_verifies() {
        var set = "{\"keys\":[" + RSA.jwk("") + "," + Issuer.elliptic().jwk("") + "," + ISSUER.jwk("") + "]}";
        var both = verifier(set, TokenAlgorithm.ES256, TokenAlgorithm.RS256);
        assertEquals("ann", both.verify(ISSUER.token(right())).user());
        assertEquals("ann", both.verify(RSA.token(right())).user());
    }

    @Test
    void an_extension_that_must_be_understood_is_refused() {
        assertEquals(
                "it asks for an extension (crit)",
                refused(ISSUER.token("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}", right())));
    }

    @Test
    void a_token_for_another_use_is_refused() {
        assertEquals(
                "it is a token for another use (typ)",
                refused(ISSUER.token("{\"alg\":\"ES256\",\"typ\":\"logout+jwt\"}", right())));
        for (var type : new String[] {"JWT", "at+jwt", "application/at+JWT"}) {
            assertEquals(
                    "ann",
                    verifier.verify(ISSUER.token("{\"alg\":\"ES256\",\"typ\":\"" + type + "\"}", right()))
                            .user());
        }
    }

    @Test
    void another_issuer_is_refused_also_when_it_is_only_spelt_otherwise() {
        for (var issuer : new String[] {"\"https://i/\"", "\"HTTPS://I\"", "[\"https://i\"]", "null"}) {
            var claims = right().replace("\"https://i\"", issuer);
            var expected = issuer.startsWith("[") ? "it is no signed JSON Web Token" : "its issuer is not token.issuer";
            assertEquals(expected, refused(ISSUER.token(claims)));
        }
    }

    @Test
    void our_audience_has_to_be_among_those_named() {
        var several = right().replace("\"aud\":\"chat\"", "\"aud\":[\"mail\",\"chat\"]");
        assertEquals("ann", verifier.verify(ISSUER.token(several)).user());
        assertEquals(
                "token.audience is not in its audience",
                refused(ISSUER.token(right().replace("\"aud\":\"chat\"", "\"aud\":[\"mail\"]"))));
        assertEquals(
                "token.audience is not in its audience",
                refused(ISSUER.token(right().replace("\"aud\":\"chat\",", ""))));
    }

    @Test
    void a_token_that_never_expires_is_refused() {
        assertEquals("it does not say when it expires (exp)", refused(ISSUER.token(claims(""))));
    }

    @Test
    void an_expired_token_is_taken_for_30_seconds_more_and_then_ends() {
        var token = ISSUER.token(right());
        time.advance(Duration.ofSeconds(60));
        assertEquals(start.plusSeconds(90), verifier.verify(token).ends());
        time.advance(Duration.ofSeconds(29));
        assertEquals(start.plusSeconds(90), verifier.verify(token).ends());
        time.advance(Duration.ofSeconds(1));
        assertEquals("The token has expired", refused(token));
    }

    @Test
    void a_token_of_the_future_is_taken_30_seconds_before_its_time() {
        var token = ISSUER.token(claims(expiring(600) + ",\"nbf\":" + (start.getEpochSecond() + 31)));
        assertEquals("The token is not valid yet", refused(token));
        time.advance(Duration.ofSeconds(1));
        assertEquals("ann", verifier.verify(token).user());
    }

    @Test
    void absurd_times_are_no_way_in() {
        assertEquals("The token has expired", refused(ISSUER.token(claims(",\"exp\":-1"))));
        assertEquals("it is no signed JSON Web Token", refused(ISSUER.token(claims(",\"exp\":\"tomorrow\""))));
        for (var exp : new String[] {"1e300", "9223372036854775807", "99999999999999999999999"}) {
            assertEquals("The token has expired", refused(ISSUER.token(claims(",\"exp\":" + exp))));
        }
    }

    @Test
    void a_subject_that_is_no_name_is_refused() {
        for (var subject : new String[] {"\"\"", "\" \"", "null"}) {
            var claims = right().replace("\"ann\"", subject);
            assertEquals("its claim token.user is no name", refused(ISSUER.token(claims)));
        }
    }

    @Test
    void another_claim_may_be_the_name() {
        var rules = new TokenRules(
                Set.of(TokenAlgorithm.ES256), TokenKeys.parse(ISSUER.pem()), "https://i", "chat", "email", "");
        assertEquals(
                "a@b",
                new TokenVerifier(rules, clock)
                        .verify(ISSUER.token(claims(expiring(60) + ",\"email\":\"a@b\"")))
                        .user());
    }

    @Test
    void roles_are_a_list_or_words_or_deeper_in() {
        assertEquals(Set.of("a", "b"), roles("groups", "\"groups\":[\"a\",\"b\",7]"));
        assertEquals(Set.of("a", "b"), roles("scope", "\"scope\":\"a  b\""));
        assertEquals(Set.of("a"), roles("realm_access.roles", "\"realm_access\":{\"roles\":[\"a\"]}"));
        assertEquals(Set.of("a"), roles("https://i/roles", "\"https://i/roles\":[\"a\"]"));
        assertEquals(Set.of(), roles("groups", "\"groups\":{\"a\":true}"));
        assertEquals(Set.of(), roles("groups.a.b", "\"groups\":\"a\""));
    }

    private Set<String> roles(String claim, String more) {
        return verifier(claim, ISSUER.pem(), TokenAlgorithm.ES256)
                .verify(ISSUER.token(claims(expiring(60) + "," + more)))
                .roles();
    }

    @Test
    void a_token_of_more_than_8192_characters_is_not_looked_at() {
        var long1 = ISSUER.token(claims(expiring(60) + ",\"x\":\"" + "a".repeat(5900) + "\""));
        assertEquals("ann", verifier.verify(long1).user());
        var long2 = ISSUER.token(claims(expiring(60) + ",\"x\":\"" + "a".repeat(6100) + "\""));
        assertEquals("it is longer than 8192 characters", refused(long2));
    }

    @Test
    void claims_nested_without_end_are_refused() {
        var token = ISSUER.token(claims(expiring(60) + ",\"x\":" + "[".repeat(2900) + "]".repeat(2900)));
        assertEquals("it is no signed JSON Web Token", refused(token));
    }

    @Test
    void the_bearer_hears_of_times_and_of_nothing_else() {
        var forged = assertThrows(
                TokenRefused.class, () -> verifier.verify(Issuer.elliptic().token(right())));
        assertEquals("The token is not accepted", forged.told());
        var old = assertThrows(TokenRefused.class, () -> verifier.verify(ISSUER.token(claims(expiring(-60)))));
        assertEquals("The token has expired", old.told());
    }

    @Property(tries = 500)
    void whatever_is_no_token_is_refused(@ForAll String text) {
        assertFalse(refused(text).isEmpty());
    }

    @Property(tries = 500)
    void three_parts_of_anything_are_refused(@ForAll String header, @ForAll String claims, @ForAll byte[] signature) {
        var encoded = Base64.getUrlEncoder().encodeToString(signature);
        assertFalse(refused(Issuer.unsigned(header, claims) + "." + encoded).isEmpty());
    }
}
