package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.bascule.login.Logins.LoggedIn;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final ManualTime time = new ManualTime();
    private final Clock clock = new ManualClock(time);
    private final Logins logins = node(clock, SECRET);

    private static Logins node(Clock clock, String secret) {
        return new Logins(clock, new SecureRandom(), secret, new FakeEndings());
    }

    private static Optional<String> user(Logins logins, String token) {
        return logins.of(List.of("bascule-login=" + token)).map(LoggedIn::user);
    }

    @Test
    void a_login_is_of_the_user_it_began_for() {
        assertEquals(Optional.of("fabrice"), user(logins, logins.begin("fabrice")));
    }

    @Test
    void another_node_with_the_same_secret_takes_it() {
        assertEquals(Optional.of("fabrice"), user(node(clock, SECRET), logins.begin("fabrice")));
    }

    @Test
    void a_node_with_another_secret_does_not_take_it() {
        assertEquals(Optional.empty(), user(node(clock, SECRET + "x"), logins.begin("fabrice")));
    }

    @Test
    void two_nodes_that_make_up_their_secrets_do_not_take_each_others() {
        assertEquals(Optional.empty(), user(node(clock, ""), node(clock, "").begin("fabrice")));
    }

    @Test
    void it_lasts_for_eight_hours() {
        var token = logins.begin("fabrice");
        time.advance(Duration.ofHours(8).minusSeconds(1));
        assertEquals(Optional.of("fabrice"), user(logins, token));
        time.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), user(logins, token));
    }

    @Test
    void one_that_was_ended_is_not_taken_again() {
        var token = logins.begin("fabrice");
        logins.end(logins.of(List.of("bascule-login=" + token)).orElseThrow());
        assertEquals(Optional.empty(), user(logins, token));
    }

    @Test
    void one_that_was_ended_is_not_taken_by_another_node_that_knows_of_it() {
        var shared = new FakeEndings();
        var west = new Logins(clock, new SecureRandom(), SECRET, shared);
        var token = west.begin("fabrice");
        west.end(west.of(List.of("bascule-login=" + token)).orElseThrow());
        assertEquals(Optional.empty(), user(new Logins(clock, new SecureRandom(), SECRET, shared), token));
    }

    @Test
    void an_end_is_kept_in_mind_for_as_long_as_the_login_would_have_lasted() {
        var shared = new FakeEndings();
        var west = new Logins(clock, new SecureRandom(), SECRET, shared);
        var login = west.of(List.of("bascule-login=" + west.begin("fabrice"))).orElseThrow();
        west.end(login);
        assertEquals(Map.of(login.login(), login.ends()), shared.ended);
    }

    @Test
    void the_end_of_one_is_not_that_of_another_of_the_same_user() {
        var token = logins.begin("fabrice");
        logins.end(
                logins.of(List.of("bascule-login=" + logins.begin("fabrice"))).orElseThrow());
        assertEquals(Optional.of("fabrice"), user(logins, token));
    }

    @Test
    void two_logins_in_one_moment_are_two() {
        assertNotEquals(logins.begin("fabrice"), logins.begin("fabrice"));
    }

    @Test
    void it_is_found_among_other_cookies() {
        var line = "a=b; bascule-login=forged; bascule-login=" + logins.begin("fabrice") + "; c=d";
        assertEquals(Optional.of("fabrice"), logins.of(List.of("e=f", line)).map(LoggedIn::user));
    }

    @Test
    void what_is_no_token_is_nobody() {
        for (var token : List.of("", ".", "..", "a.b.c", "x".repeat(5000), logins.begin("fabrice") + "A")) {
            assertEquals(Optional.empty(), user(logins, token), token);
        }
    }

    @Test
    void a_token_that_is_not_signed_is_nobody() {
        assertEquals(Optional.empty(), user(logins, new PlainJWT(claims("bascule-login")).serialize()));
    }

    @Test
    void a_token_for_another_use_of_the_secret_is_nobody() throws JOSEException {
        assertEquals(Optional.of("fabrice"), user(logins, signed(claims("bascule-login"))));
        assertEquals(Optional.empty(), user(logins, signed(claims("another"))));
    }

    @Test
    void a_token_that_does_not_end_is_nobody() throws JOSEException {
        var endless = new JWTClaimsSet.Builder(claims("bascule-login"))
                .expirationTime(null)
                .build();
        assertEquals(Optional.empty(), user(logins, signed(endless)));
    }

    @Test
    void a_secret_that_is_too_short_is_refused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> node(clock, "x".repeat(31)));
        assertEquals("A secret has at least 32 bytes", refused.getMessage());
    }

    private JWTClaimsSet claims(String issuer) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("fabrice")
                .jwtID("1")
                .expirationTime(Date.from(clock.instant().plusSeconds(60)))
                .build();
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }
}
