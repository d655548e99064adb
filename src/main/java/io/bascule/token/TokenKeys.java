package io.bascule.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that tokens are verified with, read from the text of a file, which is one of
 *
 * <pre>
 *  {"keys":[...]}, or one key of it      JWK set (RFC 7517); what is not for signatures is passed over
 *  -----BEGIN PUBLIC KEY-----            public keys as PEM, also CERTIFICATE; one or more
 *  any other text                        the secret itself; an end of line behind it does not count
 * </pre>
 */
public final class TokenKeys {
    /** A key, and the one algorithm that it is for, where the file says so. */
    private record Entry(Key key, Optional<String> algorithm) {}

    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private final List<Entry> entries;

    private TokenKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException if it is none of those above, or holds a private key, with which one could sign;
     *     the message holds nothing of the text
     */
    public static TokenKeys parse(String text) {
        var start = text.stripLeading();
        if (start.startsWith("{")) {
            return new TokenKeys(jwks(start));
        }
        return new TokenKeys(start.startsWith("-----BEGIN ") ? pems(start) : List.of(secret(text)));
    }

    /** Those that {@code algorithm} may be used with. */
    List<Key> forAlgorithm(TokenAlgorithm algorithm) {
        return entries.stream()
                .filter(entry ->
                        entry.algorithm.isEmpty() || entry.algorithm.get().equals(algorithm.name()))
                .map(Entry::key)
                .filter(algorithm::takes)
                .toList();
    }

    private static Entry secret(String text) {
        var line = text.replaceFirst("\\R\\z", "");
        if (line.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return new Entry(new SecretKeySpec(line.getBytes(StandardCharsets.UTF_8), "HMAC"), Optional.empty());
    }

    private static List<Entry> pems(String text) {
        var found = new ArrayList<Entry>();
        var blocks = PEM.matcher(text);
        while (blocks.find()) {
            found.add(new Entry(pem(blocks.group(1), blocks.group(2)), Optional.empty()));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("it begins as PEM and is none");
        }
        return found;
    }

    private static Key pem(String label, String base64) {
        if (label.endsWith("PRIVATE KEY")) {
            throw ofPrivate();
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(base64);
            return switch (label) {
                case "PUBLIC KEY" -> publicKey(encoded);
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded))
                            .getPublicKey();
                default -> throw new IllegalArgumentException("it has a PEM block '" + label + "'");
            };
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("it has a PEM block that cannot be read", unreadable);
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        var spec = new X509EncodedKeySpec(encoded);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException other) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }

    private static IllegalArgumentException ofPrivate() {
        return new IllegalArgumentException("it holds a private key, and a verifier needs the public one only");
    }

    private static List<Entry> jwks(String text) {
        try {
            var set = text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
            return set.stream().flatMap(TokenKeys::entry).toList();
        } catch (ParseException unreadable) {
            throw new IllegalArgumentException("it begins as a JWK set and is none"); // the cause may quote a secret
        }
    }

    private static Stream<Entry> entry(JWK key) {
        if (key instanceof AsymmetricJWK && key.isPrivate()) {
            throw ofPrivate();
        }
        var algorithm = Optional.ofNullable(key.getAlgorithm()).map(Object::toString);
        return isForSignatures(key) ? plain(key).map(plain -> new Entry(plain, algorithm)) : Stream.empty();
    }

    private static boolean isForSignatures(JWK key) {
        var use = key.getKeyUse();
        var operations = key.getKeyOperations();
        return (use == null || use.equals(KeyUse.SIGNATURE))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
    }

    private static Stream<Key> plain(JWK key) {
        try {
            if (key instanceof RSAKey rsa) {
                return Stream.of(rsa.toRSAPublicKey());
            }
            if (key instanceof ECKey ec) {
                return Stream.of(ec.toECPublicKey());
            }
            return key instanceof OctetSequenceKey octets ? Stream.of(octets.toSecretKey("HMAC")) : Stream.empty();
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("it holds a key that this Java cannot use", unusable);
        }
    }
}
