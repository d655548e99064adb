package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerMessage;
import io.bascule.connection.Outgoing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ACK and NACK, and what a MESSAGE says that wants one; the broker numbers its deliveries 1, 2, 3. */
class AcknowledgingTest {
    private static final StompOptions.Limits FEW =
            new StompOptions.Limits(1_000, 1_000, 2, 10, 10, 1_000, 64, 1_000_000);

    private static Client subscribed(String version, String ack) {
        var client = Client.speaking(version);
        client.hears(subscribe("7", ack));
        return client;
    }

    private static String subscribe(String id, String ack) {
        return "SUBSCRIBE\nid:" + id + "\nack:" + ack + "\ndestination:/queue/a\n\n^@";
    }

    private static BrokerMessage message(String id) {
        return BrokerMessage.text(id, "/queue/a", Map.of(), "x");
    }

    /** A client of 1.2 that has got the messages m1, m2, … with the numbers 1, 2, …. */
    private static Client withMessages(String version, String ack, int count) {
        var client = subscribed(version, ack);
        for (int i = 1; i <= count; i++) {
            client.hearsOf(message("m" + i));
        }
        client.broker.asked.clear();
        return client;
    }

    private static void assertRefused(String message, Client client, String frames) {
        assertEquals("CLOSE 1002 " + message, client.hears(frames).get(1));
    }

    private static String unknown(String id, String command) {
        return "No message '" + id + "' waits for this " + command + "; it had one before, or none was wanted";
    }

    @Test
    void a_message_of_1_2_says_by_what_it_is_acknowledged() {
        assertEquals(
                List.of("MESSAGE\nsubscription:7\nack:1\ndestination:/queue/a\nmessage-id:m1\ncontent-length:1\n\nx^@"),
                subscribed("1.2", "client").hearsOf(message("m1")));
    }

    @Test
    void before_1_2_there_is_no_such_header() {
        assertEquals(
                List.of("MESSAGE\nsubscription:7\ndestination:/queue/a\nmessage-id:m1\ncontent-length:1\n\nx^@"),
                subscribed("1.1", "client").hearsOf(message("m1")));
    }

    @Test
    void a_message_that_was_delivered_before_says_so() {
        var client = subscribed("1.2", "client");
        client.broker.deliver(message("m1"), true);
        assertEquals(
                List.of("MESSAGE\nsubscription:7\nack:1\nredelivered:true\ndestination:/queue/a\nmessage-id:m1\n"
                        + "content-length:1\n\nx^@"),
                client.connection.seen());
    }

    @Test
    void it_says_so_without_an_ack_too() {
        var client = subscribed("1.1", "auto");
        client.broker.deliver(message("m1"), true);
        assertEquals(
                List.of("MESSAGE\nsubscription:7\nredelivered:true\ndestination:/queue/a\nmessage-id:m1\n"
                        + "content-length:1\n\nx^@"),
                client.connection.seen());
    }

    @Test
    void a_binary_message_says_it_as_well() {
        var client = subscribed("1.2", "client");
        client.broker.deliver(BrokerMessage.of("m1", "/queue/a", Map.of(), new byte[] {-1}, false));
        assertTrue(client.connection.seen().get(0).startsWith("BINARY MESSAGE\nsubscription:7\nack:1\n"));
    }

    @Test
    void what_wants_an_ack_is_neither_dropped_nor_conflated() {
        var client = new Client(SlowClientRules.NONE
                .conflate("/queue/a", SlowClientRules.Conflation.parse("destination"))
                .orElse(SlowClientRules.parse("drop-newest")));
        client.connect("1.2");
        client.hears(subscribe("7", "client"));
        client.hearsOf(message("m1"));
        var sent = client.connection.sent();
        assertEquals(Outgoing.Kind.RELIABLE, sent.get(sent.size() - 1).kind());
        assertEquals(Outgoing.NO_KEY, sent.get(sent.size() - 1).key());
    }

    @Test
    void in_1_2_the_id_is_that_of_the_header_ack() {
        var client = withMessages("1.2", "client-individual", 2);
        assertEquals(List.of(), client.hears("ACK\nid:2\n\n^@NACK\nid:1\n\n^@"));
        assertEquals(List.of("ACK 2", "NACK 1"), client.broker.asked);
    }

    @Test
    void in_1_1_message_and_subscription_are_named() {
        var client = withMessages("1.1", "client-individual", 2);
        assertEquals(List.of(), client.hears("ACK\nmessage-id:m2\nsubscription:7\n\n^@"));
        assertEquals(List.of("ACK 2"), client.broker.asked);
    }

    @Test
    void in_1_1_both_are_required() {
        assertRefused(
                "ACK needs the header 'subscription'", withMessages("1.1", "client", 1), "ACK\nmessage-id:m1\n\n^@");
        assertRefused(
                "NACK needs the header 'message-id'", withMessages("1.1", "client", 1), "NACK\nsubscription:7\n\n^@");
    }

    @Test
    void in_1_1_the_same_message_of_two_subscriptions_is_told_apart() {
        var client = Client.speaking("1.1");
        client.hears(subscribe("7", "client-individual") + subscribe("8", "client-individual"));
        client.hearsOf(message("m1"));
        client.broker.asked.clear();
        client.hears("ACK\nmessage-id:m1\nsubscription:8\n\n^@ACK\nmessage-id:m1\nsubscription:7\n\n^@");
        assertEquals(List.of("ACK 2", "ACK 1"), client.broker.asked);
    }

    @Test
    void in_1_0_the_message_is_enough() {
        var client = withMessages("1.0", "client", 1);
        assertEquals(List.of(), client.hears("ACK\nmessage-id:m1\n\n^@"));
        assertEquals(List.of("ACK 1"), client.broker.asked);
    }

    @Test
    void in_1_0_it_is_the_oldest_delivery_of_that_message() {
        var client = Client.speaking("1.0");
        client.hears(subscribe("7", "client") + subscribe("8", "client"));
        client.hearsOf(message("m1"));
        client.broker.asked.clear();
        client.hears("ACK\nmessage-id:m1\n\n^@ACK\nmessage-id:m1\n\n^@");
        assertEquals(List.of("ACK 1", "ACK 2"), client.broker.asked);
    }

    @Test
    void version_1_0_has_no_nack() {
        assertRefused(
                "STOMP 1.0 has no NACK; it came with 1.1",
                withMessages("1.0", "client", 1),
                "NACK\nmessage-id:m1\n\n^@");
    }

    @Test
    void an_id_is_required_in_1_2() {
        assertRefused("ACK needs the header 'id'", withMessages("1.2", "client", 1), "ACK\nmessage-id:m1\n\n^@");
    }

    @Test
    void an_unknown_id_is_refused() {
        for (var id : List.of("2", "01", "-1", "0", "x", "", "99999999999999999999", "1 ")) {
            assertRefused(unknown(id, "ACK"), withMessages("1.2", "client", 1), "ACK\nid:" + id + "\n\n^@");
        }
        assertRefused(
                unknown("m1", "NACK"), withMessages("1.1", "client", 1), "NACK\nmessage-id:m1\nsubscription:8\n\n^@");
    }

    @Test
    void what_was_acknowledged_cannot_be_acknowledged_again() {
        assertRefused(
                unknown("1", "NACK"), withMessages("1.2", "client-individual", 2), "ACK\nid:1\n\n^@NACK\nid:1\n\n^@");
    }

    @Test
    void in_the_mode_client_an_ack_counts_for_all_before_it() {
        var client = withMessages("1.2", "client", 3);
        assertEquals(List.of(), client.hears("ACK\nid:2\n\n^@"));
        assertEquals(List.of("ACK 2"), client.broker.asked);
        assertRefused(unknown("1", "ACK"), client, "ACK\nid:1\n\n^@");
    }

    @Test
    void it_counts_for_no_other_subscription() {
        var client = Client.speaking("1.2");
        client.hears(subscribe("7", "client") + subscribe("8", "client"));
        client.hearsOf(message("m1"));
        client.broker.asked.clear();
        assertEquals(List.of(), client.hears("ACK\nid:2\n\n^@ACK\nid:1\n\n^@"));
        assertEquals(List.of("ACK 2", "ACK 1"), client.broker.asked);
    }

    @Test
    void in_the_mode_client_individual_an_ack_counts_for_one() {
        var client = withMessages("1.2", "client-individual", 2);
        assertEquals(List.of(), client.hears("ACK\nid:2\n\n^@ACK\nid:1\n\n^@"));
    }

    @Test
    void a_message_of_an_auto_subscription_is_not_acknowledged() {
        assertRefused(unknown("m1", "ACK"), withMessages("1.1", "auto", 1), "ACK\nmessage-id:m1\nsubscription:7\n\n^@");
    }

    @Test
    void after_unsubscribe_nothing_of_it_can_be_acknowledged() {
        var client = withMessages("1.2", "client", 1);
        assertEquals(List.of(), client.hears("UNSUBSCRIBE\nid:7\n\n^@"));
        assertRefused(unknown("1", "ACK"), client, "ACK\nid:1\n\n^@");
    }

    @Test
    void more_messages_than_the_limit_without_an_ack_end_the_session() {
        var client = new Client(few(), DestinationRules.of());
        client.connect("1.2");
        client.hears(subscribe("7", "client"));
        assertTrue(client.broker.deliver(message("m1")));
        assertTrue(client.broker.deliver(message("m2")));
        client.connection.seen();
        assertFalse(client.broker.deliver(message("m3")));
        assertEquals(
                Client.error(
                        1008,
                        "More than 2 messages wait to be acknowledged",
                        "",
                        "Acknowledge sooner, or subscribe with prefetch-count."),
                client.connection.seen());
    }

    @Test
    void an_ack_makes_room_for_another() {
        var client = new Client(few(), DestinationRules.of());
        client.connect("1.2");
        client.hears(subscribe("7", "client"));
        client.broker.deliver(message("m1"));
        client.broker.deliver(message("m2"));
        client.hears("ACK\nid:1\n\n^@");
        assertTrue(client.broker.deliver(message("m3")));
    }

    private static StompOptions few() {
        var o = StompOptions.STANDARD;
        return new StompOptions(o.frames(), FEW, false, o.heartBeat(), o.firstMessage(), o.linger(), o.server());
    }

    @Test
    void a_subscription_that_the_broker_ends_ends_the_session() {
        var client = subscribed("1.2", "client");
        client.broker.end("/queue/a", "too many");
        assertEquals(Client.error(1008, "too many", "", "The subscription was '/queue/a'."), client.connection.seen());
    }

    @Test
    void a_subscription_that_has_ended_before_does_not() {
        var client = subscribed("1.2", "client");
        client.hears("UNSUBSCRIBE\nid:7\n\n^@");
        client.broker.end("/queue/a", "too many");
        assertEquals(List.of(), client.connection.seen());
    }

    @Test
    void an_ack_has_its_receipt() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                withMessages("1.2", "client", 1).hears("ACK\nid:1\nreceipt:r\n\n^@"));
    }
}
