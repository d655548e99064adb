package io.bascule.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.testing.Issuer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
    private static final Issuer ELLIPTIC = Issuer.elliptic();
    private static final Issuer RSA = Issuer.rsa(2048);
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static String refused(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> TokenKeys.parse(text))
                .getMessage());
    }

    private static int keys(String text, TokenAlgorithm algorithm) {
        return TokenKeys.parse(text).forAlgorithm(algorithm).size();
    }

    private static String unfit(String text, TokenAlgorithm algorithm) {
        var keys = TokenKeys.parse(text);
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> new TokenRules(Set.of(algorithm), keys, "i", "a", "sub", ""))
                .getMessage());
    }

    @Test
    void each_kind_of_key_serves_its_own_algorithms_only() {
        var both = ELLIPTIC.pem() + RSA.pem();
        for (var algorithm : TokenAlgorithm.values()) {
            boolean elliptic = algorithm == TokenAlgorithm.ES256;
            boolean rsa = algorithm.name().matches("[RP]S.*");
            assertEquals(elliptic || rsa ? 1 : 0, keys(both, algorithm), algorithm::name);
            assertEquals(algorithm == TokenAlgorithm.HS256 ? 1 : 0, keys(SECRET, algorithm), algorithm::name);
        }
    }

    @Test
    void the_end_of_the_line_is_no_part_of_a_secret() {
        for (var end : new String[] {"", "\n", "\r\n"}) {
            assertEquals(
                    SECRET.length(),
                    TokenKeys.parse(SECRET + end)
                            .forAlgorithm(TokenAlgorithm.HS256)
                            .get(0)
                            .getEncoded()
                            .length);
        }
    }

    @Test
    void a_key_that_is_too_short_is_none() {
        assertEquals(
                "it holds no key for HS256, which takes a secret of 256 bits or more, and at most 16",
                unfit("secret", TokenAlgorithm.HS256));
        assertEquals(
                "it holds no key for RS256, which takes a public RSA key of 2048 bits or more, and at most 16",
                unfit(Issuer.rsa(1024).pem(), TokenAlgorithm.RS256));
        assertEquals(
                "it holds no key for ES384, which takes a public key on the curve P-384, and at most 16",
                unfit(ELLIPTIC.pem(), TokenAlgorithm.ES384));
    }

    @Test
    void more_keys_than_anybody_needs_are_refused() {
        assertEquals(
                "it holds 17 keys for ES256, which takes a public key on the curve P-256, and at most 16",
                unfit(ELLIPTIC.pem().repeat(17), TokenAlgorithm.ES256));
    }

    @Test
    void a_jwk_may_stand_alone_or_in_a_set() {
        assertEquals(1, keys(" " + RSA.jwk(""), TokenAlgorithm.RS256));
        assertEquals(1, keys("{\"keys\":[" + RSA.jwk("") + "]}", TokenAlgorithm.RS256));
        assertEquals(
                1,
                keys("{\"kty\":\"oct\",\"k\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}", TokenAlgorithm.HS256));
    }

    @Test
    void a_jwk_is_used_for_what_it_says_it_is_for() {
        assertEquals(0, keys(RSA.jwk(",\"use\":\"enc\""), TokenAlgorithm.RS256));
        assertEquals(0, keys(RSA.jwk(",\"key_ops\":[\"encrypt\"]"), TokenAlgorithm.RS256));
        assertEquals(1, keys(RSA.jwk(",\"use\":\"sig\",\"alg\":\"RS256\""), TokenAlgorithm.RS256));
        assertEquals(0, keys(RSA.jwk(",\"use\":\"sig\",\"alg\":\"RS256\""), TokenAlgorithm.PS256));
    }

    @Test
    void keys_of_other_kinds_in_a_set_are_passed_over() {
        var set =
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
                        + RSA.jwk("") + "]}";
        assertEquals(1, keys(set, TokenAlgorithm.RS256));
    }

    @Test
    void a_private_key_is_refused() {
        var message = "it holds a private key, and a verifier needs the public one only";
        assertEquals(message, refused(ELLIPTIC.privatePem()));
        assertEquals(message, refused(ELLIPTIC.jwk(",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"")));
    }

    @Test
    void what_cannot_be_read_is_refused_without_showing_it() {
        assertEquals("it is empty", refused("\n"));
        assertEquals("it begins as a JWK set and is none", refused("{\"keys\":7}"));
        assertEquals("it begins as a JWK set and is none", refused("{\"kty\":\"secret\"}"));
        assertEquals("it begins as PEM and is none", refused("-----BEGIN PUBLIC KEY-----\nsecret"));
        assertEquals(
                "it has a PEM block that cannot be read",
                refused("-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----\n"));
        assertEquals(
                "it has a PEM block 'PUBLIC PGP'",
                refused("-----BEGIN PUBLIC PGP-----\nc2VjcmV0\n-----END PUBLIC PGP-----\n"));
    }
}
