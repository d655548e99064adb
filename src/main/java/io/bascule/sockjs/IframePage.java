package io.bascule.sockjs;

import io.bascule.handshake.OriginPolicy;
import io.bascule.sockjs.HttpExchange.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page that pages of other origins frame, to speak to this server from within it, and the client's library, which it
 * loads ("IFrame page"). Both may be kept for a year. Immutable; any thread.
 */
final class IframePage {
    /** Below the endpoint; its name tells the version, so that browsers may keep it. */
    static final String LIBRARY = "/sockjs-1.6.1.min.js";

    static final String YEAR = "public, max-age=31536000";

    private static final String RESOURCE = "sockjs-1.6.1.min.js";
    private static final String SCRIPT = "\n    document.domain = document.domain;\n    SockJS.bootstrap_iframe();\n  ";

    private final byte[] library = read();

    /**
     * The page of the endpoint at {@code path}, the context path before it.
     *
     * @param kept tags of the pages that the browser has kept
     * @param expires when it may forget this one, as a header has it
     */
    Answer page(String path, OriginPolicy origins, List<String> kept, String expires) {
        byte[] body = Transport.bytes(text(path + LIBRARY));
        var headers = cached(tag(body), expires);
        if (isKept(tag(body), kept)) {
            return new Answer(304, headers, new byte[0]);
        }
        headers.put("Content-Type", "text/html;charset=UTF-8");
        headers.put("X-Content-Type-Options", "nosniff");
        boolean anybody = origins instanceof OriginPolicy.AnyOrigin;
        if (!anybody) {
            headers.put("X-Frame-Options", "SAMEORIGIN");
        }
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; connect-src 'self'; frame-src 'self'; script-src 'self' 'sha256-" + hash(SCRIPT)
                        + "'; frame-ancestors " + (anybody ? "*" : "'self'"));
        return new Answer(200, headers, body);
    }

    /** Tags are compared weakly: a proxy that compresses makes them weak (RFC 9110 section 13.1.2). */
    private static boolean isKept(String tag, List<String> kept) {
        return kept.stream().anyMatch(one -> one.equals(tag) || one.equals("W/" + tag) || one.equals("*"));
    }

    /** The client's library; {@code kept} and {@code expires} as of the page. */
    Answer library(List<String> kept, String expires) {
        var headers = cached(tag(library), expires);
        if (isKept(tag(library), kept)) {
            return new Answer(304, headers, new byte[0]);
        }
        headers.put("Content-Type", "application/javascript;charset=UTF-8");
        headers.put("X-Content-Type-Options", "nosniff");
        return new Answer(200, headers, library);
    }

    private static Map<String, String> cached(String tag, String expires) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Cache-Control", YEAR);
        headers.put("Expires", expires);
        headers.put("ETag", tag);
        return headers;
    }

    private static String text(String library) {
        return """
                <!DOCTYPE html>
                <html>
                <head>
                  <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
                  <script src="%s"></script>
                  <script>%s</script>
                </head>
                <body>
                  <h2>Don't panic!</h2>
                  <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
                </body>
                </html>
                """.formatted(library, SCRIPT);
    }

    private static String tag(byte[] body) {
        return "\"" + HexFormat.of().formatHex(digest(body), 0, 16) + "\"";
    }

    private static String hash(String script) {
        return Base64.getEncoder().encodeToString(digest(script.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] digest(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] read() {
        try (var in = IframePage.class.getResourceAsStream(RESOURCE)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
