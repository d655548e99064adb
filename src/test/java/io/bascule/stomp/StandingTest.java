package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.Handshake;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.frame.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who came in with a token stays as long as that, or a newer one, lasts. */
class StandingTest {
    private static final DestinationRules RULES = DestinationRules.of(Rule.send("/topic/**", Who.role("editor")));

    /** Tokens are written {@code user/seconds}, or {@code user/seconds/role}. */
    private static final Login TOKENS = new Login() {
        @Override
        public Identity login(Handshake handshake, Headers connect) {
            return connect.first("passcode")
                    .map(token -> renew(handshake, token))
                    .orElse(Identity.ANONYMOUS);
        }

        @Override
        public Identity renew(Handshake handshake, String token) {
            var parts = token.split("/", -1);
            if (parts.length < 2) {
                throw new Refused("The token is not accepted");
            }
            var roles = parts.length > 2 ? Set.of(parts[2]) : Set.<String>of();
            var lasts = Duration.ofSeconds(Long.parseLong(parts[1]));
            return new Identity(Optional.of(parts[0]), roles, Optional.of(lasts));
        }
    };

    private static Client anonymous() {
        return new Client(Client.OPTIONS, RULES, TOKENS, Optional.empty());
    }

    private static Client with(String token) {
        var client = anonymous();
        client.hears("CONNECT\naccept-version:1.2\npasscode:" + token + "\n\n^@");
        return client;
    }

    private static List<String> renews(Client client, String token) {
        return client.hears("SEND\ndestination:/bascule/token\nreceipt:r\n\n" + token + "^@");
    }

    private static List<String> expired() {
        return Client.error(1008, "The token has expired", "", "Send a new one to /bascule/token before that.");
    }

    private static final List<String> TAKEN = List.of("RECEIPT\nreceipt-id:r\n\n^@");

    @Test
    void a_client_that_only_listens_is_closed_when_its_token_expires() {
        var client = with("ann/60");
        client.hears("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@");
        assertEquals(List.of(), client.hearsAfter(59_999));
        assertEquals(expired(), client.hearsAfter(1));
        assertEquals(List.of(), client.hearsOf("/topic/a", "late"));
        assertEquals(0, client.time.pending());
    }

    @Test
    void a_new_token_of_the_same_user_is_receipted_and_lasts_longer() {
        var client = with("ann/60");
        assertEquals(List.of(), client.hearsAfter(50_000));
        assertEquals(TAKEN, renews(client, "ann/60\n"));
        assertEquals(List.of(), client.hearsAfter(59_999));
        assertEquals(expired(), client.hearsAfter(1));
        assertTrue(client.broker.published.isEmpty());
    }

    @Test
    void a_token_that_ends_before_the_one_there_is_shortens_nothing() {
        var client = with("ann/60");
        assertEquals(TAKEN, renews(client, "ann/10"));
        assertEquals(List.of(), client.hearsAfter(59_999));
        assertEquals(expired(), client.hearsAfter(1));
    }

    @Test
    void a_token_of_another_user_is_refused() {
        var error = renews(with("ann/60"), "bob/60");
        assertTrue(error.get(0)
                .startsWith(
                        "ERROR\nmessage:The token is of another user; who a client is stays as it was at CONNECT\n"));
        assertTrue(error.get(1).startsWith("CLOSE 1008 The token is of another user"));
    }

    @Test
    void a_token_that_is_no_good_ends_the_connection_and_is_not_shown() {
        var error = renews(with("ann/60"), "supersecret");
        assertTrue(error.get(0).startsWith("ERROR\nmessage:The token is not accepted\n"));
        assertFalse(error.get(0).contains("supersecret"));
        assertEquals("CLOSE 1008 The token is not accepted", error.get(1));
    }

    @Test
    void who_came_in_without_a_token_cannot_bring_one_later() {
        var client = anonymous();
        client.connect("1.2");
        assertEquals(
                "CLOSE 1008 There is no token to be renewed: the client came in without one",
                renews(client, "ann/60").get(1));
    }

    @Test
    void where_there_are_no_tokens_none_is_taken() {
        var client = Client.speaking("1.2");
        assertEquals(
                "CLOSE 1008 There is no token to be renewed: the client came in without one",
                renews(client, "ann/60").get(1));
    }

    @Test
    void a_token_is_no_part_of_a_transaction() {
        var client = with("ann/60");
        assertEquals(
                "CLOSE 1002 A token cannot be part of a transaction",
                client.hears("SEND\ndestination:/bascule/token\ntransaction:t\n\nann/60^@")
                        .get(1));
    }

    @Test
    void the_roles_of_the_newest_token_count() {
        var client = with("ann/60/editor");
        var send = "SEND\ndestination:/topic/a\nreceipt:r\n\n^@";
        assertEquals(TAKEN, client.hears(send));
        assertEquals(TAKEN, renews(client, "ann/60"));
        assertEquals(
                "CLOSE 1008 Clients may not send to '/topic/a'",
                client.hears(send).get(1));
    }

    @Test
    void no_token_lasts_longer_than_a_timer_counts() {
        var client = with("ann/" + Long.MAX_VALUE / 2);
        assertEquals(List.of(), client.hearsAfter(1000));
        client.time.advance(Duration.ofDays(365));
        assertEquals(expired(), client.connection.seen());
    }

    @Test
    void a_token_that_has_just_expired_ends_the_connection_at_once() {
        var client = with("ann/0");
        assertEquals(expired(), client.hearsAfter(0));
    }

    @Test
    void a_client_that_leaves_leaves_no_timer_behind() {
        var client = with("ann/60");
        client.hears("DISCONNECT\n\n^@");
        assertEquals(0, client.time.pending());
    }
}
