package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.BrokerMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** BEGIN, COMMIT and ABORT, and frames with the header {@code transaction}. */
class TransactionsTest {
    private static final String BEGIN = "BEGIN\ntransaction:t\n\n^@";
    private static final String COMMIT = "COMMIT\ntransaction:t\n\n^@";
    private static final String ABORT = "ABORT\ntransaction:t\n\n^@";
    private static final String SEND = "SEND\ndestination:/topic/a\ntransaction:t\n\nx^@";
    private static final String ACK = "ACK\nid:1\ntransaction:t\n\n^@";

    private static Client connected() {
        return Client.speaking("1.2");
    }

    /** One that has got the message 1 and has yet to acknowledge it. */
    private static Client consumer() {
        var client = connected();
        client.hears("SUBSCRIBE\nid:7\nack:client\ndestination:/queue/a\n\n^@");
        client.hearsOf(BrokerMessage.text("m1", "/queue/a", Map.of(), "x"));
        client.broker.asked.clear();
        return client;
    }

    private static void assertRefused(int code, String message, Client client, String frames) {
        assertEquals("CLOSE " + code + " " + message, client.hears(frames).get(1));
    }

    @Test
    void what_is_sent_in_it_waits_for_commit() {
        var client = connected();
        assertEquals(List.of(), client.hears(BEGIN + SEND));
        assertEquals(List.of(), client.broker.asked);
    }

    @Test
    void commit_has_the_broker_apply_all_in_order() {
        var client = consumer();
        client.hears(BEGIN + SEND + ACK + SEND + COMMIT);
        assertEquals(List.of("apply publish /topic/a 'x', ACK 1, publish /topic/a 'x'"), client.broker.asked);
    }

    @Test
    void what_follows_a_commit_that_waits_for_a_queue_does_not_overtake_its_messages_to_topics() {
        var client = consumer();
        var done = new CompletableFuture<Void>();
        client.broker.answers.add(done);
        client.hears(BEGIN + SEND + ACK + COMMIT + "SEND\ndestination:/topic/a\nreceipt:r\n\nlater^@");
        client.hears("SEND\ndestination:/topic/b\n\nlast^@");
        assertEquals(List.of("apply publish /topic/a 'x', ACK 1"), client.broker.asked);
        done.complete(null);
        assertEquals(
                List.of("apply publish /topic/a 'x', ACK 1", "publish /topic/a", "publish /topic/b"),
                client.broker.asked);
        assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n^@"), client.connection.seen());
    }

    @Test
    void what_follows_a_commit_of_topics_alone_does_not_wait_for_it() {
        var client = connected();
        client.broker.answers.add(new CompletableFuture<>());
        client.hears(BEGIN + SEND + COMMIT + "SEND\ndestination:/topic/a\n\nlater^@");
        assertEquals(List.of("apply publish /topic/a 'x'", "publish /topic/a"), client.broker.asked);
    }

    @Test
    void what_follows_a_commit_that_fails_is_not_done() {
        var client = consumer();
        var done = new CompletableFuture<Void>();
        client.broker.answers.add(done);
        client.hears(BEGIN + SEND + ACK + COMMIT + "SEND\ndestination:/topic/a\n\nlater^@");
        done.completeExceptionally(new IllegalStateException("on purpose"));
        assertEquals(List.of("apply publish /topic/a 'x', ACK 1", "gone"), client.broker.asked);
    }

    @Test
    void the_header_does_not_reach_receivers() {
        var client = connected();
        client.hears(BEGIN + SEND + COMMIT);
        assertEquals(Map.of(), client.broker.published.get(0).headers());
    }

    @Test
    void abort_undoes_it() {
        var client = connected();
        assertEquals(List.of(), client.hears(BEGIN + SEND + ABORT));
        assertEquals(List.of(), client.broker.asked);
    }

    @Test
    void what_was_acknowledged_in_an_aborted_one_waits_again() {
        var client = consumer();
        assertEquals(List.of(), client.hears(BEGIN + ACK + ABORT + "ACK\nid:1\n\n^@"));
        assertEquals(List.of("ACK 1"), client.broker.asked);
    }

    @Test
    void what_was_acknowledged_in_one_cannot_be_acknowledged_outside() {
        assertRefused(
                1002,
                "No message '1' waits for this NACK; it had one before, or none was wanted",
                consumer(),
                BEGIN + ACK + "NACK\nid:1\n\n^@");
    }

    @Test
    void nack_may_be_in_one() {
        var client = consumer();
        client.hears(BEGIN + "NACK\nid:1\ntransaction:t\n\n^@" + COMMIT);
        assertEquals(List.of("apply NACK 1"), client.broker.asked);
    }

    @Test
    void an_empty_one_can_be_committed() {
        var client = connected();
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"), client.hears(BEGIN + "COMMIT\ntransaction:t\nreceipt:r\n\n^@"));
    }

    @Test
    void a_name_is_free_again_after_its_end() {
        assertEquals(List.of(), connected().hears(BEGIN + COMMIT + BEGIN + ABORT + BEGIN));
    }

    @Test
    void two_may_be_open_at_a_time() {
        var client = connected();
        var other = "\ntransaction:u\n\n^@";
        client.hears(BEGIN + "BEGIN" + other + SEND + "SEND\ndestination:/topic/b" + other + "COMMIT" + other);
        assertEquals(List.of("apply publish /topic/b ''"), client.broker.asked);
    }

    @Test
    void the_header_is_required() {
        for (var command : List.of("BEGIN", "COMMIT", "ABORT")) {
            assertRefused(1002, command + " needs the header 'transaction'", connected(), command + "\n\n^@");
        }
    }

    @Test
    void one_that_has_begun_does_not_begin_again() {
        assertRefused(1002, "Transaction 't' has begun already", connected(), BEGIN + BEGIN);
    }

    @Test
    void one_that_never_began_or_has_ended_is_refused() {
        for (var frame : List.of(COMMIT, ABORT, SEND, BEGIN + ABORT + SEND, BEGIN + COMMIT + COMMIT)) {
            assertRefused(1002, "There is no transaction 't'; begin it first", connected(), frame);
        }
        assertRefused(1002, "There is no transaction 't'; begin it first", consumer(), ACK);
    }

    @Test
    void a_send_that_is_not_allowed_is_refused_at_once() {
        assertRefused(
                1008,
                "Clients may not send to '/queue/a'",
                connected(),
                BEGIN + "SEND\ndestination:/queue/a\ntransaction:t\n\n^@");
    }

    @Test
    void the_receipt_of_a_frame_in_it_says_that_it_was_accepted() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:r\n\n^@"),
                connected().hears(BEGIN + "SEND\ndestination:/topic/a\ntransaction:t\nreceipt:r\n\nx^@"));
    }

    @Test
    void the_receipt_of_commit_waits_until_all_is_done() {
        var client = connected();
        var done = new CompletableFuture<Void>();
        client.broker.answers.add(done);
        assertEquals(List.of(), client.hears(BEGIN + SEND + "COMMIT\ntransaction:t\nreceipt:r\n\n^@"));
        done.complete(null);
        assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n^@"), client.connection.seen());
    }

    @Test
    void a_disconnect_aborts_it() {
        var client = connected();
        client.hears(BEGIN + SEND + "DISCONNECT\nreceipt:r\n\n^@");
        assertEquals(List.of("gone"), client.broker.asked);
    }

    @Test
    void the_end_of_the_connection_aborts_it() {
        var client = connected();
        client.hears(BEGIN + SEND);
        client.goesAway();
        assertEquals(List.of("gone"), client.broker.asked);
    }

    @Test
    void more_than_the_limit_are_refused() {
        var begun = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            begun.append("BEGIN\ntransaction:").append(i).append("\n\n^@");
        }
        assertRefused(1008, "There are 10 transactions already; the limit is 10", connected(), begun + BEGIN);
    }

    @Test
    void more_frames_than_the_limit_are_refused() {
        var client = connected();
        client.hears(BEGIN + SEND.repeat(1_000));
        assertRefused(1008, "The transaction has 1000 frames already; the limit is 1000", client, SEND);
    }

    @Test
    void more_bytes_than_the_limit_are_refused_whichever_transaction_has_them() {
        var client = connected();
        var big = "SEND\ndestination:/topic/a\ntransaction:%s\n\n" + "x".repeat(60_000) + "^@";
        assertEquals(
                List.of(),
                client.hears(BEGIN + "BEGIN\ntransaction:u\n\n^@"
                        + big.formatted("t").repeat(2)));
        assertEquals(List.of(), client.hears(big.formatted("u").repeat(2)));
        assertRefused(
                1008, "All transactions together have 300795 bytes; the limit is 262144", client, big.formatted("u"));
    }

    @Test
    void the_end_of_one_makes_room() {
        var client = connected();
        var big = "SEND\ndestination:/topic/a\ntransaction:t\n\n" + "x".repeat(60_000) + "^@";
        client.hears(BEGIN + big.repeat(4) + ABORT + BEGIN);
        assertEquals(List.of(), client.hears(big.repeat(4) + COMMIT + BEGIN));
        assertEquals(List.of(), client.hears(big.repeat(4)));
    }
}
