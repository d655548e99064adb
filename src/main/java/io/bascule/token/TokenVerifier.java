package io.bascule.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens: first their signature, and only then what they claim. Any thread; computes for less than a millisecond
 * and never blocks.
 */
public final class TokenVerifier {
    /** How far the issuer's clock may be from ours. */
    public static final Duration SKEW = Duration.ofSeconds(30);

    /** The longest token that is looked at, in characters. */
    public static final int LONGEST = 8 * 1024;

    /** What says that the token is for this use and no other of the same issuer (RFC 8725 section 3.11). */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final TokenRules rules;
    private final Clock clock;
    private final Map<TokenAlgorithm, List<JWSVerifier>> verifiers = new EnumMap<>(TokenAlgorithm.class);

    public TokenVerifier(TokenRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
        for (var algorithm : rules.algorithms()) {
            verifiers.put(
                    algorithm,
                    rules.keys().forAlgorithm(algorithm).stream()
                            .map(key -> verifier(algorithm, key))
                            .toList());
        }
    }

    private static JWSVerifier verifier(TokenAlgorithm algorithm, Key key) {
        try {
            return switch (algorithm.kind()) {
                case SECRET -> new MACVerifier((SecretKey) key);
                case RSA -> new RSASSAVerifier((RSAPublicKey) key);
                case ELLIPTIC -> new ECDSAVerifier((ECPublicKey) key);
            };
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("it holds a key that this Java cannot use", unusable);
        }
    }

    /**
     * What {@code token} proves.
     *
     * @throws TokenRefused if that is nothing
     */
    public VerifiedToken verify(String token) {
        if (token.length() > LONGEST) {
            throw TokenRefused.because("it is longer than " + LONGEST + " characters");
        }
        try {
            var signed = SignedJWT.parse(token);
            checkHeader(signed.getHeader());
            checkSignature(signed);
            return proved(signed.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException unreadable) {
            throw TokenRefused.because("it is no signed JSON Web Token");
        }
    }

    private static void checkHeader(JWSHeader header) {
        var critical = header.getCriticalParams();
        if (critical != null && !critical.isEmpty()) {
            throw TokenRefused.because("it asks for an extension (crit)");
        }
        var type = header.getType();
        if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
            throw TokenRefused.because("it is a token for another use (typ)");
        }
    }

    private void checkSignature(SignedJWT signed) {
        var named = signed.getHeader().getAlgorithm().getName();
        var algorithm = rules.algorithms().stream()
                .filter(one -> one.name().equals(named))
                .findFirst()
                .orElseThrow(() -> TokenRefused.because("its algorithm is none of token.algorithms"));
        if (verifiers.getOrDefault(algorithm, List.of()).stream().noneMatch(one -> verifies(one, signed))) {
            throw TokenRefused.because("its signature is not of a key in token.key");
        }
    }

    private static boolean verifies(JWSVerifier verifier, SignedJWT signed) {
        try {
            return signed.verify(verifier);
        } catch (JOSEException unsuited) {
            return false;
        }
    }

    private VerifiedToken proved(JWTClaimsSet claims) {
        if (!rules.issuer().equals(claims.getIssuer())) {
            throw TokenRefused.because("its issuer is not token.issuer");
        }
        if (!claims.getAudience().contains(rules.audience())) {
            throw TokenRefused.because("token.audience is not in its audience");
        }
        var ends = ends(claims);
        return new VerifiedToken(user(claims), roles(claims), ends);
    }

    /**
     * When it ends. The skew is for letting in: who came in before the time that the token names leaves at that time, and
     * who came in behind it leaves with the skew.
     */
    private Instant ends(JWTClaimsSet claims) {
        var now = clock.instant();
        var begins = instant(claims.getNotBeforeTime());
        if (begins.isPresent() && now.isBefore(begins.get().minus(SKEW))) {
            throw TokenRefused.untimely("The token is not valid yet");
        }
        var named = instant(claims.getExpirationTime())
                .orElseThrow(() -> TokenRefused.because("it does not say when it expires (exp)"));
        var latest = named.plus(SKEW);
        if (!now.isBefore(latest)) {
            throw TokenRefused.untimely("The token has expired");
        }
        return now.isBefore(named) ? named : latest;
    }

    private static Optional<Instant> instant(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private String user(JWTClaimsSet claims) {
        if (claim(rules.userClaim(), claims) instanceof String name && !name.isBlank()) {
            return name;
        }
        throw TokenRefused.because("its claim token.user is no name");
    }

    private Set<String> roles(JWTClaimsSet claims) {
        var found = rules.rolesClaim().isEmpty() ? null : claim(rules.rolesClaim(), claims);
        if (found instanceof String words) {
            return Stream.of(words.split(" ", -1))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toSet());
        }
        return found instanceof Collection<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** A claim of that name, or where a dot leads into an object, one in there, as in {@code realm_access.roles}. */
    private static @Nullable Object claim(String name, JWTClaimsSet claims) {
        @Nullable Object found = claims.getClaim(name);
        if (found != null) {
            return found;
        }
        found = claims.getClaims();
        for (var step : name.split("\\.", -1)) {
            found = found instanceof Map<?, ?> inner ? inner.get(step) : null;
        }
        return found;
    }
}
