package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** DISCONNECT, "Connection Lingering", and connections that are lost. */
class LeavingTest {
    private static final String SUBSCRIBE = "SUBSCRIBE\nid:7\ndestination:/topic/a\n\n^@";

    @Test
    void disconnect_without_a_receipt_closes_without_an_error() {
        assertEquals(List.of("CLOSE 1000"), Client.speaking("1.2").hears("DISCONNECT\n\n^@"));
    }

    @Test
    void disconnect_with_a_receipt_closes_after_a_while() {
        var client = Client.speaking("1.2");
        assertEquals(List.of("RECEIPT\nreceipt-id:bye\n\n^@"), client.hears("DISCONNECT\nreceipt:bye\n\n^@"));
        assertEquals(List.of(), client.hearsAfter(999));
        assertEquals(List.of("CLOSE 1000"), client.hearsAfter(1));
    }

    @Test
    void the_receipt_of_disconnect_waits_for_those_before() {
        var client = Client.speaking("1.2");
        var work = new CompletableFuture<Void>();
        client.broker.answers.add(work);
        assertEquals(List.of(), client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@DISCONNECT\nreceipt:2\n\n^@"));
        work.complete(null);
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@", "RECEIPT\nreceipt-id:2\n\n^@"), client.connection.seen());
    }

    @Test
    void frames_after_disconnect_are_ignored() {
        var client = Client.speaking("1.2");
        client.hears("DISCONNECT\nreceipt:bye\n\n^@SEND\ndestination:/topic/a\n\n^@");
        assertEquals(List.of(), client.hears("SEND\ndestination:/topic/a\n\n^@nonsense\n"));
        assertEquals(List.of(), client.broker.published);
    }

    @Test
    void after_disconnect_no_message_comes() {
        var client = Client.speaking("1.2");
        client.hears(SUBSCRIBE + "DISCONNECT\nreceipt:bye\n\n^@");
        assertEquals(List.of(), client.hearsOf("/topic/a", "x"));
    }

    @Test
    void the_broker_is_told_once_that_a_client_is_gone() {
        for (var end : List.of("", "DISCONNECT\n\n^@", "DISCONNECT\nreceipt:bye\n\n^@", "nonsense\n")) {
            var client = Client.speaking("1.2");
            client.hears(SUBSCRIBE + end);
            client.goesAway();
            assertEquals(List.of("subscribe /topic/a", "gone"), client.broker.asked);
        }
    }

    @Test
    void a_client_that_is_gone_leaves_no_appointment_behind() {
        for (var way : List.of(
                "",
                "CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n^@",
                "CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n^@DISCONNECT\nreceipt:bye\n\n^@",
                "CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n^@nonsense\n")) {
            var client = new Client();
            client.hears(way);
            client.goesAway();
            assertEquals(0, client.time.pending());
        }
    }

    @Test
    void work_that_ends_after_its_client_has_gone_is_no_matter() {
        var client = Client.speaking("1.2");
        var work = new CompletableFuture<Void>();
        client.broker.answers.add(work);
        client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@");
        client.goesAway();
        assertTrue(work.complete(null));
        assertEquals(List.of(), client.connection.seen());
    }
}
