package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.stomp.PointServer.Peer;
import io.bascule.stomp.PointServer.Seen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The points 29 to 40 of STOMP's check list: subscribing, sending and acknowledging. */
class StompSubscribingPointsTest {
    private static final List<String> VERSIONS = List.of("1.0", "1.1", "1.2");

    private final PointServer server = new PointServer();

    private void assertRefused(String message, String version, String frames) {
        server.speaking(version).refused(1002, message, frames);
    }

    private void send(String destination, String... bodies) {
        var sender = server.speaking("1.2");
        for (var body : bodies) {
            assertEquals(List.of(), sender.hears("SEND\ndestination:" + destination + "\n\n" + body + "^@"));
        }
    }

    private static List<Seen> messages(Peer peer) {
        return peer.seen().stream().map(Seen::new).toList();
    }

    private static String ack(Seen message) {
        return message.header("ack").orElseThrow();
    }

    @Test
    void point_39_an_ack_settles_only_what_its_own_connection_was_given() {
        var ann = server.subscribed("1.2", "/queue/own", "ack:client");
        send("/queue/own", "work");
        var id = ack(ann.only());
        var bob = server.subscribed("1.2", "/queue/own", "ack:client");
        for (var command : List.of("ACK", "NACK")) {
            server.subscribed("1.2", "/queue/own", "ack:client")
                    .refused(
                            1002,
                            "No message '" + id + "' waits for this " + command
                                    + "; it had one before, or none was wanted",
                            command + "\nid:" + id + "\n\n^@");
        }
        assertEquals(List.of(), bob.seen());
        ann.isGone();
        assertEquals(List.of("work"), bodies(messages(bob)));
    }

    @Test
    void point_39_before_1_2_too() {
        var ann = server.subscribed("1.1", "/queue/own", "ack:client");
        send("/queue/own", "work");
        var id = ann.only().header("message-id").orElseThrow();
        server.subscribed("1.1", "/queue/own", "ack:client")
                .refused(
                        1002,
                        "No message '" + id + "' waits for this ACK; it had one before, or none was wanted",
                        "ACK\nsubscription:7\nmessage-id:" + id + "\n\n^@");
    }

    private static List<String> bodies(List<Seen> messages) {
        return messages.stream().map(Seen::body).toList();
    }

    @Test
    void point_29_from_1_1_on_subscribe_needs_an_id_and_always_a_destination() {
        for (var version : List.of("1.1", "1.2")) {
            assertRefused("SUBSCRIBE needs the header 'id'", version, "SUBSCRIBE\ndestination:/topic/a\n\n^@");
        }
        for (var version : VERSIONS) {
            var error = server.speaking(version)
                    .refused(1002, "SUBSCRIBE needs the header 'destination'", "SUBSCRIBE\nid:1\nreceipt:r\n\n^@");
            assertEquals(Optional.of("r"), error.header("receipt-id"));
        }
    }

    @Test
    void point_29_in_1_0_the_destination_stands_for_the_id_and_no_message_names_one() {
        var receiver = server.speaking("1.0");
        receiver.hears("SUBSCRIBE\ndestination:/topic/a\n\n^@");
        send("/topic/a", "x");
        assertEquals(Optional.empty(), receiver.only().header("subscription"));
    }

    @Test
    void point_30_an_id_in_use_is_refused() {
        for (var version : VERSIONS) {
            assertRefused(
                    "Subscription '7' exists already",
                    version,
                    "SUBSCRIBE\nid:7\ndestination:/topic/a\n\n^@SUBSCRIBE\nid:7\ndestination:/topic/b\n\n^@");
        }
    }

    @Test
    void point_31_an_unknown_ack_mode_is_refused() {
        assertRefused(
                "ack is 'Auto'; in STOMP 1.2 it must be auto, client or client-individual",
                "1.2",
                "SUBSCRIBE\nid:1\nack:Auto\ndestination:/topic/a\n\n^@");
    }

    @Test
    void point_31_client_individual_is_refused_in_1_0() {
        assertRefused(
                "ack is 'client-individual'; in STOMP 1.0 it must be auto or client",
                "1.0",
                "SUBSCRIBE\nid:1\nack:client-individual\ndestination:/topic/a\n\n^@");
    }

    @Test
    void point_32_unsubscribe_needs_an_id_that_exists() {
        assertRefused("UNSUBSCRIBE needs the header 'id'", "1.2", "UNSUBSCRIBE\ndestination:/topic/a\n\n^@");
        assertRefused("There is no subscription '9'", "1.1", "UNSUBSCRIBE\nid:9\n\n^@");
    }

    @Test
    void point_32_in_1_0_the_destination_is_enough() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                server.speaking("1.0")
                        .hears("SUBSCRIBE\ndestination:/topic/a\n\n^@"
                                + "UNSUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@"));
    }

    @Test
    void point_32_after_its_receipt_no_message_comes() {
        var receiver = server.subscribed("1.2", "/topic/a");
        assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n^@"), receiver.hears("UNSUBSCRIBE\nid:7\nreceipt:u\n\n^@"));
        send("/topic/a", "x");
        assertEquals(List.of(), receiver.seen());
    }

    @Test
    void point_33_send_needs_a_destination() {
        for (var version : VERSIONS) {
            assertRefused("SEND needs the header 'destination'", version, "SEND\n\nx^@");
        }
    }

    @Test
    void point_33_without_subscribers_it_is_accepted() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                server.speaking("1.2").hears("SEND\ndestination:/topic/nobody\nreceipt:r\n\nx^@"));
    }

    @Test
    void point_34_own_headers_are_passed_on_and_those_of_the_protocol_are_not() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.2")
                .hears("BEGIN\ntransaction:t\n\n^@SEND\ndestination:/topic/a\nreceipt:r\ntransaction:t\npriority:9"
                        + "\nmessage-id:forged\nsubscription:forged\nack:forged\nredelivered:true\ncontent-length:1"
                        + "\npasscode:secret\n\nx^@COMMIT\ntransaction:t\n\n^@");
        assertEquals(
                "MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:c2-1\npriority:9\ncontent-length:1\n\nx^@",
                receiver.only().text());
    }

    @Test
    void point_35_a_message_names_destination_subscription_and_an_id_of_its_own() {
        var receiver = server.subscribed("1.1", "/topic/*");
        send("/topic/a", "1", "2");
        var messages = messages(receiver);
        assertEquals(Optional.of("/topic/a"), messages.get(0).header("destination"));
        assertEquals(Optional.of("7"), messages.get(0).header("subscription"));
        assertNotEquals(messages.get(0).header("message-id"), messages.get(1).header("message-id"));
    }

    @Test
    void point_35_only_in_1_2_and_where_an_ack_is_wanted_there_is_an_ack_header() {
        for (var version : VERSIONS) {
            var receiver = server.subscribed(version, "/queue/" + version, "ack:client");
            send("/queue/" + version, "x");
            assertEquals(version.equals("1.2"), receiver.only().header("ack").isPresent());
        }
        var auto = server.subscribed("1.2", "/topic/a");
        send("/topic/a", "x");
        assertEquals(Optional.empty(), auto.only().header("ack"));
    }

    @Test
    void point_35_an_ack_names_the_message_as_its_version_has_it() {
        var first = server.subscribed("1.0", "/queue/a", "ack:client");
        send("/queue/a", "x");
        var id = first.only().header("message-id").orElseThrow();
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"), first.hears("ACK\nmessage-id:" + id + "\nreceipt:r\n\n^@"));

        var second = server.subscribed("1.1", "/queue/b", "ack:client");
        send("/queue/b", "x");
        var other = second.only().header("message-id").orElseThrow();
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                second.hears("ACK\nmessage-id:" + other + "\nsubscription:7\nreceipt:r\n\n^@"));

        var third = server.subscribed("1.2", "/queue/c", "ack:client");
        send("/queue/c", "x");
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                third.hears("ACK\nid:" + ack(third.only()) + "\nreceipt:r\n\n^@"));
    }

    @Test
    void point_36_two_subscriptions_that_match_bring_two_messages_each_with_its_own_ack() {
        var receiver = server.subscribed("1.2", "/topic/a", "ack:client-individual");
        receiver.hears("SUBSCRIBE\nid:8\ndestination:/topic/*\nack:client-individual\n\n^@");
        send("/topic/a", "x");
        var messages = messages(receiver);
        assertEquals(2, messages.size());
        assertNotEquals(messages.get(0).header("subscription"), messages.get(1).header("subscription"));
        assertNotEquals(ack(messages.get(0)), ack(messages.get(1)));
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                receiver.hears("ACK\nid:" + ack(messages.get(1)) + "\n\n^@ACK\nid:" + ack(messages.get(0))
                        + "\nreceipt:r\n\n^@"));
    }

    @Test
    void point_37_commands_of_servers_are_refused() {
        for (var command : List.of("MESSAGE", "CONNECTED", "RECEIPT", "ERROR")) {
            assertRefused(
                    command + " is a command of servers; a client must not send it",
                    "1.2",
                    command + "\ndestination:/topic/a\nmessage-id:1\n\n^@");
        }
    }

    @Test
    void point_38_nack_is_not_in_1_0() {
        assertRefused("STOMP 1.0 has no NACK; it came with 1.1", "1.0", "NACK\nmessage-id:1\n\n^@");
    }

    @Test
    void point_38_a_message_refused_by_nack_comes_again_and_says_so() {
        for (var version : List.of("1.1", "1.2")) {
            var receiver = server.subscribed(version, "/queue/" + version, "ack:client-individual");
            send("/queue/" + version, "x");
            var first = receiver.only();
            assertEquals(Optional.empty(), first.header("redelivered"));
            var again = new Seen(receiver.hears(nack(first, version)).get(0));
            assertEquals(Optional.of("true"), again.header("redelivered"));
            assertEquals(first.header("message-id"), again.header("message-id"));
        }
    }

    private static String nack(Seen message, String version) {
        var named = version.equals("1.2")
                ? "id:" + ack(message)
                : "message-id:" + message.header("message-id").orElseThrow() + "\nsubscription:7";
        return "NACK\n" + named + "\n\n^@";
    }

    @Test
    void point_39_in_the_mode_client_an_ack_counts_for_those_before_it() {
        var receiver = server.subscribed("1.2", "/queue/a", "ack:client");
        send("/queue/a", "1", "2", "3");
        var messages = messages(receiver);
        receiver.hears("ACK\nid:" + ack(messages.get(1)) + "\n\n^@");
        receiver.isGone();
        assertEquals(List.of("3"), left("/queue/a"));
    }

    @Test
    void point_39_in_the_mode_client_individual_it_counts_for_one() {
        var receiver = server.subscribed("1.2", "/queue/a", "ack:client-individual");
        send("/queue/a", "1", "2", "3");
        var messages = messages(receiver);
        receiver.hears("ACK\nid:" + ack(messages.get(1)) + "\n\n^@");
        receiver.isGone();
        assertEquals(List.of("1", "3"), left("/queue/a"));
    }

    /** What a new subscriber gets. */
    private List<String> left(String queue) {
        return server.speaking("1.2").hears("SUBSCRIBE\nid:7\ndestination:" + queue + "\n\n^@").stream()
                .map(message -> new Seen(message).body())
                .toList();
    }

    @Test
    void point_39_an_unknown_id_and_one_acknowledged_before_are_refused() {
        assertRefused(
                "No message '5' waits for this ACK; it had one before, or none was wanted", "1.2", "ACK\nid:5\n\n^@");
        var receiver = server.subscribed("1.2", "/queue/a", "ack:client");
        send("/queue/a", "x");
        var ack = ack(receiver.only());
        receiver.refused(
                1002,
                "No message '" + ack + "' waits for this ACK; it had one before, or none was wanted",
                "ACK\nid:" + ack + "\n\n^@ACK\nid:" + ack + "\n\n^@");
    }

    @Test
    void point_39_a_message_of_an_auto_subscription_cannot_be_acknowledged() {
        var receiver = server.subscribed("1.1", "/queue/a");
        send("/queue/a", "x");
        var id = receiver.only().header("message-id").orElseThrow();
        receiver.refused(
                1002,
                "No message '" + id + "' waits for this ACK; it had one before, or none was wanted",
                "ACK\nmessage-id:" + id + "\nsubscription:7\n\n^@");
    }

    @Test
    void point_40_what_was_not_acknowledged_goes_to_another_and_says_so() {
        var lost = server.subscribed("1.2", "/queue/a", "ack:client");
        send("/queue/a", "1", "2");
        assertEquals(List.of("1", "2"), bodies(messages(lost)));
        var other = server.subscribed("1.2", "/queue/a");
        lost.isGone();
        var messages = messages(other);
        assertEquals(List.of("1", "2"), bodies(messages));
        assertTrue(messages.stream()
                .allMatch(message -> message.header("redelivered").equals(Optional.of("true"))));
    }
}
