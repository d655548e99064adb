package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationHandler;
import io.bascule.broker.Publisher;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import io.bascule.stomp.PointServer.Seen;
import io.bascule.testing.RecordedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The points 41 to 48 of STOMP's check list: transactions, receipts, errors, closing and order. */
class StompTransactionPointsTest {
    private static final String BEGIN = "BEGIN\ntransaction:t\n\n^@";
    private static final String COMMIT = "COMMIT\ntransaction:t\nreceipt:c\n\n^@";
    private static final String SEND = "SEND\ndestination:/topic/a\ntransaction:t\n\n%s^@";

    /** An application that answers when the test has it do so, well or badly. */
    private static final class Application implements DestinationHandler {
        final CompletableFuture<Void> work = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
            return work;
        }

        @Override
        public CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    }

    private final PointServer server = new PointServer();

    private void assertRefused(String message, String frames) {
        for (var version : List.of("1.0", "1.1", "1.2")) {
            server.speaking(version).refused(1002, message, frames);
        }
    }

    private static List<String> bodies(PointServer.Peer peer) {
        return peer.seen().stream().map(frame -> new Seen(frame).body()).toList();
    }

    private static String receipt(String id) {
        return "RECEIPT\nreceipt-id:" + id + "\n\n^@";
    }

    @Test
    void point_41_a_transaction_needs_a_name() {
        for (var command : List.of("BEGIN", "COMMIT", "ABORT")) {
            assertRefused(command + " needs the header 'transaction'", command + "\n\n^@");
        }
    }

    @Test
    void point_41_a_name_in_use_is_refused() {
        assertRefused("Transaction 't' has begun already", BEGIN + BEGIN);
    }

    @Test
    void point_41_an_unknown_name_is_refused() {
        var unknown = "There is no transaction 't'; begin it first";
        assertRefused(unknown, "COMMIT\ntransaction:t\n\n^@");
        assertRefused(unknown, "ABORT\ntransaction:t\n\n^@");
        assertRefused(unknown, SEND.formatted("x"));
        var receiver = server.subscribed("1.2", "/queue/a", "ack:client");
        server.speaking("1.2").hears("SEND\ndestination:/queue/a\n\nx^@");
        var ack = receiver.only().header("ack").orElseThrow();
        receiver.refused(1002, unknown, "ACK\nid:" + ack + "\ntransaction:t\n\n^@");
    }

    @Test
    void point_42_the_receipt_of_a_send_in_it_says_accepted_and_nothing_is_delivered_yet() {
        var receiver = server.subscribed("1.2", "/topic/a");
        assertEquals(
                List.of(receipt("r")),
                server.speaking("1.2").hears(BEGIN + "SEND\ndestination:/topic/a\ntransaction:t\nreceipt:r\n\nx^@"));
        assertEquals(List.of(), receiver.seen());
    }

    @Test
    void point_42_the_receipt_of_commit_says_that_all_is_applied_in_order() {
        var receiver = server.subscribed("1.2", "/topic/a");
        assertEquals(
                List.of(receipt("c")),
                server.speaking("1.2").hears(BEGIN + SEND.formatted("1") + SEND.formatted("2") + COMMIT));
        assertEquals(List.of("1", "2"), bodies(receiver));
    }

    @Test
    void point_42_where_one_of_it_cannot_be_done_nothing_is() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var sender = server.speaking("1.2");
        sender.hears(BEGIN + SEND.formatted("1") + "SEND\ndestination:/nowhere/a\ntransaction:t\n\n2^@");
        assertEquals(2, sender.hears(COMMIT).size());
        assertEquals(List.of(), receiver.seen());
    }

    @Test
    void point_42_abort_undoes_sends_and_acks() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var sender = server.subscribed("1.2", "/queue/a", "ack:client");
        server.speaking("1.2").hears("SEND\ndestination:/queue/a\n\nx^@");
        var ack = "ACK\nid:" + sender.only().header("ack").orElseThrow();
        sender.hears(BEGIN + SEND.formatted("1") + ack + "\ntransaction:t\n\n^@ABORT\ntransaction:t\n\n^@");
        assertEquals(List.of(), receiver.seen());
        assertEquals(List.of(receipt("r")), sender.hears(ack + "\nreceipt:r\n\n^@"));
    }

    @Test
    void point_42_disconnect_and_the_end_of_the_connection_abort() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.2").hears(BEGIN + SEND.formatted("1") + "DISCONNECT\nreceipt:d\n\n^@");
        var lost = server.speaking("1.2");
        lost.hears(BEGIN + SEND.formatted("2"));
        lost.isGone();
        assertEquals(List.of(), receiver.seen());
    }

    @Test
    void point_42_an_ack_in_an_aborted_transaction_gives_the_message_to_another() {
        var lost = server.subscribed("1.2", "/queue/a", "ack:client");
        server.speaking("1.2").hears("SEND\ndestination:/queue/a\n\nx^@");
        lost.hears(BEGIN + "ACK\ntransaction:t\nid:" + lost.only().header("ack").orElseThrow() + "\n\n^@");
        lost.isGone();
        var other = server.speaking("1.2");
        other.hears("SUBSCRIBE\nid:1\ndestination:/queue/a\n\n^@")
                .forEach(frame -> assertEquals(Optional.of("true"), new Seen(frame).header("redelivered")));
    }

    @Test
    void point_43_every_frame_but_connect_has_its_receipt_in_order() {
        assertEquals(
                List.of(receipt("1"), receipt("2"), receipt("3"), receipt("4"), receipt("5"), receipt("6")),
                server.speaking("1.2")
                        .hears("SUBSCRIBE\nid:1\ndestination:/topic/b\nreceipt:1\n\n^@"
                                + "SEND\ndestination:/topic/a\nreceipt:2\n\nx^@BEGIN\ntransaction:t\nreceipt:3\n\n^@"
                                + "ABORT\ntransaction:t\nreceipt:4\n\n^@UNSUBSCRIBE\nid:1\nreceipt:5\n\n^@"
                                + "DISCONNECT\nreceipt:6\n\n^@"));
    }

    @Test
    void point_43_a_receipt_comes_when_the_frame_has_been_processed_and_in_the_order_of_frames() {
        var application = new Application();
        server.broker.serve("/app", application);
        var peer = server.speaking("1.2");
        assertEquals(
                List.of(),
                peer.hears(
                        "SEND\ndestination:/app/slow\nreceipt:1\n\nx^@SEND\ndestination:/topic/a\nreceipt:2\n\nx^@"));
        application.work.complete(null);
        assertEquals(List.of(receipt("1"), receipt("2")), peer.seen());
    }

    @Test
    void point_43_what_is_sent_after_the_receipt_of_subscribe_arrives() {
        var receiver = server.subscribed("1.2", "/topic/a");
        server.speaking("1.1").hears("SEND\ndestination:/topic/a\n\nx^@");
        assertEquals(List.of("x"), bodies(receiver));
    }

    @Test
    void point_44_an_error_says_what_was_wrong_with_which_frame() {
        var error = server.speaking("1.2")
                .refused(1002, "SUBSCRIBE needs the header 'id'", "SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@");
        assertEquals("""
                ERROR
                message:SUBSCRIBE needs the header 'id'
                content-type:text/plain
                receipt-id:r
                content-length:105

                SUBSCRIBE needs the header 'id'
                The frame was 'SUBSCRIBE [destination:/topic/a, receipt:r] and 0 bytes'.
                ^@""", error.text());
    }

    @Test
    void point_44_it_is_1002_for_a_fault_1008_for_what_is_forbidden_and_1009_for_what_is_too_big() {
        server.speaking("1.2").refused(1002, "Unknown command 'X'", "X\n\n^@");
        server.speaking("1.2")
                .refused(1008, "Clients may not send to '/topic/closed'", "SEND\ndestination:/topic/closed\n\n^@");
        server.speaking("1.2")
                .refused(1009, "content-length is '70000'; the limit is 65536", "SEND\ncontent-length:70000\n\n");
    }

    @Test
    void point_45_a_failure_of_the_application_is_an_error_without_its_words_and_without_a_receipt() {
        var application = new Application();
        server.broker.serve("/app", application);
        var peer = server.speaking("1.2");
        peer.hears("SEND\ndestination:/app/bad\nreceipt:r\n\nx^@");
        try (var log = RecordedLog.of(StompSession.class)) {
            application.work.completeExceptionally(new IllegalStateException("secret of the house"));
            assertEquals(1, log.thrown().size());
        }
        var seen = peer.seen();
        assertEquals("CLOSE 1011 Internal error", seen.get(1));
        assertFalse(seen.get(0).contains("secret"), seen::toString);
        assertFalse(seen.get(0).contains("Exception"), seen::toString);
        assertEquals(Optional.of("r"), new Seen(seen.get(0)).header("receipt-id"));
        assertEquals(2, seen.size());
    }

    @Test
    void point_46_disconnect_with_a_receipt_is_answered_and_closed_after_a_linger() {
        var peer = server.speaking("1.2");
        assertEquals(List.of(receipt("r")), peer.hears("DISCONNECT\nreceipt:r\n\n^@"));
        server.time.advance(Duration.ofMillis(999));
        assertEquals(List.of(), peer.seen());
        server.time.advance(Duration.ofMillis(1));
        assertEquals(List.of("CLOSE 1000"), peer.seen());
    }

    @Test
    void point_46_without_a_receipt_it_is_closed_and_no_error() {
        assertEquals(List.of("CLOSE 1000"), server.speaking("1.2").hears("DISCONNECT\n\n^@"));
    }

    @Test
    void point_47_frames_after_disconnect_are_ignored() {
        var receiver = server.subscribed("1.2", "/topic/a");
        var peer = server.speaking("1.2");
        assertEquals(
                List.of(receipt("r")),
                peer.hears("DISCONNECT\nreceipt:r\n\n^@SEND\ndestination:/topic/a\nreceipt:s\n\nx^@nonsense"));
        assertEquals(List.of(), peer.hears("SEND\ndestination:/topic/a\n\nx^@"));
        assertEquals(List.of(), receiver.seen());
    }

    @Test
    void point_48_the_messages_of_one_sender_keep_their_order_at_every_subscriber() {
        var receivers = List.of(server.subscribed("1.2", "/topic/a"), server.subscribed("1.0", "/topic/**"));
        var senders = List.of(server.speaking("1.2"), server.speaking("1.1"));
        var sent = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            var body = Integer.toString(i);
            sent.add(body);
            senders.get(i % 2).hears("SEND\ndestination:/topic/a\n\n" + body + "^@");
        }
        for (var receiver : receivers) {
            assertEquals(sent, bodies(receiver));
        }
    }
}
