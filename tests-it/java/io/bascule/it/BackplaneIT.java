package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.wire.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and a real broker, each a process of its own, and what is done to them under a steady load. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackplaneIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 3_000;

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
    void what_is_published_at_one_node_reaches_the_clients_of_both_once_and_in_order() throws Exception {
        try (var here = Reader.start(west.port(), "/topic/calm");
                var there = Reader.start(east.port(), "/topic/calm")) {
            int last = Publisher.start(west.port(), "/topic/calm", MESSAGES).last();
            assertEquals(MESSAGES, last);
            here.awaitAll(last);
            there.awaitAll(last);
        }
    }

    @Test
    void a_broker_that_is_killed_and_comes_back_loses_nothing() throws Exception {
        try (var here = Reader.start(west.port(), "/topic/kill");
                var there = Reader.start(east.port(), "/topic/kill")) {
            var publisher = Publisher.start(west.port(), "/topic/kill", MESSAGES);
            publisher.awaitReceipts(MESSAGES / 3);
            broker.kill();
            assertTrue(Poll.until(() -> !west.isUp()), "west is up without a broker");
            broker.start();
            assertEquals(MESSAGES, publisher.last());
            here.awaitAll(MESSAGES);
            there.awaitAll(MESSAGES);
            assertTrue(Poll.until(west::isUp), "west is not up again");
        }
    }

    @Test
    void a_broker_that_is_paused_loses_nothing() throws Exception {
        try (var here = Reader.start(west.port(), "/topic/pause");
                var there = Reader.start(east.port(), "/topic/pause")) {
            var publisher = Publisher.start(west.port(), "/topic/pause", MESSAGES);
            publisher.awaitReceipts(MESSAGES / 3);
            broker.pause();
            boolean noticed = Poll.until(() -> !west.isUp());
            broker.resume();
            assertTrue(noticed, "west is up though the broker is paused");
            assertEquals(MESSAGES, publisher.last());
            here.awaitAll(MESSAGES);
            there.awaitAll(MESSAGES);
        }
    }

    @Test
    void what_a_node_gave_receipts_for_reaches_the_others_when_it_is_killed() throws Exception {
        try (var south = Member.start(broker, "south");
                var there = Reader.start(east.port(), "/topic/node")) {
            var publisher = Publisher.start(south.port(), "/topic/node", MESSAGES);
            publisher.awaitReceipts(MESSAGES / 3);
            south.process().signal("KILL");
            int last = publisher.last();
            assertTrue(last < MESSAGES, "the node was killed too late");
            there.awaitAll(last);
        }
        try (var south = Member.start(broker, "south");
                var there = Reader.start(east.port(), "/topic/again")) {
            assertEquals(100, Publisher.start(south.port(), "/topic/again", 100).last());
            there.awaitAll(100);
        }
    }

    @Test
    void a_client_whose_node_is_killed_goes_on_at_another() throws Exception {
        try (var south = Member.start(broker, "far-south");
                var steady = Reader.start(east.port(), "/topic/kept.*")) {
            var moving = Reader.start(south.port(), "/topic/kept.*");
            var publisher = Publisher.start(west.port(), "/topic/kept.a", MESSAGES);
            assertTrue(Poll.within(PATIENCE, () -> moving.numbers().size() >= MESSAGES / 3), "too few messages");
            south.process().signal("KILL");
            try (var moved = moving.again(east.port(), "/topic/kept.*")) {
                assertEquals(MESSAGES, publisher.last());
                moved.awaitAll(MESSAGES);
                steady.awaitAll(MESSAGES);
                assertFalse(moved.hasBegunAnew(), "it was told that it has missed something");
            }
        }
    }

    @Test
    void a_second_node_of_a_name_that_lives_does_not_start() throws Exception {
        try (var second = Member.launch(broker, "west")) {
            var ended = second.ended(PATIENCE);
            assertEquals(1, ended.code());
            assertTrue(
                    ended.complained()
                            .contains(
                                    "The conformance server cannot start: bascule.node=west cannot be used: another node that lives"
                                            + " has the name west; write a name of its own for each node"),
                    ended::toString);
        }
    }

    @Test
    void without_a_broker_clients_stay_and_what_they_publish_is_kept_up_to_the_bound_and_then_refused()
            throws Exception {
        try (var north = Member.start(broker, "north", "backplane.bytes", "16KiB");
                var here = Reader.start(north.port(), "/topic/bound");
                var there = Reader.start(east.port(), "/topic/bound");
                var client = Load.connect(north.port())) {
            assertTrue(Poll.until(north::isUp), "north is not up");
            broker.kill();
            assertTrue(Poll.until(() -> !north.isUp()), "north is up without a broker");
            assertTrue(north.health().contains("\"degraded\""), north.health());
            var filler = "x".repeat(1_000);
            for (int number = 1; number <= 20; number++) {
                client.send("SEND\ndestination:/topic/bound\nfiller:" + filler + "\n\n" + number + "^@");
            }
            var error = client.expect("ERROR");
            assertTrue(error.header("message").startsWith("the other nodes cannot be reached, and "), error::toString);
            client.webSocket().expectClose(1013);
            int kept = here.numbers().size();
            assertTrue(kept > 10 && kept < 20, "kept " + kept);
            broker.start();
            there.awaitAll(kept);
            assertTrue(Poll.within(PATIENCE, north::isUp), "north is not up again");
            assertEquals(
                    List.of(), here.numbers().stream().filter(n -> n > kept).toList());
        }
    }
}
