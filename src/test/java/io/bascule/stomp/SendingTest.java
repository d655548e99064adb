package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.DestinationRefused;
import io.bascule.connection.Part;
import io.bascule.testing.RecordedLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SEND, and what becomes of frames that the server does not process at once. */
class SendingTest {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
    private static final String SEND = "SEND\ndestination:/topic/a\n\nx^@";

    @Test
    void headers_of_the_user_pass_through_and_those_of_the_protocol_do_not() {
        var client = Client.speaking("1.2");
        client.hears("SEND\ndestination:/topic/a\nb:1\nreceipt:r\ncontent-length:1\nmessage-id:m\nsubscription:s\n"
                + "ack:k\nAuthorization:t\npasscode:p\ncontent-length :9\ncontent-type:text/plain\na:\\r\nb:2\n\nx^@");
        var message = client.broker.published.get(0);
        assertEquals("{b=1, content-type=text/plain, a=\r}", message.headers().toString());
        assertEquals("/topic/a", message.destination());
        assertEquals("x", message.text());
    }

    @Test
    void message_ids_are_made_by_the_server() {
        var client = Client.speaking("1.2");
        client.hears(SEND + SEND);
        assertEquals("c1-1", client.broker.published.get(0).id());
        assertEquals("c1-2", client.broker.published.get(1).id());
    }

    @Test
    void a_body_is_text_when_it_is_utf_8_whatever_the_message_it_came_in() {
        var client = Client.speaking("1.2");
        var frame = "SEND\ndestination:/topic/a\n\n\u20ac\0";
        client.session.received(Part.binary(frame.getBytes(StandardCharsets.UTF_8)), true);
        assertTrue(client.broker.published.get(0).isText());
    }

    @Test
    void a_body_that_is_not_utf_8_is_published_as_it_is() {
        var client = Client.speaking("1.2");
        client.session.received(
                Part.binary("SEND\ndestination:/topic/a\n\n\u00e9\0".getBytes(StandardCharsets.ISO_8859_1)), true);
        assertFalse(client.broker.published.get(0).isText());
    }

    @Test
    void a_frame_may_be_spread_over_messages_and_share_one() {
        var client = Client.speaking("1.2");
        client.hears("SEND\ndestination:/top");
        client.hears("ic/a\n\nx");
        client.hears("^@" + SEND);
        assertEquals(2, client.broker.published.size());
    }

    @Test
    void a_destination_is_required() {
        assertRefused(1002, "SEND needs the header 'destination'", "SEND\n\n^@");
    }

    @Test
    void a_client_sends_to_no_topic_queue_or_user_unless_a_rule_allows_it() {
        for (var denied : List.of("/queue/a", "/user/ann/queue/a", "/user/queue/a", "/elsewhere", "/topic/*")) {
            assertRefused(1008, "Clients may not send to '" + denied + "'", "SEND\ndestination:" + denied + "\n\n^@");
        }
    }

    @Test
    void a_destination_begins_with_a_slash() {
        assertRefused(1002, "a destination begins with a slash: 'a' does not", "SEND\ndestination:a\n\n^@");
    }

    @Test
    void commands_of_servers_are_refused() {
        for (var command : List.of("CONNECTED", "MESSAGE", "RECEIPT", "ERROR")) {
            assertRefused(1002, command + " is a command of servers; a client must not send it", command + "\n\n^@");
        }
    }

    @Test
    void a_frame_that_cannot_be_read_is_answered_with_error() {
        assertEquals(
                Client.error(
                        1002,
                        "content-length is 'x'; it must be a number of bytes",
                        "receipt-id:r\n",
                        "The frame was not read to its end."),
                Client.speaking("1.2").hears("SEND\nreceipt:r\ncontent-length:x\n\n"));
    }

    @Test
    void a_frame_over_a_limit_is_closed_with_1009() {
        assertRefused(1009, "content-length is '65537'; the limit is 65536", "SEND\ncontent-length:65537\n\n");
    }

    @Test
    void nothing_is_processed_behind_an_error() {
        var client = Client.speaking("1.2");
        client.hears("send\n\n^@" + SEND);
        client.hears(SEND);
        assertEquals(List.of(), client.broker.published);
    }

    @Test
    void a_receipt_waits_until_its_frame_has_been_processed() {
        var client = Client.speaking("1.2");
        var work = pending(client);
        assertEquals(List.of(), client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@"));
        work.complete(null);
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@"), client.connection.seen());
    }

    @Test
    void receipts_leave_in_the_order_of_their_frames() {
        var client = Client.speaking("1.2");
        var work = pending(client);
        client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@");
        assertEquals(List.of(), client.hears("SUBSCRIBE\nid:1\ndestination:/topic/b\nreceipt:2\n\n^@"));
        work.complete(null);
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@", "RECEIPT\nreceipt-id:2\n\n^@"), client.connection.seen());
    }

    @Test
    void receipts_leave_in_order_whichever_threads_do_the_work() throws Exception {
        var client = Client.speaking("1.2");
        var pool = Executors.newFixedThreadPool(3);
        for (int i = 0; i < 1000; i++) {
            client.broker.answers.add(i % 3 == 0 ? DONE : CompletableFuture.runAsync(Thread::yield, pool));
            client.session.received(Part.text("SEND\ndestination:/topic/a\nreceipt:" + i + "\n\n\0"), true);
        }
        pool.shutdown();
        assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
        var expected = IntStream.range(0, 1000).mapToObj(i -> "RECEIPT\nreceipt-id:" + i + "\n\n^@");
        assertEquals(expected.toList(), client.connection.seen());
    }

    @Test
    void a_refused_destination_is_told_in_the_brokers_words_without_a_receipt() {
        var client = Client.speaking("1.2");
        var work = pending(client);
        client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@");
        work.completeExceptionally(new CompletionException(new DestinationRefused("nothing there")));
        assertEquals(
                Client.error(
                        1002,
                        "nothing there",
                        "receipt-id:1\n",
                        "The frame was 'SEND [destination:/topic/a, receipt:1] and 0 bytes'."),
                client.connection.seen());
    }

    @Test
    void a_failure_of_the_application_is_1011_and_tells_nothing() {
        var client = Client.speaking("1.2");
        client.broker.answers.add(CompletableFuture.failedFuture(new IllegalStateException("secret of the house")));
        var heard = client.hears("SEND\ndestination:/topic/a\nreceipt:1\n\n^@" + SEND);
        assertEquals(
                Client.error(
                        1011,
                        "Internal error",
                        "receipt-id:1\n",
                        "The frame was 'SEND [destination:/topic/a, receipt:1] and 0 bytes'."),
                heard);
        assertEquals(1, client.broker.published.size());
    }

    @Test
    void a_failure_of_the_application_is_logged_once_with_its_stack_and_no_header_but_the_destination() {
        var failure = new IllegalStateException("on purpose");
        try (var log = RecordedLog.of(StompSession.class)) {
            var client = Client.speaking("1.2");
            client.broker.answers.add(CompletableFuture.failedFuture(new CompletionException(failure)));
            client.hears("SEND\ndestination:/topic/a\ntoken:secret\n\n^@");
            assertEquals(
                    List.of("SEVERE c1: SEND to '/topic/a' failed"),
                    log.lines().stream()
                            .filter(line -> !line.startsWith("FINE"))
                            .toList());
            assertEquals(List.of(failure), log.thrown());
        }
    }

    @Test
    void what_the_broker_tells_is_one_line_for_the_client_and_cut() {
        var client = Client.speaking("1.2");
        var told = "a\nb\u202e\u0007" + "x".repeat(400);
        client.broker.answers.add(CompletableFuture.failedFuture(new DestinationRefused(told)));
        var shown = "a?b??" + "x".repeat(395) + "...";
        assertEquals("ERROR\nmessage:" + shown, client.hears(SEND).get(0).substring(0, 14 + 403));
    }

    @Test
    void an_error_can_be_read_in_1_0_too() {
        var client = Client.speaking("1.0");
        var heard = client.hears("SEND\ndestination:/topic/a:\\b\r/*\nreceipt:a:\\b\n\n^@")
                .get(0);
        assertEquals(
                List.of(
                        "ERROR",
                        "message:a destination has no control characters",
                        "content-type:text/plain",
                        "receipt-id:a:\\b"),
                List.of(heard.split("\n")).subList(0, 4));
    }

    @Test
    void a_session_that_fails_itself_is_logged_and_closed_with_1011() {
        try (var log = RecordedLog.of(StompSession.class)) {
            var client = Client.speaking("1.2");
            var broken = new IllegalStateException("on purpose");
            client.broker.onGone = () -> {
                throw broken;
            };
            assertEquals(List.of("CLOSE 1011"), client.hears("nonsense\n"));
            assertEquals(List.of(broken), log.thrown());
        }
    }

    @Test
    void a_failure_is_logged_also_when_its_client_has_gone() {
        try (var log = RecordedLog.of(StompSession.class)) {
            var client = Client.speaking("1.2");
            var work = pending(client);
            client.hears(SEND);
            client.goesAway();
            work.completeExceptionally(new IllegalStateException("on purpose"));
            assertEquals(List.of("SEVERE c1: SEND to '/topic/a' failed"), log.lines());
        }
    }

    @Test
    void reading_stops_while_too_much_waits_for_the_application() {
        var client = Client.speaking("1.2");
        var work = new CompletableFuture<Void>();
        for (int i = 0; i < 65; i++) {
            assertTrue(client.connection.reading());
            client.broker.answers.add(work);
            client.hears(SEND);
        }
        assertFalse(client.connection.reading());
        work.complete(null);
        assertTrue(client.connection.reading());
    }

    @Test
    void reading_goes_on_behind_an_error_or_the_clients_close_frame_would_not_be_seen() {
        var client = Client.speaking("1.2");
        var work = new CompletableFuture<Void>();
        for (int i = 0; i < 65; i++) {
            client.broker.answers.add(work);
            client.hears(SEND);
        }
        work.completeExceptionally(new DestinationRefused("no"));
        assertEquals("CLOSE 1002 no", client.connection.seen().get(1));
        assertTrue(client.connection.reading());
    }

    @Test
    void reading_stops_while_too_many_bytes_wait_for_the_application() {
        var client = Client.speaking("1.2");
        for (int i = 0; i < 5; i++) {
            assertTrue(client.connection.reading());
            client.broker.answers.add(new CompletableFuture<>());
            client.hears("SEND\ndestination:/topic/a\n\n" + "x".repeat(60_000) + "^@");
        }
        assertFalse(client.connection.reading());
    }

    @Test
    void where_reading_cannot_stop_the_connection_is_closed() {
        var client = Client.speaking("1.2");
        client.connection.neverPause();
        for (int i = 0; i < 64; i++) {
            client.broker.answers.add(new CompletableFuture<>());
            assertEquals(List.of(), client.hears(SEND));
        }
        client.broker.answers.add(new CompletableFuture<>());
        assertEquals(
                Client.error(
                        1008,
                        "More than 64 frames or 262144 bytes wait to be handled",
                        "",
                        "Wait for receipts before you send more."),
                client.hears(SEND));
    }

    @Test
    void reading_stops_while_too_many_receipts_wait_for_one_before_them() {
        var client = Client.speaking("1.2");
        var work = pending(client);
        for (int i = 0; i < 65; i++) {
            assertTrue(client.connection.reading());
            client.hears("SEND\ndestination:/topic/a\nreceipt:" + i + "\n\n^@");
        }
        assertFalse(client.connection.reading());
        work.complete(null);
        assertTrue(client.connection.reading());
        assertEquals(65, client.connection.seen().size());
    }

    @Test
    void reading_stops_while_long_receipts_wait() {
        var client = Client.speaking("1.2");
        client.broker.answers.add(new CompletableFuture<>());
        for (int i = 0; i < 35; i++) {
            assertTrue(client.connection.reading());
            client.hears("SEND\ndestination:/topic/a\nreceipt:" + "x".repeat(7_500) + "\n\n^@");
        }
        assertFalse(client.connection.reading());
    }

    @Test
    void reading_stops_while_messages_wait_for_their_turn_and_goes_on_when_none_does() throws Exception {
        var client = Client.speaking("1.2");
        var held = new CountDownLatch(1);
        var holding = new CountDownLatch(1);
        client.broker.onPublish = () -> {
            holding.countDown();
            join(held);
        };
        var other = new Thread(() -> client.session.received(Part.text(SEND.replace("^@", "\0")), true));
        other.start();
        join(holding);
        client.broker.onPublish = () -> assertFalse(client.connection.reading());
        for (int i = 0; i < 65; i++) {
            assertTrue(client.connection.reading());
            client.hears(SEND);
        }
        assertFalse(client.connection.reading());
        held.countDown();
        other.join();
        assertTrue(client.connection.reading());
        assertEquals(66, client.broker.published.size());
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            throw new IllegalStateException("The test is over", over);
        }
    }

    private static CompletableFuture<Void> pending(Client client) {
        var work = new CompletableFuture<Void>();
        client.broker.answers.add(work);
        return work;
    }

    private static void assertRefused(int code, String message, String frames) {
        assertEquals(
                "CLOSE " + code + " " + message,
                Client.speaking("1.2").hears(frames).get(1));
    }
}
