package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.Tunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.messaging.simp.stomp.ConnectionLostException;

/**
 * Spring's {@code WebSocketStompClient} against the conformance server; each test has destinations of its own. It sends
 * CONNECT without {@code host}, and knows no BEGIN, COMMIT and ABORT.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpringStompClientIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final String INDIVIDUAL = "client-individual";
    private static ServerUnderTest server;
    private final List<SpringClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startConformance(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void drop() {
        clients.forEach(SpringClient::close);
    }

    private SpringClient kept(SpringClient client) {
        clients.add(client);
        return client;
    }

    private SpringClient connected() throws Exception {
        return kept(SpringClient.connect(server.port()));
    }

    @Test
    void a_topic_reaches_every_subscriber() throws Exception {
        var first = connected().subscribe("/topic/a");
        var second = connected().subscribe("/topic/*");

        connected().send("/topic/a", "hello");

        assertEquals("hello", first.next().text());
        assertEquals("hello", second.next().text());
    }

    @Test
    void a_queue_gives_each_message_to_one_in_turn() throws Exception {
        var first = connected().subscribe("/queue/turn");
        var second = connected().subscribe("/queue/turn");
        var sender = connected();

        for (var text : List.of("1", "2", "3", "4")) {
            sender.sendAndAwait("/queue/turn", text);
        }

        assertEquals("1", first.next().text());
        assertEquals("2", second.next().text());
        assertEquals("3", first.next().text());
        assertEquals("4", second.next().text());
    }

    @Test
    void what_it_acknowledges_is_settled() throws Exception {
        var consumer = connected();
        var inbox = consumer.subscribe("/queue/acked", INDIVIDUAL);
        connected().send("/queue/acked", "done");
        consumer.ack(inbox.next());
        consumer.close();

        var next = connected().subscribe("/queue/acked");
        connected().send("/queue/acked", "news");
        assertEquals("news", next.next().text());
    }

    @Test
    void an_ack_of_client_mode_settles_all_before_it() throws Exception {
        var consumer = connected();
        var inbox = consumer.subscribe("/queue/cumulative", "client");
        var sender = connected();
        for (var text : List.of("1", "2", "3")) {
            sender.sendAndAwait("/queue/cumulative", text);
        }
        inbox.next();
        consumer.ack(inbox.next());
        consumer.close();

        assertEquals("3", connected().subscribe("/queue/cumulative").next().text());
    }

    @Test
    void what_it_has_not_acknowledged_when_it_goes_comes_to_another() throws Exception {
        var consumer = connected();
        var inbox = consumer.subscribe("/queue/left", INDIVIDUAL);
        connected().send("/queue/left", "work");
        assertNull(inbox.next().headers().getFirst("redelivered"));
        consumer.close();

        var again = connected().subscribe("/queue/left").next();
        assertEquals("work", again.text());
        assertEquals("true", again.headers().getFirst("redelivered"));
    }

    @Test
    void what_it_refuses_by_nack_comes_to_another() throws Exception {
        var refusing = connected();
        var inbox = refusing.subscribe("/queue/refused", INDIVIDUAL);
        connected().send("/queue/refused", "work");
        var refused = inbox.next();
        var other = connected().subscribe("/queue/refused", INDIVIDUAL);

        refusing.nack(refused);

        var again = other.next();
        assertEquals("work", again.text());
        assertEquals("true", again.headers().getFirst("redelivered"));
        assertTrue(inbox.isEmpty());
    }

    @Test
    void a_send_in_a_transaction_that_it_cannot_begin_is_an_error() throws Exception {
        var client = connected();
        client.sendIn("t", "/topic/transaction");
        assertEquals(
                "There is no transaction 't'; begin it first",
                client.error().headers().getFirst("message"));
    }

    @Test
    void bytes_come_as_they_were_sent() throws Exception {
        var bytes = new byte[] {0, 1, '\n', (byte) 0x80, (byte) 0xff, 0};
        var inbox = connected().subscribe("/topic/bytes");

        connected().sendBinary("/topic/bytes", bytes);

        assertArrayEquals(bytes, inbox.next().body());
    }

    @Test
    void text_and_bytes_come_in_the_order_in_which_they_were_sent() throws Exception {
        var inbox = connected().subscribe("/topic/mixed");
        var sender = connected();

        sender.send("/topic/mixed", "größer");
        sender.sendBinary("/topic/mixed", new byte[] {(byte) 0xff});
        sender.send("/topic/mixed", "kleiner");

        assertEquals("größer", inbox.next().text());
        assertArrayEquals(new byte[] {(byte) 0xff}, inbox.next().body());
        assertEquals("kleiner", inbox.next().text());
    }

    @Test
    void a_mebibyte_goes_in_one_message() throws Exception {
        var text = "x".repeat(MEBIBYTE);
        var bytes = new byte[MEBIBYTE];
        new Random(1).nextBytes(bytes);
        var inbox = connected().subscribe("/topic/large");
        var sender = connected();

        sender.send("/topic/large", text);
        sender.sendBinary("/topic/large", bytes);

        assertEquals(text, inbox.next().text());
        assertArrayEquals(bytes, inbox.next().body());
    }

    @Test
    void heart_beats_of_a_second_keep_a_silent_client() throws Exception {
        var client = kept(SpringClient.beating(server.port(), 1000));
        var inbox = client.subscribe("/topic/beating");

        client.staysFor(7); // Spring waits for three beats, the server for two

        connected().send("/topic/beating", "still here");
        assertEquals("still here", inbox.next().text());
    }

    @Test
    void a_client_whose_heart_beats_do_not_come_is_closed_and_its_work_given_to_another() throws Exception {
        try (var tunnel = new Tunnel(server.port())) {
            var lost = kept(SpringClient.beating(tunnel.port(), 1000));
            var inbox = lost.subscribe("/queue/beats", INDIVIDUAL);
            connected().send("/queue/beats", "work");
            inbox.next();
            var other = connected().subscribe("/queue/beats");

            tunnel.stall();

            var again = other.next();
            assertEquals("work", again.text());
            assertEquals("true", again.headers().getFirst("redelivered"));
        }
    }

    @Test
    void a_server_whose_heart_beats_do_not_come_is_left() throws Exception {
        try (var tunnel = new Tunnel(server.port())) {
            var client = kept(SpringClient.beating(tunnel.port(), 1000));

            tunnel.stall();

            assertInstanceOf(ConnectionLostException.class, client.loss());
        }
    }
}
