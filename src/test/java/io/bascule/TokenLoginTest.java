package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.Login;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Headers;
import io.bascule.testing.Issuer;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import io.bascule.token.TokenAlgorithm;
import io.bascule.token.TokenKeys;
import io.bascule.token.TokenRules;
import io.bascule.token.TokenVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenLoginTest {
    private static final Issuer ISSUER = Issuer.elliptic();

    private final ManualClock clock = new ManualClock(new ManualTime());
    private final List<String> log = new ArrayList<>();
    private final TokenLogin login = login(Login.of(Map.of("guest", "secret")));
    private final String right = ISSUER.token(claims("ann", 60));
    private final Identity ann =
            new Identity(Optional.of("ann"), Set.of("editor"), Optional.of(Duration.ofSeconds(60)));

    private TokenLogin login(Login otherwise) {
        var rules = new TokenRules(
                Set.of(TokenAlgorithm.ES256), TokenKeys.parse(ISSUER.pem()), "https://i", "chat", "sub", "scope");
        return new TokenLogin(
                new TokenVerifier(rules, clock), clock, otherwise, (request, refused) -> log.add(refused.getMessage()));
    }

    private String claims(String user, int seconds) {
        return "{\"iss\":\"https://i\",\"aud\":\"chat\",\"scope\":\"editor\",\"sub\":\"" + user + "\",\"exp\":"
                + (clock.instant().getEpochSecond() + seconds) + "}";
    }

    private Identity comes(String... headers) {
        var connect = Headers.NONE;
        for (int i = 0; i < headers.length; i += 2) {
            connect = connect.with(headers[i], headers[i + 1]);
        }
        return login.login(RecordingConnection.handshake(Optional.of(() -> "fabrice")), connect);
    }

    private String refused(String... headers) {
        return assertThrows(Login.Refused.class, () -> comes(headers)).getMessage();
    }

    @Test
    void a_bearer_token_goes_before_the_user_of_the_handshake() {
        assertEquals(ann, comes("Authorization", "Bearer " + right));
        assertEquals(ann, comes("authorization", " bearer   " + right + " "));
    }

    @Test
    void a_token_may_stand_in_the_place_of_the_passcode_whatever_the_login() {
        assertEquals(ann, comes("passcode", right));
        assertEquals(ann, comes("login", "", "passcode", right));
        assertEquals(ann, comes("login", "guest", "passcode", right));
    }

    @Test
    void who_has_no_token_comes_in_by_the_other_login() {
        assertEquals(Identity.named("fabrice"), comes());
        assertEquals(Identity.named("guest"), comes("login", "guest", "passcode", "secret"));
        assertEquals("Login or passcode is wrong", refused("login", "guest", "passcode", "a.b"));
    }

    @Test
    void an_authorization_of_another_kind_is_refused() {
        for (var other : List.of("Basic YTpi", "Bearer", "Bearer ", "", "Bearer a b", right)) {
            assertEquals("Authorization has to be Bearer and a token", refused("Authorization", other));
        }
    }

    @Test
    void a_token_that_is_no_good_does_not_fall_back_to_the_other_login() {
        var forged = Issuer.elliptic().token(claims("ann", 60));
        assertEquals("The token is not accepted", refused("Authorization", "Bearer " + forged));
        assertEquals("The token is not accepted", refused("passcode", forged, "login", "guest"));
        assertEquals(2, log.size());
        assertEquals("its signature is not of a key in token.key", log.get(0));
    }

    @Test
    void an_expired_token_says_so() {
        assertEquals("The token has expired", refused("passcode", ISSUER.token(claims("ann", -31))));
    }

    @Test
    void a_subject_that_is_no_user_name_is_refused() {
        assertEquals(
                "This user name cannot be used here", refused("passcode", ISSUER.token(claims("a\\nuser-name:b", 60))));
    }

    @Test
    void a_new_token_is_verified_like_the_first() {
        var handshake = RecordingConnection.handshake(Optional.empty());
        assertEquals(ann, login.renew(handshake, right));
        assertEquals(
                "The token is not accepted",
                assertThrows(Login.Refused.class, () -> login.renew(handshake, "x"))
                        .getMessage());
    }

    @Test
    void it_blocks_only_if_the_other_login_does() {
        assertTrue(login.neverBlocks());
        assertFalse(login((handshake, connect) -> Identity.ANONYMOUS).neverBlocks());
    }
}
