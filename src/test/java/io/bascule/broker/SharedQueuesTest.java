package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Node;
import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SharedQueuesTest {
    private static final String WORK = "/queue/work";

    private final Cluster cluster = new Cluster();

    private CompletionStage<Void> publish(String... texts) throws InterruptedException {
        CompletionStage<Void> last = cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), texts[0]));
        for (int i = 1; i < texts.length; i++) {
            last = cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), texts[i]));
        }
        cluster.carry();
        return last;
    }

    private void consume(InMemoryBroker broker, RecordingSubscriber who, AckMode acks, int prefetch, String selector)
            throws InterruptedException {
        Scene.join(broker.subscribe(who, new Subscription(WORK, WORK, acks, prefetch, Selector.parse(selector))));
        cluster.carry();
    }

    private void consume(InMemoryBroker broker, RecordingSubscriber who, int prefetch) throws InterruptedException {
        consume(broker, who, AckMode.CLIENT_INDIVIDUAL, prefetch, "");
    }

    private CompletionStage<Void> settle(RecordingSubscriber who, int which, Settlement how)
            throws InterruptedException {
        var broker = who == cluster.ann ? cluster.west : cluster.east;
        var done = broker.settle(who, Scene.number(who, which), how);
        cluster.carry();
        return done;
    }

    private static String failure(CompletionStage<Void> stage) {
        var thrown = Assertions.assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        return String.valueOf(Objects.requireNonNull(thrown.getCause()).getMessage());
    }

    @Test
    void what_is_sent_at_one_node_reaches_a_consumer_at_another() throws Exception {
        consume(cluster.east, cluster.bob, AckMode.AUTO, 0, "");
        publish("a", "b");
        assertEquals(List.of("a", "b"), cluster.bob.texts());
        assertEquals(0, cluster.depot.held());
    }

    @Test
    void a_consumer_that_comes_later_finds_what_waits() throws Exception {
        publish("a");
        consume(cluster.east, cluster.bob, AckMode.AUTO, 0, "");
        assertEquals(List.of("a"), cluster.bob.texts());
    }

    @Test
    void of_consumers_at_two_nodes_one_gets_each_message() throws Exception {
        consume(cluster.west, cluster.ann, AckMode.AUTO, 0, "");
        consume(cluster.east, cluster.bob, AckMode.AUTO, 0, "");
        for (int i = 0; i < 30; i++) {
            publish("x" + i);
        }
        assertEquals(30, cluster.ann.texts().size() + cluster.bob.texts().size());
    }

    @Test
    void a_send_is_done_when_the_broker_has_it() throws Exception {
        var done = cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), "a"));
        assertFalse(done.toCompletableFuture().isDone());
        cluster.carry();
        assertTrue(done.toCompletableFuture().isDone());
    }

    @Test
    void a_node_takes_no_more_than_its_consumers_may_have() throws Exception {
        consume(cluster.west, cluster.ann, 2);
        publish("a", "b", "c");
        assertEquals(List.of("a", "b"), cluster.ann.texts());
        assertEquals(1, cluster.depot.waiting(WORK));
        consume(cluster.east, cluster.bob, 2);
        assertEquals(List.of("c"), cluster.bob.texts());
    }

    @Test
    void an_acknowledgement_is_done_when_the_broker_has_forgotten_the_message_and_makes_room() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a", "b");
        var done = cluster.west.settle(cluster.ann, Scene.number(cluster.ann, 0), Settlement.ACK);
        assertFalse(done.toCompletableFuture().isDone());
        cluster.carry();
        assertTrue(done.toCompletableFuture().isDone());
        assertEquals(List.of("a", "b"), cluster.ann.texts());
        assertEquals(1, cluster.depot.held());
    }

    @Test
    void an_acknowledgement_counts_for_those_before_it_with_client() throws Exception {
        consume(cluster.west, cluster.ann, AckMode.CLIENT, 0, "");
        publish("a", "b", "c");
        settle(cluster.ann, 1, Settlement.ACK);
        assertEquals(1, cluster.depot.held());
    }

    @Test
    void what_was_not_processed_comes_again_and_is_a_dead_letter_at_last() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        for (int i = 0; i <= BrokerLimits.STANDARD.redeliveries(); i++) {
            assertEquals(i > 0, cluster.ann.deliveries().get(i).redelivered());
            settle(cluster.ann, i, Settlement.NACK);
        }
        assertEquals(0, cluster.depot.held());
        assertEquals(1, cluster.depot.waiting("/queue/dead-letters"));
    }

    @Test
    void what_a_consumer_leaves_behind_goes_to_one_at_another_node_marked_and_before_what_is_new() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a", "b");
        cluster.west.gone(cluster.ann);
        cluster.carry();
        consume(cluster.east, cluster.bob, 5);
        assertEquals(List.of("a", "b"), cluster.bob.texts());
        assertTrue(cluster.bob.deliveries().get(0).redelivered());
        assertFalse(cluster.bob.deliveries().get(1).redelivered());
    }

    @Test
    void the_count_of_refusals_goes_to_the_other_node_with_the_message() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        for (int i = 0; i < BrokerLimits.STANDARD.redeliveries(); i++) {
            settle(cluster.ann, i, Settlement.NACK);
        }
        cluster.west.gone(cluster.ann);
        cluster.carry();
        consume(cluster.east, cluster.bob, 1);
        settle(cluster.bob, 0, Settlement.NACK);
        assertEquals(1, cluster.depot.waiting("/queue/dead-letters"));
    }

    @Test
    void what_nobody_here_can_take_now_is_for_another_node() throws Exception {
        consume(cluster.west, cluster.ann, AckMode.AUTO, 0, "");
        cluster.ann.full(true);
        publish("a");
        assertEquals(1, cluster.depot.waiting(WORK));
        consume(cluster.east, cluster.bob, AckMode.AUTO, 0, "");
        assertEquals(List.of("a"), cluster.bob.texts());
    }

    @Test
    void who_could_not_take_anything_is_asked_again_after_a_second() throws Exception {
        consume(cluster.west, cluster.ann, AckMode.AUTO, 0, "");
        cluster.ann.full(true);
        publish("a");
        cluster.ann.full(false);
        cluster.time.advance(Duration.ofSeconds(1));
        cluster.carry();
        assertEquals(List.of("a"), cluster.ann.texts());
    }

    @Test
    void a_consumer_with_a_selector_takes_what_it_wants_and_leaves_the_rest_in_its_place() throws Exception {
        consume(cluster.west, cluster.ann, AckMode.AUTO, 0, "color = 'red'");
        for (var color : List.of("blue", "red", "green", "red")) {
            cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of("color", color), color));
        }
        cluster.carry();
        assertEquals(List.of("red", "red"), cluster.ann.texts());
        consume(cluster.east, cluster.bob, AckMode.AUTO, 0, "");
        assertEquals(List.of("blue", "green"), cluster.bob.texts());
    }

    @Test
    void what_a_dead_node_held_goes_to_another_and_its_late_acknowledgement_is_refused() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        consume(cluster.east, cluster.bob, 1);
        cluster.depot.release(Set.of(new Node("east", 1)), cluster.ledgers.get(1));
        cluster.carry();
        assertEquals(List.of("a"), cluster.bob.texts());
        assertTrue(cluster.bob.deliveries().get(0).redelivered());
        assertEquals(
                "there is no delivery 1 to acknowledge; it may have been acknowledged before",
                failure(settle(cluster.ann, 0, Settlement.ACK)));
    }

    @Test
    void a_transaction_of_a_message_and_an_acknowledgement_happens_as_a_whole() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        var done = cluster.west.apply(
                cluster.ann,
                List.of(
                        Scene.publishing("/queue/done", "b"),
                        new Operation.Settle(Scene.number(cluster.ann, 0), Settlement.ACK)));
        assertFalse(done.toCompletableFuture().isDone());
        cluster.carry();
        Scene.join(done);
        assertEquals(0, cluster.depot.held());
        assertEquals(1, cluster.depot.waiting("/queue/done"));
    }

    @Test
    void a_transaction_whose_acknowledgement_comes_too_late_puts_nothing_into_a_queue() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        cluster.depot.release(Set.of(new Node("east", 1)), cluster.ledgers.get(1));
        var done = cluster.west.apply(
                cluster.ann,
                List.of(
                        Scene.publishing("/queue/done", "b"),
                        new Operation.Settle(Scene.number(cluster.ann, 0), Settlement.ACK)));
        cluster.carry();
        assertEquals("there is no delivery 1 to acknowledge; it may have been acknowledged before", failure(done));
        assertEquals(0, cluster.depot.waiting("/queue/done"));
    }

    /** Acknowledges what ann has taken, and publishes to a topic. */
    private CompletionStage<Void> mixed() {
        return cluster.west.apply(
                cluster.ann,
                List.of(
                        Scene.publishing("/topic/done", "b"),
                        new Operation.Settle(Scene.number(cluster.ann, 0), Settlement.ACK)));
    }

    @Test
    void what_a_transaction_publishes_to_a_topic_comes_when_the_queues_are_done() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        Scene.join(cluster.west.subscribe(cluster.bob, new Subscription("t", "/topic/done")));
        var done = mixed();
        assertEquals(List.of(), cluster.bob.texts());
        cluster.carry();
        Scene.join(done);
        assertEquals(List.of("b"), cluster.bob.texts());
    }

    @Test
    void a_transaction_whose_acknowledgement_comes_too_late_publishes_nothing_to_a_topic() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        publish("a");
        Scene.join(cluster.west.subscribe(cluster.bob, new Subscription("t", "/topic/done")));
        cluster.depot.release(Set.of(new Node("east", 1)), cluster.ledgers.get(1));
        var done = mixed();
        cluster.carry();
        assertEquals("there is no delivery 1 to acknowledge; it may have been acknowledged before", failure(done));
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void what_expires_while_it_waits_for_an_acknowledgement_elsewhere_is_forgotten() throws Exception {
        consume(cluster.west, cluster.ann, 1);
        cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of("expires", "5"), "a"));
        cluster.carry();
        cluster.time.advance(Duration.ofMillis(5));
        cluster.west.gone(cluster.ann);
        cluster.carry();
        consume(cluster.east, cluster.bob, 1);
        assertEquals(List.of(), cluster.bob.texts());
        assertEquals(0, cluster.depot.held());
    }

    @Test
    void what_waits_for_the_broker_is_bounded() {
        cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), "x".repeat(900)));
        Scene.assertRefused(
                "the other nodes cannot be reached, and 1156 bytes wait for them, the limit is 1000; try again later",
                cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), "y")));
    }

    @Test
    void a_message_that_no_queue_could_hold_is_refused() {
        var limit = BrokerLimits.STANDARD.queueBytes();
        Scene.assertRefused(
                "the message has " + (limit + 128) + " bytes, a queue holds at most " + limit,
                cluster.west.publish(cluster.ann, Scene.message(WORK, Map.of(), "x".repeat(limit))));
    }
}
