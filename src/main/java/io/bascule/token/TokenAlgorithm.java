package io.bascule.token;

import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;

/** How a token may be signed (RFC 7518 section 3.1). Each algorithm takes keys of one kind and no other. */
public enum TokenAlgorithm {
    HS256(Kind.SECRET, 256),
    HS384(Kind.SECRET, 384),
    HS512(Kind.SECRET, 512),
    RS256(Kind.RSA, 2048),
    RS384(Kind.RSA, 2048),
    RS512(Kind.RSA, 2048),
    PS256(Kind.RSA, 2048),
    PS384(Kind.RSA, 2048),
    PS512(Kind.RSA, 2048),
    ES256(Kind.ELLIPTIC, 256),
    ES384(Kind.ELLIPTIC, 384),
    ES512(Kind.ELLIPTIC, 521);

    enum Kind {
        SECRET("a secret of %d bits or more"),
        RSA("a public RSA key of %d bits or more"),
        ELLIPTIC("a public key on the curve P-%d");

        private final String wanted;

        Kind(String wanted) {
            this.wanted = wanted;
        }
    }

    private final Kind kind;
    private final int bits;

    TokenAlgorithm(Kind kind, int bits) {
        this.kind = kind;
        this.bits = bits;
    }

    /**
     * Reads the name of one.
     *
     * @throws IllegalArgumentException if there is none of that name; names are written in capitals
     */
    public static TokenAlgorithm parse(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is none of "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    Kind kind() {
        return kind;
    }

    /** The key it needs, in words. */
    String wanted() {
        return kind.wanted.formatted(bits);
    }

    /** Whether this is a key of its kind and long enough. */
    boolean takes(Key key) {
        return switch (kind) {
            case SECRET -> key instanceof SecretKey secret && secret.getEncoded().length * 8 >= bits;
            case RSA -> key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= bits;
            case ELLIPTIC ->
                key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == bits;
        };
    }
}
