package io.bascule.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Who may log in: fabrice with fab123 and paulson with bond. Their passwords are known to everybody; they are hashed all
 * the same, with PBKDF2 (RFC 8018 section 5.2), HMAC-SHA256, a salt each and 600,000 iterations, as OWASP advises.
 */
public final class Users {
    private static final int ITERATIONS = 600_000;
    private static final int HASH_BITS = 256;

    private static final Map<String, Hash> HASHES = Map.of(
            "fabrice",
            new Hash(
                    "bd25b6eb56b9371b9cea26a51e19f98a",
                    "e6a5bbd6156a251fb6e970cff7a229c7312efb8c5ec97421a3a928313f6afdbf"),
            "paulson",
            new Hash(
                    "730d139a2f25cda498f79cafe9aab551",
                    "b094ec89208c482d12ba3d8b6819b8eebb524d828116c044a1917fb93d224b3d"));

    /** For a user nobody knows: no known password leads to it, and it takes as long to find that out. */
    private static final Hash NOBODY = new Hash(
            "b137f6ba63f7eae990d8656c3078710e", "3ca25f2bac5f31cc8f648ebd163d526c239e42fb47a2cc091884a0d837bbb732");

    /**
     * Whether this is a user's name with its password. Computes for about a tenth of a second, whoever is named; any
     * thread may call it.
     */
    public boolean accepts(String name, String password) {
        return HASHES.getOrDefault(name, NOBODY).matches(password);
    }

    /** A password's salt and hash, both in hexadecimal. */
    private record Hash(String salt, String hash) {
        boolean matches(String password) {
            return MessageDigest.isEqual(HexFormat.of().parseHex(hash), hashed(password));
        }

        private byte[] hashed(String password) {
            var spec = new PBEKeySpec(password.toCharArray(), HexFormat.of().parseHex(salt), ITERATIONS, HASH_BITS);
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(spec)
                        .getEncoded();
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256; no user can log in", missing);
            } finally {
                spec.clearPassword();
            }
        }
    }
}
