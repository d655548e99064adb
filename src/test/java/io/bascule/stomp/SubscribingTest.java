package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Subscription;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.connection.Outgoing;
import io.bascule.selector.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SUBSCRIBE, MESSAGE and UNSUBSCRIBE. */
class SubscribingTest {
    private static final String SUBSCRIBE = "SUBSCRIBE\nid:7\ndestination:/topic/a\n\n^@";

    @Test
    void a_message_names_subscription_destination_and_message_id() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        assertEquals(
                List.of("MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:m1\ncontent-length:3\n\n\u20ac^@"),
                client.hearsOf("/topic/a", "\u20ac"));
    }

    @Test
    void a_client_that_goes_on_is_told_in_the_receipt_that_it_missed_nothing() {
        var client = Client.speaking("1.2");
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\nresumed:true\n\n^@"),
                client.hears("SUBSCRIBE\nid:7\ndestination:/topic/a\nepoch:whole\noffset:5\nreceipt:r\n\n^@"));
    }

    @Test
    void a_client_that_cannot_go_on_is_told_in_the_receipt() {
        var client = Client.speaking("1.2");
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\nresumed:false\n\n^@"),
                client.hears("SUBSCRIBE\nid:7\ndestination:/topic/a\nepoch:gone\noffset:5\nreceipt:r\n\n^@"));
    }

    @Test
    void a_client_that_cannot_go_on_and_wants_no_receipt_is_told_by_a_message_without_a_body() {
        var client = Client.speaking("1.2");
        var told = client.hears("SUBSCRIBE\nid:7\ndestination:/topic/a\nepoch:gone\noffset:5\n\n^@");
        assertEquals(1, told.size());
        assertTrue(
                told.get(0).startsWith("MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:"), told::toString);
        assertTrue(told.get(0).contains("\nresumed:false\n"), told::toString);
    }

    @Test
    void a_client_that_goes_on_and_wants_no_receipt_hears_nothing_of_it() {
        var client = Client.speaking("1.2");
        assertEquals(List.of(), client.hears("SUBSCRIBE\nid:7\ndestination:/topic/a\nepoch:whole\noffset:5\n\n^@"));
    }

    @Test
    void two_subscriptions_that_match_bring_two_messages() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE + "SUBSCRIBE\nid:8\ndestination:/topic/a\n\n^@");
        assertEquals(2, client.hearsOf("/topic/a", "x").size());
    }

    @Test
    void headers_of_a_message_are_written_in_the_version_of_the_subscriber() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("n:1", "a\\b\r\nc:d");
        assertEquals("n\\c1:a\\\\b\\r\\nc\\cd", header("1.2", headers));
        assertEquals("n\\c1:a\\\\b\\nc\\cd", header("1.1", headers));
        assertEquals("content-length:0", header("1.0", headers));
        assertEquals("n:a\\bc:d", header("1.0", Map.of("n", "a\\b\r\nc:d")));
    }

    private static String header(String version, Map<String, String> headers) {
        var client = Client.speaking(version);
        client.hears(SUBSCRIBE);
        return client.hearsOf(BrokerMessage.text("m1", "/topic/a", headers, ""))
                .get(0)
                .split("\n", -1)[4];
    }

    @Test
    void all_that_is_behind_the_subscription_is_encoded_once_for_all_receivers_of_a_version() {
        var message = BrokerMessage.text("m1", "/topic/a", Map.of(), "x");
        assertSame(tail("1.2", message), tail("1.2", message));
        assertFalse(tail("1.2", message) == tail("1.1", message));
    }

    private static Object tail(String version, BrokerMessage message) {
        var client = Client.speaking(version);
        client.hears(SUBSCRIBE);
        client.hearsOf(message);
        return last(client).tail();
    }

    @Test
    void without_a_rule_no_message_is_dropped_or_replaced() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        client.hearsOf("/topic/a", "1");
        assertEquals(Outgoing.Kind.RELIABLE, last(client).kind());
        assertSame(Outgoing.NO_KEY, last(client).key());
    }

    @Test
    void a_body_that_is_not_text_comes_in_a_binary_message() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        assertEquals(
                List.of("BINARY MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:m1\n"
                        + "content-length:1\n\n\uFFFD^@"),
                client.hearsOf(BrokerMessage.of("m1", "/topic/a", Map.of(), new byte[] {-1}, false)));
    }

    @Test
    void where_nothing_binary_can_be_sent_such_a_body_comes_as_text() {
        var client = Client.speaking("1.2");
        client.connection.takeNoBinary();
        client.hears(SUBSCRIBE);
        assertEquals(
                List.of("MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:m1\ncontent-length:3\n\n\uFFFD^@"),
                client.hearsOf(BrokerMessage.of("m1", "/topic/a", Map.of(), new byte[] {-1}, false)));
    }

    @Test
    void id_and_destination_are_required() {
        assertRefused("SUBSCRIBE needs the header 'id'", "1.1", "SUBSCRIBE\ndestination:/topic/a\n\n^@");
        assertRefused("SUBSCRIBE needs the header 'destination'", "1.2", "SUBSCRIBE\nid:1\n\n^@");
    }

    @Test
    void an_error_names_the_receipt_that_will_not_come() {
        assertEquals(
                Client.error(
                        1002,
                        "SUBSCRIBE needs the header 'id'",
                        "receipt-id:r\n",
                        "The frame was 'SUBSCRIBE [destination:/topic/a, receipt:r] and 0 bytes'."),
                Client.speaking("1.2").hears("SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@"));
    }

    @Test
    void in_1_0_the_destination_stands_for_a_missing_id() {
        var client = Client.speaking("1.0");
        client.hears("SUBSCRIBE\ndestination:/topic/a\n\n^@");
        assertEquals(
                List.of("MESSAGE\ndestination:/topic/a\nmessage-id:m1\ncontent-length:1\n\nx^@"),
                client.hearsOf("/topic/a", "x"));
        client.hears("UNSUBSCRIBE\ndestination:/topic/a\n\n^@");
        assertEquals(List.of(), client.hearsOf("/topic/a", "x"));
    }

    @Test
    void an_id_in_use_is_refused() {
        assertRefused("Subscription '7' exists already", "1.2", SUBSCRIBE + SUBSCRIBE);
        assertRefused(
                "Subscription '/topic/a' exists already", "1.0", "SUBSCRIBE\ndestination:/topic/a\n\n^@".repeat(2));
    }

    @Test
    void an_id_is_free_again_after_unsubscribe() {
        assertEquals(List.of(), Client.speaking("1.2").hears(SUBSCRIBE + "UNSUBSCRIBE\nid:7\n\n^@" + SUBSCRIBE));
    }

    @Test
    void more_subscriptions_than_the_limit_are_refused() {
        var client = Client.speaking("1.2");
        for (int i = 0; i < 1000; i++) {
            assertEquals(List.of(), client.hears("SUBSCRIBE\nid:" + i + "\ndestination:/topic/a\n\n^@"));
        }
        assertEquals(
                "CLOSE 1008 There are 1000 subscriptions already; the limit is 1000",
                client.hears("SUBSCRIBE\nid:x\ndestination:/topic/a\n\n^@").get(1));
    }

    @Test
    void an_id_longer_than_the_limit_is_refused() {
        assertEquals(
                List.of(),
                Client.speaking("1.2").hears("SUBSCRIBE\nid:" + "x".repeat(255) + "\ndestination:/topic/a\n\n^@"));
        assertRefused(
                1008,
                "The id of a subscription has at most 255 characters, not 256",
                "1.2",
                "SUBSCRIBE\nid:" + "x".repeat(256) + "\ndestination:/topic/a\n\n^@");
    }

    @Test
    void acks_prefetch_and_selector_are_the_brokers_to_know() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        assertEquals(new Subscription("7", "/topic/a"), client.broker.wanted);
        client.hears("SUBSCRIBE\nid:1\nack:client-individual\nprefetch-count:5\ndestination:/queue/a\n\n^@");
        assertEquals(
                new Subscription("1", "/queue/a", AckMode.CLIENT_INDIVIDUAL, 5, Selector.NONE), client.broker.wanted);
    }

    @Test
    void no_more_is_prefetched_than_may_wait_for_acks() {
        var client = Client.speaking("1.2");
        client.hears("SUBSCRIBE\nid:1\nack:client\nprefetch-count:999999999\ndestination:/queue/a\n\n^@");
        assertEquals(new Subscription("1", "/queue/a", AckMode.CLIENT, 10_000, Selector.NONE), client.broker.wanted);
    }

    @Test
    void an_unknown_ack_mode_is_refused() {
        assertRefused(
                "ack is 'no'; in STOMP 1.2 it must be auto, client or client-individual",
                "1.2",
                "SUBSCRIBE\nid:1\nack:no\ndestination:/topic/a\n\n^@");
        assertRefused(
                "ack is 'client-individual'; in STOMP 1.0 it must be auto or client",
                "1.0",
                "SUBSCRIBE\nid:1\nack:client-individual\ndestination:/topic/a\n\n^@");
    }

    @Test
    void a_prefetch_that_is_no_number_is_refused() {
        for (var wrong : List.of("-1", "x", "", "1234567890")) {
            assertRefused(
                    "prefetch-count is '" + wrong + "'; it must be a number of messages",
                    "1.2",
                    "SUBSCRIBE\nid:1\nack:client\nprefetch-count:" + wrong + "\ndestination:/queue/a\n\n^@");
        }
    }

    @Test
    void a_selector_that_cannot_be_read_is_refused() {
        assertTrue(Client.speaking("1.2")
                .hears("SUBSCRIBE\nid:1\nselector:a = = 1\ndestination:/topic/a\n\n^@")
                .get(1)
                .startsWith("CLOSE 1002 "));
    }

    @Test
    void nobody_subscribes_to_what_is_another_users() {
        for (var denied : List.of("/user/ann/queue/a", "/user/*/queue/a", "/user/**", "/**", "/*/a")) {
            assertRefused(
                    1008,
                    "Clients may not subscribe to '" + denied + "'",
                    "1.2",
                    "SUBSCRIBE\nid:1\ndestination:" + denied + "\n\n^@");
        }
    }

    @Test
    void what_is_ones_own_can_be_subscribed_to() {
        var client = Client.speaking("1.2");
        client.hears("SUBSCRIBE\nid:1\ndestination:/user/queue/errors\n\n^@");
        assertEquals(List.of("subscribe /user/queue/errors"), client.broker.asked);
    }

    @Test
    void unsubscribe_needs_an_id_that_exists() {
        assertRefused("UNSUBSCRIBE needs the header 'id'", "1.2", "UNSUBSCRIBE\ndestination:/topic/a\n\n^@");
        assertRefused("There is no subscription '9'", "1.2", "UNSUBSCRIBE\nid:9\n\n^@");
    }

    @Test
    void after_the_receipt_of_unsubscribe_nothing_comes_any_more() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@"), client.hears("UNSUBSCRIBE\nid:7\nreceipt:1\n\n^@"));
        assertFalse(client.broker.deliver(BrokerMessage.text("m1", "/topic/a", Map.of(), "x")));
        assertEquals(List.of(), client.connection.seen());
    }

    @Test
    void a_delivery_tells_whether_it_was_taken() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE);
        var message = BrokerMessage.text("m1", "/topic/a", Map.of(), "x");
        assertTrue(client.broker.deliver(message));
        client.goesAway();
        assertFalse(client.broker.deliver(message));
    }

    private static Outgoing last(Client client) {
        var sent = client.connection.sent();
        return sent.get(sent.size() - 1);
    }

    private static void assertRefused(String message, String version, String frames) {
        assertRefused(1002, message, version, frames);
    }

    private static void assertRefused(int code, String message, String version, String frames) {
        assertEquals(
                "CLOSE " + code + " " + message,
                Client.speaking(version).hears(frames).get(1));
    }
}
