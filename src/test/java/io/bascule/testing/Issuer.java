package io.bascule.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of any header and claims, written out as JSON, with the means of the JDK alone. */
public final class Issuer {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;

    private Issuer(KeyPair keys) {
        this.keys = keys;
    }

    /** One with a new key on the curve P-256, which signs as ES256. */
    public static Issuer elliptic() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new Issuer(generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    /** One with a new RSA key, which signs as RS256. */
    public static Issuer rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new Issuer(generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    /** A token, signed. */
    public String token(String header, String claims) {
        var rsa = keys.getPublic() instanceof RSAPublicKey;
        return signed(header, claims, rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
    }

    /** The same with claims alone; the header names the right algorithm. */
    public String token(String claims) {
        var rsa = keys.getPublic() instanceof RSAPublicKey;
        return token("{\"alg\":\"" + (rsa ? "RS256" : "ES256") + "\"}", claims);
    }

    private String signed(String header, String claims, String how) {
        try {
            var signature = Signature.getInstance(how);
            signature.initSign(keys.getPrivate());
            signature.update(bytes(unsigned(header, claims)));
            return unsigned(header, claims) + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A token signed with a secret, as HS256. */
    public static String withSecret(byte[] secret, String claims) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HMAC"));
            var unsigned = unsigned("{\"alg\":\"HS256\"}", claims);
            return unsigned + "." + BASE64.encodeToString(mac.doFinal(bytes(unsigned)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The first two parts of a token. */
    public static String unsigned(String header, String claims) {
        return BASE64.encodeToString(bytes(header)) + "." + BASE64.encodeToString(bytes(claims));
    }

    /** The public key as PEM. */
    public String pem() {
        return pem("PUBLIC KEY", keys.getPublic().getEncoded());
    }

    /** The private key as PEM. */
    public String privatePem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, bytes("\n")).encodeToString(encoded) + "\n-----END " + label + "-----\n";
    }

    /** The public key as a JWK, with {@code more} members of it, each behind a comma. */
    public String jwk(String more) {
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            return "{\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus().toByteArray()) + "\",\"e\":\""
                    + number(rsa.getPublicExponent().toByteArray()) + "\"" + more + "}";
        }
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                + coordinate(point.getAffineX().toByteArray()) + "\",\"y\":\""
                + coordinate(point.getAffineY().toByteArray()) + "\"" + more + "}";
    }

    private static String number(byte[] signed) {
        int zeros = signed[0] == 0 ? 1 : 0;
        var plain = new byte[signed.length - zeros];
        System.arraycopy(signed, zeros, plain, 0, plain.length);
        return BASE64.encodeToString(plain);
    }

    private static String coordinate(byte[] signed) {
        var plain = new byte[32];
        int length = Math.min(signed.length, 32);
        System.arraycopy(signed, signed.length - length, plain, 32 - length, length);
        return BASE64.encodeToString(plain);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
