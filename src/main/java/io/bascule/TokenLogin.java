package io.bascule;

import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.stomp.Login;
import io.bascule.stomp.frame.Headers;
import io.bascule.token.TokenRefused;
import io.bascule.token.TokenVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Lets clients in by the bearer token in their CONNECT, as {@code Authorization:Bearer …} or in the place of the passcode,
 * and those without one by another login.
 */
final class TokenLogin implements Login {
    /** Names of headers are compared without case, as in HTTP, where this one is from; so is the scheme. */
    private static final String AUTHORIZATION = "Authorization";

    private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");

    /** Three parts of base64url (RFC 7515 section 7.1), which no password looks like. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private final TokenVerifier verifier;
    private final Clock clock;
    private final Login otherwise;
    private final BiConsumer<HandshakeRequest, TokenRefused> refusals;

    /** @param refusals are told of every token that is not taken */
    TokenLogin(
            TokenVerifier verifier, Clock clock, Login otherwise, BiConsumer<HandshakeRequest, TokenRefused> refusals) {
        this.verifier = verifier;
        this.clock = clock;
        this.otherwise = otherwise;
        this.refusals = refusals;
    }

    @Override
    public Identity login(Handshake handshake, Headers connect) {
        var token = token(connect);
        return token.isPresent() ? verified(handshake, token.get()) : otherwise.login(handshake, connect);
    }

    @Override
    public Identity renew(Handshake handshake, String token) {
        return verified(handshake, token);
    }

    @Override
    public boolean neverBlocks() {
        return otherwise.neverBlocks();
    }

    private static Optional<String> token(Headers connect) {
        return connect.inOrder().stream()
                .filter(header -> header.name().equalsIgnoreCase(AUTHORIZATION))
                .findFirst()
                .map(header -> bearer(header.value().strip()))
                .or(() -> connect.first("passcode").filter(TOKEN.asMatchPredicate()));
    }

    private static String bearer(String authorization) {
        var matched = BEARER.matcher(authorization);
        if (!matched.matches()) {
            throw new Refused("Authorization has to be Bearer and a token");
        }
        return matched.group(1);
    }

    private Identity verified(Handshake handshake, String token) {
        try {
            var proved = verifier.verify(token);
            var lasts = Duration.between(clock.instant(), proved.ends());
            return new Identity(Optional.of(proved.user()), proved.roles(), Optional.of(lasts));
        } catch (TokenRefused refused) {
            refusals.accept(handshake.request(), refused);
            throw new Refused(refused.told());
        }
    }
}
