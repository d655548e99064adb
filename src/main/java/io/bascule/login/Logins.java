package io.bascule.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bascule.handshake.LoginPrincipal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Who is logged in, as a cookie says it: a JSON Web Token (RFC 7519) signed with HMAC-SHA256, which every node with the same
 * secret takes, for {@link #LASTS} from the login on. A login that was ended before is not taken any more, by none of
 * those that share {@link Endings}. Any thread; never blocks.
 */
public final class Logins {
    /** The name of the cookie. */
    public static final String COOKIE = "bascule-login";

    /** How long a login lasts. */
    public static final Duration LASTS = Duration.ofHours(8);

    /** The fewest bytes of a secret (RFC 7518 section 3.2). */
    public static final int SECRET_BYTES = 32;

    /** Which tokens are logins, and not of another use of the same secret. */
    private static final String ISSUER = "bascule-login";

    private static final int LONGEST = 1024;

    /** The logins that were ended before their time. Any thread; must not block. */
    public interface Endings {
        /** Ends one, closes what hangs on it, and keeps it in mind until then. */
        void end(String login, Instant until);

        /** Whether one was ended. */
        boolean isEnded(String login);
    }

    private static final Logger LOG = System.getLogger(Logins.class.getName());

    private final Clock clock;
    private final RandomGenerator random;
    private final MACSigner signer;
    private final JWSVerifier verifier;
    private final Endings endings;
    /** Whether nobody has been told yet that the secret is made up. */
    private final AtomicBoolean untold;

    /** Logins signed with {@code secret}, or where that is empty with one that ends with this object. */
    public Logins(Clock clock, RandomGenerator random, String secret, Endings endings) {
        this.clock = clock;
        this.random = random;
        this.endings = endings;
        this.untold = new AtomicBoolean(secret.isEmpty());
        var key = secret.isEmpty() ? random(SECRET_BYTES) : secret.getBytes(StandardCharsets.UTF_8);
        try {
            signer = new MACSigner(key);
            verifier = new MACVerifier(key);
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("A secret has at least " + SECRET_BYTES + " bytes", unusable);
        }
    }

    private byte[] random(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Begins a login; what the cookie says from then on. */
    String begin(String user) {
        if (untold.compareAndSet(true, false)) {
            LOG.log(Level.INFO, "Logins end with this node, and no other takes them: bascule.secret is not set");
        }
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(user)
                .jwtID(HexFormat.of().formatHex(random(16)))
                .expirationTime(Date.from(clock.instant().plus(LASTS)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException missing) {
            throw new IllegalStateException("This Java has no HMAC-SHA256, which every Java has to have", missing);
        }
        return token.serialize();
    }

    /**
     * The login that a request comes with.
     *
     * @param cookies its header lines {@code Cookie}
     */
    public Optional<LoggedIn> of(List<String> cookies) {
        return cookies.stream()
                .flatMap(line -> Stream.of(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .flatMap(pair -> read(pair.substring(COOKIE.length() + 1)).stream())
                .findFirst();
    }

    private Optional<LoggedIn> read(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var signed = SignedJWT.parse(token);
            boolean ours = signed.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) && signed.verify(verifier);
            return ours ? claimed(signed.getJWTClaimsSet()).filter(this::isTaken) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<LoggedIn> claimed(JWTClaimsSet claims) {
        var user = claims.getSubject();
        var id = claims.getJWTID();
        var ends = claims.getExpirationTime();
        return ISSUER.equals(claims.getIssuer()) && user != null && id != null && ends != null
                ? Optional.of(new LoggedIn(user, id, ends.toInstant()))
                : Optional.empty();
    }

    /** Whether this login has neither expired nor been ended. */
    public boolean isTaken(LoggedIn login) {
        return clock.instant().isBefore(login.ends) && !endings.isEnded(login.login);
    }

    /** Ends a login, wherever copies of its cookie may be. */
    void end(LoggedIn login) {
        endings.end(login.login, login.ends);
    }

    /**
     * Somebody who is logged in.
     *
     * @param login of this one, and of no other
     * @param ends when it does, if nobody logs out
     */
    public record LoggedIn(String user, String login, Instant ends) implements LoginPrincipal {
        @Override
        public String getName() {
            return user;
        }
    }
}
