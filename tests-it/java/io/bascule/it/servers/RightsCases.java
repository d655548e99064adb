package io.bascule.it.servers;

import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.testing.Issuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Who a client of {@code /chat} is by its token, and what it may do for it. */
final class RightsCases {
    private static final Issuer ISSUER = Issuer.elliptic();

    /** Longer than the longest token that a case waits for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LONG = 600;

    private RightsCases() {}

    /** What {@link Wars#library()} has of it. */
    static Map<String, String> settings() {
        return Map.of(
                "bascule.endpoint./chat.token.key", key(),
                "bascule.endpoint./chat.token.algorithms", "ES256",
                "bascule.endpoint./chat.token.issuer", "https://id.example",
                "bascule.endpoint./chat.token.audience", "chat",
                "bascule.endpoint./chat.token.roles", "groups",
                "bascule.endpoint./chat.rules.send./topic/notes", "role:editor");
    }

    private static String key() {
        try {
            var file = Files.createTempFile("bascule-key", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, ISSUER.pem()).toString();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static List<Case> all() {
        return List.of(
                new Case("a token in CONNECT", "ann", sites -> entering(sites, token("ann", LONG))),
                new Case(
                        "a token of another key",
                        "ERROR The token is not accepted, 1008",
                        sites -> entering(sites, Issuer.elliptic().token(claims("ann", LONG, "")))),
                new Case(
                        "a token that is not signed",
                        "ERROR The token is not accepted, 1008",
                        sites -> entering(sites, Issuer.unsigned("{\"alg\":\"none\"}", claims("ann", LONG, "")) + ".")),
                new Case(
                        "a token expires: its client, who listens",
                        "ERROR The token has expired, 1008",
                        RightsCases::expiring),
                new Case("a new token in time", "RECEIPT", sites -> renewed(sites, "ann")),
                new Case(
                        "a new token of another user",
                        "ERROR The token is of another user; who a client is stays as it was at CONNECT, 1008",
                        sites -> renewed(sites, "bob")),
                new Case("SEND by who has the role for it", "RECEIPT", sites -> noting(sites, "editor")),
                new Case(
                        "SEND by who has another",
                        "ERROR Clients may not send to '/topic/notes', 1008",
                        sites -> noting(sites, "reader")));
    }

    private static String claims(String user, int seconds, String more) {
        return "{\"iss\":\"https://id.example\",\"aud\":\"chat\",\"sub\":\"" + user + "\",\"exp\":"
                + (Instant.now().getEpochSecond() + seconds) + more + "}";
    }

    private static String token(String user, int seconds) {
        return ISSUER.token(claims(user, seconds, ""));
    }

    private static StompOverWebSocket connect(Sites sites, String token) throws IOException {
        var site = sites.library();
        var request = site.upgrade("/chat").with("Sec-WebSocket-Protocol: v12.stomp");
        var stomp = new StompOverWebSocket(RawWebSocket.open(RawSocket.connect(site.port(), PATIENCE), request));
        stomp.send("CONNECT\naccept-version:1.2\nhost:h\nAuthorization:Bearer " + token + "\n\n^@");
        return stomp;
    }

    private static String entering(Sites sites, String token) throws IOException {
        try (var stomp = connect(sites, token)) {
            var frame = stomp.next();
            return frame.command().equals("CONNECTED")
                    ? frame.header("user-name")
                    : ended(frame.header("message"), stomp);
        }
    }

    private static String ended(String message, StompOverWebSocket stomp) throws IOException {
        return "ERROR " + message + ", " + Answers.code(stomp.webSocket());
    }

    private static String expiring(Sites sites) throws IOException {
        try (var stomp = connect(sites, token("ann", 2))) {
            stomp.expect("CONNECTED");
            return answer(stomp, "SUBSCRIBE\nid:1\ndestination:/topic/rooms.kitchen\n\n^@");
        }
    }

    private static String renewed(Sites sites, String user) throws IOException {
        try (var stomp = connect(sites, token("ann", LONG))) {
            stomp.expect("CONNECTED");
            return answer(stomp, "SEND\ndestination:/bascule/token\nreceipt:r\n\n" + token(user, LONG) + "^@");
        }
    }

    private static String noting(Sites sites, String role) throws IOException {
        var token = ISSUER.token(claims("ann", LONG, ",\"groups\":[\"" + role + "\"]"));
        try (var stomp = connect(sites, token)) {
            stomp.expect("CONNECTED");
            return answer(stomp, "SEND\ndestination:/topic/notes\nreceipt:r\n\nnote^@");
        }
    }

    private static String answer(StompOverWebSocket stomp, String frame) throws IOException {
        stomp.send(frame);
        var answer = stomp.next();
        return answer.command().equals("ERROR") ? ended(answer.header("message"), stomp) : answer.command();
    }
}
