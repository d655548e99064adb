package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.connection.CloseStatus;
import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.StompFrame;
import io.bascule.presence.Presence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes share beside topics: queues, and who is there. Each node, and the broker, is a process of its own. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 1_000;

    @TempDir
    static Path files;

    private static Cluster cluster;
    private static BrokerProcess broker;
    private static Member west;
    private static Member east;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(files, "west", "east");
        broker = cluster.broker();
        west = cluster.members().get(0);
        east = cluster.members().get(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void what_is_sent_to_a_queue_at_one_node_reaches_the_only_consumer_at_another_once_and_in_order() throws Exception {
        try (var there = Reader.start(east.port(), "/queue/calm")) {
            assertEquals(
                    MESSAGES,
                    Publisher.start(west.port(), "/queue/calm", MESSAGES).last());
            there.awaitAll(MESSAGES);
        }
    }

    @Test
    void of_two_consumers_at_two_nodes_each_message_reaches_one() throws Exception {
        try (var here = Reader.start(west.port(), "/queue/both");
                var there = Reader.start(east.port(), "/queue/both")) {
            assertEquals(
                    MESSAGES,
                    Publisher.start(west.port(), "/queue/both", MESSAGES).last());
            Poll.within(PATIENCE, () -> here.numbers().size() + there.numbers().size() >= MESSAGES);
            var all = new HashSet<>(here.numbers());
            all.addAll(there.numbers());
            assertEquals(MESSAGES, all.size());
            assertEquals(MESSAGES, here.numbers().size() + there.numbers().size());
        }
    }

    @Test
    void a_broker_that_is_killed_and_comes_back_loses_and_repeats_nothing_of_a_queue() throws Exception {
        try (var there = Reader.start(east.port(), "/queue/kill")) {
            var publisher = Publisher.start(west.port(), "/queue/kill", MESSAGES);
            publisher.awaitReceipts(MESSAGES / 3);
            broker.kill();
            broker.start();
            assertEquals(MESSAGES, publisher.last());
            there.awaitAll(MESSAGES);
        }
    }

    @Test
    void a_broker_that_is_paused_loses_and_repeats_nothing_of_a_queue() throws Exception {
        try (var there = Reader.start(east.port(), "/queue/pause")) {
            var publisher = Publisher.start(west.port(), "/queue/pause", MESSAGES);
            publisher.awaitReceipts(MESSAGES / 3);
            broker.pause();
            boolean noticed = Poll.until(() -> !west.isUp());
            broker.resume();
            assertTrue(noticed, "west is up though the broker is paused");
            assertEquals(MESSAGES, publisher.last());
            there.awaitAll(MESSAGES);
        }
    }

    @Test
    void what_a_killed_node_had_taken_and_not_acknowledged_goes_to_a_consumer_at_another_marked() throws Exception {
        try (var south = Member.start(broker, "south");
                var taker = Load.connect(south.port());
                var sender = Load.connect(west.port());
                var other = Load.connect(east.port())) {
            taker.send("SUBSCRIBE\nid:q\ndestination:/queue/node\nack:client-individual\nreceipt:s\n\n^@");
            taker.receipt("s");
            for (int i = 1; i <= 3; i++) {
                sender.send("SEND\ndestination:/queue/node\nreceipt:" + i + "\n\n" + i + "^@");
                sender.receipt(Integer.toString(i));
            }
            var first = taker.messageOf("q");
            assertEquals("1", first.body());
            taker.send("ACK\nid:" + first.header("ack") + "\nreceipt:a\n\n^@");
            while (!taker.next().command().equals("RECEIPT")) {}
            south.kill();
            other.send("SUBSCRIBE\nid:q\ndestination:/queue/node\nack:client\nreceipt:s\n\n^@");
            other.receipt("s");
            var second = other.messageOf("q");
            assertEquals("2 true", second.body() + " " + second.header("redelivered"));
            assertEquals("3", other.messageOf("q").body());
        }
    }

    @Test
    void a_message_nobody_has_taken_survives_the_death_of_its_node_and_of_the_broker() throws Exception {
        try (var south = Member.start(broker, "south-east");
                var sender = Load.connect(south.port())) {
            sender.send("SEND\ndestination:/queue/alone\nreceipt:r\n\nx^@");
            sender.receipt("r");
            south.kill();
            broker.kill();
            broker.start();
            try (var consumer = Load.connect(east.port())) {
                consumer.send("SUBSCRIBE\nid:q\ndestination:/queue/alone\n\n^@");
                assertEquals("x", consumer.messageOf("q").body());
            }
        }
    }

    @Test
    void a_transaction_of_a_message_and_an_acknowledgement_reaches_the_other_node() throws Exception {
        try (var here = Load.connect(west.port());
                var there = Load.connect(east.port())) {
            here.send("SUBSCRIBE\nid:in\ndestination:/queue/in\nack:client\n\n^@");
            there.send("SUBSCRIBE\nid:out\ndestination:/queue/out\n\n^@");
            there.send("SEND\ndestination:/queue/in\n\nx^@");
            var taken = here.messageOf("in");
            here.send("BEGIN\ntransaction:t\n\n^@");
            here.send("SEND\ntransaction:t\ndestination:/queue/out\n\ny^@");
            here.send("ACK\ntransaction:t\nid:" + taken.header("ack") + "\n\n^@");
            here.send("COMMIT\ntransaction:t\nreceipt:c\n\n^@");
            here.receipt("c");
            assertEquals("y", there.messageOf("out").body());
        }
    }

    /** A node without a port, in this process. */
    private static Bascule node(String name) {
        return new Bascule(BasculeOptions.of(Map.of("node", name, "backplane.url", broker.url())));
    }

    private static Set<String> nodesOf(String user, Bascule as) {
        return as.presence().everywhere().stream()
                .filter(client -> client.user().equals(Optional.of(user)))
                .map(Presence.Client::node)
                .collect(Collectors.toSet());
    }

    @Test
    void who_is_connected_where_is_known_everywhere_until_10_s_after_a_node_was_killed() throws Exception {
        try (var observer = node("observer-of-presence");
                var south = Member.start(broker, "presence");
                var here = Load.connectAs("guest", west.port());
                var there = Load.connectAs("guest", south.port())) {
            assertTrue(
                    Poll.within(PATIENCE, () -> nodesOf("guest", observer).equals(Set.of("west", "presence"))),
                    () -> nodesOf("guest", observer).toString());
            here.close();
            assertTrue(Poll.within(PATIENCE, () -> nodesOf("guest", observer).equals(Set.of("presence"))));
            south.kill();
            assertTrue(Poll.within(
                    Duration.ofSeconds(12), () -> nodesOf("guest", observer).isEmpty()));
            assertThrows(AssertionError.class, there::next, "its node is dead");
        }
    }

    @Test
    void a_user_is_disconnected_at_all_nodes_and_others_are_not() throws Exception {
        try (var one = node("ends-logins");
                var other = Load.connect(east.port());
                var here = Load.connectAs("guest", west.port());
                var there = Load.connectAs("guest", east.port())) {
            assertTrue(Poll.within(PATIENCE, () -> nodesOf("guest", one).equals(Set.of("west", "east"))));
            var ended = one.disconnectUser("guest", CloseStatus.POLICY.because("logged out"));
            assertEquals("logged out", here.webSocket().expectClose(1008).reason());
            assertEquals("logged out", there.webSocket().expectClose(1008).reason());
            assertEquals(2, ended.toCompletableFuture().get(10, TimeUnit.SECONDS));
            other.send("SEND\ndestination:/topic/x\nreceipt:r\n\n^@");
            other.receipt("r");
        }
    }

    @Test
    void one_connection_is_disconnected_wherever_it_is() throws Exception {
        try (var one = node("ends-connections");
                var there = Load.connectAs("guest", east.port())) {
            assertTrue(Poll.within(PATIENCE, () -> nodesOf("guest", one).equals(Set.of("east"))));
            var id = one.presence().everywhere().stream()
                    .filter(client -> client.user().isPresent())
                    .findFirst()
                    .orElseThrow()
                    .connection();
            var ended = one.disconnect(id, CloseStatus.POLICY.because("enough"));
            assertEquals("enough", there.webSocket().expectClose(1008).reason());
            assertEquals(1, ended.toCompletableFuture().get(10, TimeUnit.SECONDS));
            assertEquals(
                    0,
                    one.disconnect(id, CloseStatus.POLICY).toCompletableFuture().get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_user_whose_node_is_killed_goes_on_at_another_and_misses_nothing() throws Exception {
        try (var application = node("application");
                var south = Member.start(broker, "orders");
                var before = Load.connectAs("guest", south.port());
                var after = Load.connectAs("guest", east.port())) {
            var subscribe = "SUBSCRIBE\nid:o\ndestination:/user/queue/orders\nreceipt:r\n";
            before.send(subscribe + "\n^@");
            before.receipt("r");
            send(application, "0");
            var last = before.messageOf("o");
            south.kill();
            send(application, "1");
            send(application, "2");
            after.send(subscribe + "epoch:" + last.header("epoch") + "\noffset:" + last.header("offset") + "\n\n^@");
            var answer = List.of(after.next(), after.next(), after.next());
            var resumed = answer.stream()
                    .filter(one -> one.command().equals("RECEIPT"))
                    .map(one -> one.header("resumed"))
                    .toList();
            var bodies = answer.stream()
                    .filter(one -> one.command().equals("MESSAGE"))
                    .map(StompFrame::body)
                    .toList();
            assertEquals(List.of("true"), resumed);
            assertEquals(List.of("1", "2"), bodies);
        }
    }

    private static void send(Bascule application, String text) throws Exception {
        application
                .messenger()
                .toUser("guest", "/queue/orders", text)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
