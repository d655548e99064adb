package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Delivery;
import io.bascule.broker.Subscription;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Outgoing.Kind;
import io.bascule.connection.Outgoing.Overflow;
import io.bascule.stomp.SlowClientRules.Conflation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules make of the messages that a client is sent. */
class SlowClientRulesTest {
    private static final Conflation DESTINATION = new Conflation.ByDestination();
    private static final SlowClientRules BY_DESTINATION = SlowClientRules.NONE.conflate("/topic/a.*", DESTINATION);

    private static Outgoing sent(SlowClientRules rules, String destination) {
        return sent(subscribed(rules, destination), destination, Map.of());
    }

    private static Client subscribed(SlowClientRules rules, String destination) {
        var client = new Client(rules);
        client.connect("1.2");
        client.hears("SUBSCRIBE\nid:7\ndestination:" + destination + "\n\n^@");
        return client;
    }

    private static Outgoing sent(Client client, String destination, Map<String, String> headers) {
        return sent(client, destination, destination, headers);
    }

    private static Outgoing sent(Client client, String pattern, String destination, Map<String, String> headers) {
        var message = BrokerMessage.text("m", destination, headers, "body");
        client.session.deliver(new Delivery(new Subscription("7", pattern), message));
        var all = client.connection.sent();
        return all.get(all.size() - 1);
    }

    private static Overflow overflow(String text, String destination) {
        return sent(SlowClientRules.parse(text), destination).overflow();
    }

    @Test
    void messages_of_one_subscription_and_destination_have_one_key() {
        var client = subscribed(BY_DESTINATION, "/topic/a.b");
        var older = sent(client, "/topic/a.b", Map.of());
        assertEquals(Kind.DROPPABLE, older.kind());
        assertEquals(Overflow.CLOSE, older.overflow());
        assertEquals(older.key(), sent(client, "/topic/a.b", Map.of()).key());
    }

    @Test
    void messages_of_two_destinations_have_two_keys() {
        var client = subscribed(BY_DESTINATION, "/topic/**");
        var other = sent(client, "/topic/**", "/topic/a.b", Map.of());
        assertNotEquals(
                other.key(), sent(client, "/topic/**", "/topic/a.c", Map.of()).key());
    }

    @Test
    void messages_of_two_subscriptions_have_two_keys_also_under_one_id() {
        var client = subscribed(BY_DESTINATION, "/topic/a.b");
        var older = sent(client, "/topic/a.b", Map.of());
        client.hears("UNSUBSCRIBE\nid:7\n\n^@SUBSCRIBE\nid:7\ndestination:/topic/a.b\n\n^@");
        assertNotEquals(older.key(), sent(client, "/topic/a.b", Map.of()).key());
    }

    @Test
    void a_message_that_the_rule_is_not_about_is_reliable_beside_one_that_it_is_about() {
        var client = subscribed(BY_DESTINATION, "/topic/**");
        var other = sent(client, "/topic/**", "/topic/x", Map.of());
        assertEquals(Kind.RELIABLE, other.kind());
        assertSame(Outgoing.NO_KEY, other.key());
    }

    @Test
    void with_a_header_its_value_is_the_key() {
        var rules = SlowClientRules.NONE.conflate("/topic/**", Conflation.parse("header:symbol"));
        var client = subscribed(rules, "/topic/a");
        var first = sent(client, "/topic/a", Map.of("symbol", "BTC"));
        assertEquals(
                first.key(), sent(client, "/topic/a", Map.of("symbol", "BTC")).key());
        assertNotEquals(
                first.key(), sent(client, "/topic/a", Map.of("symbol", "ETH")).key());
        assertSame(Outgoing.NO_KEY, sent(client, "/topic/a", Map.of()).key());
    }

    @Test
    void a_policy_holds_for_all_and_a_pattern_for_some() {
        var text = "drop-oldest, /topic/orders.*=close,/topic/chat.**=DROP-NEWEST";
        assertEquals(Overflow.DROP_OLDEST, overflow(text, "/topic/x"));
        assertEquals(Overflow.CLOSE, overflow(text, "/topic/orders.1"));
        assertEquals(Overflow.DROP_NEWEST, overflow(text, "/topic/chat.a.b"));
    }

    @Test
    void the_narrowest_pattern_counts_in_whatever_order_they_are_written() {
        for (var text : new String[] {
            "/topic/**=drop-oldest,/topic/a.*=drop-newest,/topic/a.b=close",
            "/topic/a.b=close,/topic/a.*=drop-newest,/topic/**=drop-oldest"
        }) {
            assertEquals(Overflow.CLOSE, overflow(text, "/topic/a.b"));
            assertEquals(Overflow.DROP_NEWEST, overflow(text, "/topic/a.c"));
            assertEquals(Overflow.DROP_OLDEST, overflow(text, "/topic/x"));
        }
    }

    @Test
    void weaker_rules_count_where_the_stronger_are_silent() {
        var rules = SlowClientRules.parse("/topic/a=drop-newest")
                .orElse(SlowClientRules.parse("drop-oldest,/topic/*=close").conflate("/topic/a", DESTINATION));
        assertEquals(Overflow.DROP_NEWEST, sent(rules, "/topic/a").overflow());
        assertNotEquals(Outgoing.NO_KEY, sent(rules, "/topic/a").key());
        assertEquals(Overflow.CLOSE, sent(rules, "/topic/b").overflow());
        assertEquals(Overflow.DROP_OLDEST, sent(rules, "/topic/b.c").overflow());
    }

    @Test
    void two_rules_for_one_pattern_are_refused() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> SlowClientRules.parse("/topic/a=close,/topic/a=drop-oldest"));
        assertEquals("there are two rules for /topic/a", refused.getMessage());
    }

    @Test
    void receipts_are_of_the_protocol_whatever_the_rules() {
        var client = subscribed(SlowClientRules.parse("drop-oldest"), "/topic/a");
        client.hears("UNSUBSCRIBE\nid:7\nreceipt:r\n\n^@");
        var all = client.connection.sent();
        assertEquals(Kind.CONTROL, all.get(all.size() - 1).kind());
    }
}
