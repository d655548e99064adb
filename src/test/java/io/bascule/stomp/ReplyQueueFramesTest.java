package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.stomp.PointServer.Peer;
import io.bascule.stomp.PointServer.Seen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests and their answers in temporary queues, frame by frame. */
class ReplyQueueFramesTest {
    private static final String ASK = "SEND\ndestination:/queue/questions\nreply-to:/temp-queue/answers\n\n?^@";

    private final PointServer server = new PointServer();
    private final Peer worker = server.subscribed("1.2", "/queue/questions");

    /** The address in the question that has come to the worker. */
    private String address() {
        return worker.only().header("reply-to").orElseThrow();
    }

    private void answer(String address, String body) {
        assertEquals(List.of(), worker.hears("SEND\ndestination:" + address + "\n\n" + body + "^@"));
    }

    @Test
    void an_answer_comes_under_the_name_that_the_client_has_given_its_queue() {
        var client = server.subscribed("1.2", "/temp-queue/answers");
        client.hears(ASK);
        answer(address(), "42");
        assertEquals(
                "MESSAGE\nsubscription:7\ndestination:/temp-queue/answers\nmessage-id:N\ncontent-length:2\n\n42^@",
                client.only().text().replaceAll("message-id:.*", "message-id:N"));
    }

    @Test
    void an_answer_waits_for_the_subscription() {
        var client = server.speaking("1.2");
        client.hears(ASK);
        answer(address(), "42");
        assertEquals(List.of(), client.seen());
        var answers = client.hears("SUBSCRIBE\nid:a\ndestination:/temp-queue/answers\n\n^@");
        assertEquals("42", new Seen(answers.get(0)).body());
    }

    @Test
    void an_answer_is_acknowledged_as_that_of_any_queue() {
        var client = server.subscribed("1.2", "/temp-queue/answers", "ack:client-individual");
        client.hears(ASK);
        answer(address(), "42");
        var refused = client.only().header("ack").orElseThrow();
        var again = new Seen(client.hears("NACK\nid:" + refused + "\n\n^@").get(0));
        assertEquals(Optional.of("true"), again.header("redelivered"));
        var ack = "ACK\nreceipt:done\nid:" + again.header("ack").orElseThrow() + "\n\n^@";
        assertEquals(List.of("RECEIPT\nreceipt-id:done\n\n^@"), client.hears(ack));
    }

    @Test
    void each_connection_has_queues_of_its_own() {
        var ann = server.subscribed("1.2", "/temp-queue/answers");
        var bob = server.subscribed("1.2", "/temp-queue/answers");
        ann.hears(ASK);
        answer(address(), "for ann");
        assertEquals("for ann", ann.only().body());
        assertEquals(List.of(), bob.seen());
    }

    @Test
    void an_answer_to_one_who_has_gone_is_dropped() {
        var client = server.subscribed("1.2", "/temp-queue/answers");
        client.hears(ASK);
        var address = address();
        client.isGone();
        answer(address, "too late");
        assertEquals(List.of(), client.seen());
    }

    @Test
    void nobody_subscribes_to_an_address() {
        var client = server.subscribed("1.2", "/temp-queue/answers");
        client.hears(ASK);
        var address = address();
        server.speaking("1.2")
                .refused(
                        1002,
                        "'" + address + "' takes messages and no subscriptions",
                        "SUBSCRIBE\nid:1\ndestination:" + address + "\n\n^@");
    }

    @Test
    void nobody_sends_to_the_name_of_a_temporary_queue() {
        server.speaking("1.2")
                .refused(
                        1008,
                        "Clients may not send to '/temp-queue/answers'",
                        "SEND\ndestination:/temp-queue/answers\n\n^@");
    }

    @Test
    void a_question_in_a_transaction_has_the_address_too() {
        var client = server.subscribed("1.2", "/temp-queue/answers");
        client.hears("BEGIN\ntransaction:t\n\n^@" + ASK.replace("reply-to", "transaction:t\nreply-to"));
        assertEquals(List.of(), worker.seen());
        client.hears("COMMIT\ntransaction:t\n\n^@");
        answer(address(), "42");
        assertEquals("42", client.only().body());
    }

    @Test
    void the_seventeenth_queue_of_a_connection_is_refused() {
        var client = server.speaking("1.2");
        for (int queue = 1; queue <= 16; queue++) {
            client.hears("SUBSCRIBE\nid:" + queue + "\ndestination:/temp-queue/" + queue + "\n\n^@");
        }
        client.refused(
                1002,
                "there are 16 temporary queues of this connection, the limit",
                "SUBSCRIBE\nid:17\ndestination:/temp-queue/17\n\n^@");
    }
}
