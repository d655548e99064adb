package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.Tunnel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes and a broker with two addresses, each a process of its own. West knows both addresses; east and south reach the
 * broker by ways that the test cuts.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreeNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 1_200;

    @TempDir
    static Path files;

    private static BrokerProcess broker;
    private static Tunnel wayOfEast;
    private static Tunnel wayOfSouth;
    private static Member west;
    private static Member east;
    private static Member south;
    private static Bascule observer;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start(files);
        wayOfEast = new Tunnel(broker.ports());
        wayOfSouth = new Tunnel(broker.ports());
        var west = launch("west", broker.urlOfBoth());
        var east = launch("east", "tcp://127.0.0.1:" + wayOfEast.port());
        var south = launch("south", "tcp://127.0.0.1:" + wayOfSouth.port());
        observer = new Bascule(BasculeOptions.of(Map.of("node", "observer", "backplane.url", broker.urlOfBoth())));
        ThreeNodesIT.west = Member.of(west);
        ThreeNodesIT.east = Member.of(east);
        ThreeNodesIT.south = Member.of(south);
    }

    private static ServerProcess launch(String name, String url) throws Exception {
        return Member.launch(broker, name, "backplane.url", url);
    }

    @AfterAll
    static void stop() throws Exception {
        observer.close();
        west.close();
        east.close();
        south.close();
        wayOfEast.close();
        wayOfSouth.close();
        broker.close();
    }

    private static boolean isThere(String node) {
        return observer.presence().everywhere().stream()
                .anyMatch(client -> client.node().equals(node));
    }

    private static void awaitAllUp() throws Exception {
        assertTrue(Poll.within(PATIENCE, () -> west.isUp() && east.isUp() && south.isUp()), "a node is not up again");
    }

    /** One finds its connections alive again, the other finds them dead, of which neither it nor the broker was told. */
    @Test
    void nodes_that_are_cut_off_from_the_broker_for_longer_than_a_node_may_be_silent_miss_and_repeat_nothing()
            throws Exception {
        try (var eastern = new Traffic("east", MESSAGES, west, east);
                var southern = new Traffic("south", MESSAGES, west, south)) {
            assertTrue(Poll.until(() -> isThere("east") && isThere("south")), "a node is not there");
            wayOfEast.stall();
            wayOfSouth.stall();
            eastern.awaitTopicOfWest();
            assertTrue(Poll.within(PATIENCE, () -> !isThere("east") && !isThere("south")), "a node is still there");
            wayOfEast.heal();
            wayOfSouth.forget();
            eastern.awaitAll();
            southern.awaitAll();
        }
        awaitAllUp();
    }

    @Test
    void a_node_that_the_broker_refuses_for_a_while_misses_and_repeats_nothing() throws Exception {
        try (var traffic = new Traffic("shut", MESSAGES, west, east)) {
            wayOfEast.shut();
            assertTrue(Poll.until(() -> !east.isUp()), "east is up without a broker");
            traffic.awaitTopicOfWest();
            wayOfEast.open();
            traffic.awaitAll();
        }
        awaitAllUp();
    }

    @Test
    void a_broker_that_comes_back_at_another_address_is_found_and_nothing_is_missed_or_repeated() throws Exception {
        try (var traffic = new Traffic("moved", MESSAGES, west, east)) {
            broker.kill();
            assertTrue(Poll.until(() -> !west.isUp()), "west is up without a broker");
            broker.startElsewhere();
            traffic.awaitAll();
        }
        awaitAllUp();
    }

    @Test
    void a_node_and_the_broker_killed_in_turn_and_together_lose_nothing_that_three_consume() throws Exception {
        int messages = MESSAGES / 2;
        try (var topic = Reader.start(east.port(), "/topic/turn");
                var atWest = Reader.start(west.port(), "/queue/turn");
                var atEast = Reader.start(east.port(), "/queue/turn");
                var north = Member.start(broker, "north");
                var atNorth = Reader.start(north.port(), "/queue/turn")) {
            var publisher = Publisher.start(west.port(), "/topic/turn", MESSAGES);
            var sender = Publisher.start(east.port(), "/queue/turn", messages);
            sender.awaitReceipts(messages / 4);
            north.kill();
            sender.awaitReceipts(messages / 3);
            broker.kill();
            broker.start();
            sender.awaitReceipts(messages / 2);
            try (var again = Member.start(broker, "north");
                    var atNorthAgain = Reader.start(again.port(), "/queue/turn")) {
                again.kill();
                broker.kill();
                broker.start();
                assertEquals(MESSAGES, publisher.last());
                assertEquals(messages, sender.last());
                topic.awaitAll(MESSAGES);
                Traffic.assertComplete(messages, atWest, atEast, atNorth, atNorthAgain);
            }
        }
    }
}
