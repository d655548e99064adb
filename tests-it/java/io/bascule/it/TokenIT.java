package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import io.bascule.testing.Issuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come in with bearer tokens, frame by frame over real sockets and in real time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenIT {
    private static final String REFUSED = "The token is not accepted";
    private static final Issuer ISSUER = Issuer.rsa(2048);

    @TempDir
    static Path folder;

    private static ServerUnderTest server;
    private final List<StompOverWebSocket> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        var key = Files.writeString(folder.resolve("key.pem"), ISSUER.pem());
        server = ServerUnderTest.start(
                Map.of(
                        "token.key", key.toString(),
                        "token.algorithms", "RS256,PS256",
                        "token.issuer", "https://id.example",
                        "token.audience", "chat",
                        "token.roles", "groups",
                        "rules.send./topic/**", "user",
                        "rules.send./topic/news", "role:editor",
                        "rules.subscribe./topic/secret.**", "nobody"),
                bascule -> bascule.stomp(
                        ConformanceStomp.class, rules -> rules, DestinationRules.of(), Login.OF_HANDSHAKE),
                context -> {});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void drop() throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    /** Right claims, but for those of {@code more}, which come last and so count. */
    private static String claims(String user, long expires, String more) {
        return "{\"iss\":\"https://id.example\",\"aud\":\"chat\",\"sub\":\"" + user + "\",\"exp\":" + expires + more
                + "}";
    }

    private static String token(String user, long seconds) {
        return ISSUER.token(claims(user, now() + seconds, ""));
    }

    private StompOverWebSocket comes(String header) throws IOException {
        var client = new StompOverWebSocket(server.open("/stomp"));
        clients.add(client);
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\n" + header + "\n\n^@");
        return client;
    }

    private StompOverWebSocket in(String token) throws IOException {
        var client = comes("Authorization:Bearer " + token);
        client.expect("CONNECTED");
        return client;
    }

    private static void expectEnd(StompOverWebSocket client, String message) throws IOException {
        assertEquals(message, client.expect("ERROR").header("message"));
        assertEquals(message, client.webSocket().expectClose(1008).reason());
    }

    private void refused(String token) throws IOException {
        refused(token, REFUSED);
    }

    /** Fails unless both ways of bringing the token are refused, and neither answer nor log shows anything of it. */
    private void refused(String token, String message) throws IOException {
        for (var header : List.of("Authorization:Bearer " + token, "login:ann\npasscode:" + token)) {
            try (var log = new CapturedLog()) {
                var client = comes(header);
                var error = client.expect("ERROR");
                assertEquals(message, error.header("message"));
                assertEquals(message, client.webSocket().expectClose(1008).reason());
                for (var part : token.split("\\.", -1)) {
                    assertFalse(part.length() > 8 && error.toString().contains(part), error::toString);
                    assertFalse(part.length() > 8 && log.warnings().toString().contains(part));
                }
            }
        }
    }

    private static void receipt(StompOverWebSocket client, String frame) throws IOException {
        client.send(frame.replace("\n\n", "\nreceipt:r\n\n"));
        client.receipt("r");
    }

    @Test
    void a_right_token_lets_in_as_its_subject() throws Exception {
        var token = token("ann", 60);
        for (var header : List.of(
                "Authorization:Bearer " + token,
                "Authorization: Bearer " + token,
                "authorization:bearer " + token,
                "passcode:" + token,
                "login:whoever\npasscode:" + token)) {
            comes(header).expect("CONNECTED", "user-name:ann");
        }
    }

    @Test
    void without_a_token_one_is_anonymous() throws Exception {
        var client = comes("login:x");
        assertFalse(client.expect("CONNECTED").toString().contains("user-name"));
        client.send("SEND\ndestination:/topic/a\n\n^@");
        expectEnd(client, "log in first");
    }

    @Test
    void a_token_of_another_key_is_refused() throws Exception {
        refused(Issuer.rsa(2048).token(claims("ann", now() + 60, "")));
    }

    @Test
    void a_token_without_a_signature_is_refused() throws Exception {
        refused(Issuer.unsigned("{\"alg\":\"none\"}", claims("ann", now() + 60, "")) + ".");
    }

    @Test
    void a_token_that_is_signed_with_the_public_key_as_a_secret_is_refused() throws Exception {
        var claims = claims("ann", now() + 60, "");
        refused(Issuer.withSecret(ISSUER.pem().getBytes(StandardCharsets.UTF_8), claims));
        refused(Issuer.withSecret(ISSUER.pem().strip().getBytes(StandardCharsets.UTF_8), claims));
    }

    @Test
    void a_token_that_brings_its_key_is_refused() throws Exception {
        var thief = Issuer.rsa(2048);
        refused(thief.token("{\"alg\":\"RS256\",\"jwk\":" + thief.jwk("") + "}", claims("ann", now() + 60, "")));
    }

    @Test
    void an_expired_token_is_refused_and_30_seconds_are_allowed_for_clocks() throws Exception {
        refused(token("ann", -31), "The token has expired");
        comes("passcode:" + token("ann", -20)).expect("CONNECTED", "user-name:ann");
    }

    @Test
    void a_token_of_the_future_is_refused_and_30_seconds_are_allowed_for_clocks() throws Exception {
        refused(ISSUER.token(claims("ann", now() + 600, ",\"nbf\":" + (now() + 60))), "The token is not valid yet");
        comes("passcode:" + ISSUER.token(claims("ann", now() + 600, ",\"nbf\":" + (now() + 20))))
                .expect("CONNECTED", "user-name:ann");
    }

    @Test
    void a_token_of_another_issuer_or_for_another_audience_is_refused() throws Exception {
        refused(ISSUER.token(claims("ann", now() + 60, "").replace("id.example", "id.example.org")));
        refused(ISSUER.token(claims("ann", now() + 60, "").replace("\"chat\"", "\"mail\"")));
    }

    @Test
    void a_new_token_that_is_too_long_is_refused() throws Exception {
        var client = in(token("ann", 60));
        var tooLong = ISSUER.token(claims("ann", now() + 60, ",\"x\":\"" + "a".repeat(7000) + "\""));
        client.send("SEND\ndestination:/bascule/token\n\n" + tooLong + "^@");
        expectEnd(client, REFUSED);
    }

    @Test
    void a_token_longer_than_a_header_may_be_is_refused_as_that() throws Exception {
        var client = comes("passcode:" + "a".repeat(20_000));
        client.expect("ERROR");
        client.webSocket().expectClose(1009);
    }

    @Test
    void the_reason_is_in_the_log_and_no_token() throws Exception {
        try (var log = new CapturedLog()) {
            refused(Issuer.rsa(2048).token(claims("logged", now() + 60, "")));
            var lines = log.warnings().stream()
                    .filter(line -> line.startsWith("Refused a token"))
                    .toList();
            assertFalse(lines.isEmpty());
            assertTrue(
                    lines.get(0)
                            .matches(
                                    "Refused a token at .*/stomp from 127\\.0\\.0\\.1: its signature is not of a key in"
                                            + " token\\.key"),
                    lines::toString);
        }
    }

    @Test
    void who_only_listens_is_closed_when_the_token_expires() throws Exception {
        var client = in(token("ann", 2));
        receipt(client, "SUBSCRIBE\nid:1\ndestination:/topic/quiet\n\n^@");
        long start = now();
        expectEnd(client, "The token has expired");
        assertTrue(now() - start <= 4);
    }

    @Test
    void a_new_token_in_time_keeps_the_connection() throws Exception {
        var client = in(token("ann", 2));
        receipt(client, "SUBSCRIBE\nid:1\ndestination:/topic/kept\n\n^@");
        receipt(client, "SEND\ndestination:/bascule/token\n\n" + token("ann", 60) + "^@");
        var other = in(token("bob", 5));
        expectEnd(other, "The token has expired");
        receipt(client, "SEND\ndestination:/topic/other\n\n^@");
    }

    @Test
    void a_new_token_of_another_user_is_refused() throws Exception {
        var client = in(token("ann", 60));
        client.send("SEND\ndestination:/bascule/token\n\n" + token("bob", 60) + "^@");
        expectEnd(client, "The token is of another user; who a client is stays as it was at CONNECT");
    }

    @Test
    void a_new_token_that_is_no_good_ends_the_connection() throws Exception {
        var client = in(token("ann", 60));
        client.send(
                "SEND\ndestination:/bascule/token\n\n" + Issuer.rsa(2048).token(claims("ann", now() + 60, "")) + "^@");
        expectEnd(client, REFUSED);
    }

    @Test
    void nobody_can_listen_to_new_tokens() throws Exception {
        var client = in(token("mallory", 60));
        client.send("SUBSCRIBE\nid:1\ndestination:/bascule/token\n\n^@");
        client.expect("ERROR");
        client.webSocket().expectClose(1002);
    }

    @Test
    void roles_of_the_token_count_in_rules() throws Exception {
        var reader = in(token("ann", 60));
        receipt(reader, "SUBSCRIBE\nid:1\ndestination:/topic/news\n\n^@");
        var editor = in(ISSUER.token(claims("bob", now() + 60, ",\"groups\":[\"editor\"]")));
        editor.send("SEND\ndestination:/topic/news\n\nnews^@");
        StompFrame heard = reader.messageOf("1");
        assertEquals("news", heard.body());
        assertFalse(heard.toString().contains("Bearer"));
        reader.send("SEND\ndestination:/topic/news\n\nnews^@");
        expectEnd(reader, "Clients may not send to '/topic/news'");
    }

    @Test
    void what_a_setting_denies_is_denied_to_patterns_as_well() throws Exception {
        for (var wanted : List.of("/topic/secret.a", "/topic/**", "/topic/*.a")) {
            var client = in(token("ann", 60));
            client.send("SUBSCRIBE\nid:1\ndestination:" + wanted + "\n\n^@");
            expectEnd(client, "Clients may not subscribe to '" + wanted + "'");
        }
    }
}
