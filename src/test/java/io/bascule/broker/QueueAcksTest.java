package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Acknowledgements of what comes from queues, and of what comes from topics. */
class QueueAcksTest {
    private static final String DEAD = "/queue/dead-letters";

    private final Limits limits = new Limits();
    private final RecordingSubscriber ann = RecordingSubscriber.of("ann", "c1");
    private final RecordingSubscriber bob = RecordingSubscriber.of("bob", "c2");
    private InMemoryBroker broker = Brokers.inMemory();

    private void limited() {
        broker = Brokers.of(limits.made());
    }

    @Test
    void a_delivery_that_wants_an_acknowledgement_has_a_number_that_rises() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a", "b");
        assertTrue(number(ann, 0) > 0);
        assertTrue(number(ann, 1) > number(ann, 0));
    }

    @Test
    void a_delivery_that_wants_none_has_the_number_0() {
        subscribe(ann, "/queue/work", AckMode.AUTO);
        publish("/queue/work", "a");
        assertEquals(0, number(ann, 0));
    }

    @Test
    void what_is_acknowledged_is_forgotten() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a");
        settle(ann, 0, Settlement.ACK);
        broker.gone(ann);
        assertEquals(0, broker.queues.named.used);
        assertEquals(Map.of(), broker.queues.queues);
        assertEquals(Map.of(), broker.queues.holders);
    }

    @Test
    void a_client_with_ack_client_acknowledges_all_that_came_before() {
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        publish("/queue/work", "a", "b", "c");
        settle(ann, 1, Settlement.ACK);
        broker.gone(ann);
        subscribe(bob, "/queue/work", AckMode.AUTO);
        assertEquals(List.of("c"), bob.texts());
    }

    @Test
    void a_client_with_ack_client_acknowledges_only_of_the_same_subscription() {
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        subscribe(ann, "/queue/play", AckMode.CLIENT);
        publish("/queue/work", "a");
        publish("/queue/play", "b");
        settle(ann, 1, Settlement.ACK);
        broker.gone(ann);
        subscribe(bob, "/queue/work", AckMode.AUTO);
        subscribe(bob, "/queue/play", AckMode.AUTO);
        assertEquals(List.of("a"), bob.texts());
    }

    @Test
    void a_client_with_ack_client_individual_acknowledges_one() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a", "b", "c");
        settle(ann, 1, Settlement.ACK);
        broker.gone(ann);
        subscribe(bob, "/queue/work", AckMode.AUTO);
        assertEquals(List.of("a", "c"), bob.texts());
    }

    @Test
    void what_was_not_acknowledged_goes_to_another_when_its_holder_is_gone() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a", "b");
        subscribe(bob, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        broker.gone(ann);
        assertEquals(List.of("a redelivered", "b redelivered"), redelivered(bob));
    }

    @Test
    void what_was_not_acknowledged_goes_to_another_when_its_holder_unsubscribes() {
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        publish("/queue/work", "a");
        subscribe(bob, "/queue/work", AckMode.AUTO);
        broker.unsubscribe(ann, "/queue/work");
        assertEquals(List.of("a redelivered"), redelivered(bob));
        assertUnknown(1, () -> broker.settle(ann, 1, Settlement.ACK));
    }

    @Test
    void what_comes_back_is_delivered_before_what_came_later() {
        subscribe(ann, "/queue/work", AckMode.CLIENT, 2);
        publish("/queue/work", "a", "b", "c", "d");
        broker.gone(ann);
        subscribe(bob, "/queue/work", AckMode.AUTO);
        assertEquals(List.of("a redelivered", "b redelivered", "c", "d"), redelivered(bob));
    }

    @Test
    void a_message_that_was_refused_comes_again_and_says_so() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a");
        settle(ann, 0, Settlement.NACK);
        assertEquals(List.of("a", "a redelivered"), redelivered(ann));
        assertTrue(number(ann, 1) > number(ann, 0));
    }

    @Test
    void a_message_that_one_has_refused_goes_to_another_first() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        subscribe(bob, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a");
        settle(ann, 0, Settlement.NACK);
        assertEquals(List.of("a redelivered"), redelivered(bob));
    }

    @Test
    void a_message_that_one_has_refused_goes_to_another_first_also_to_one_that_came_later() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a");
        subscribe(bob, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        settle(ann, 0, Settlement.NACK);
        assertEquals(List.of("a redelivered"), redelivered(bob));
    }

    @Test
    void a_client_with_ack_client_refuses_all_that_came_before() {
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        publish("/queue/work", "a", "b");
        settle(ann, 1, Settlement.NACK);
        assertEquals(List.of("a", "b", "a redelivered", "b redelivered"), redelivered(ann));
    }

    @Test
    void a_message_that_is_refused_too_often_is_a_dead_letter_that_tells_where_it_was_and_why() {
        limits.redeliveries = 2;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        subscribe(bob, DEAD, AckMode.AUTO);
        publish("/queue/work", "a");
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(), bob.texts());
            settle(ann, i, Settlement.NACK);
        }
        var dead = bob.deliveries().get(0).message();
        assertEquals("a", dead.text());
        assertEquals(DEAD, dead.destination());
        assertEquals(
                Map.of(
                        "dead-letter-origin", "/queue/work",
                        "dead-letter-reason", "not acknowledged after 3 deliveries"),
                dead.headers());
        assertEquals(3, ann.deliveries().size());
        assertEquals(0, broker.queues.named.used);
    }

    @Test
    void a_message_that_is_never_to_come_back_is_a_dead_letter_at_once() {
        limits.redeliveries = 0;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a");
        settle(ann, 0, Settlement.NACK);
        subscribe(bob, DEAD, AckMode.AUTO);
        assertEquals(List.of("a"), bob.texts());
    }

    @Test
    void a_lost_connection_does_not_count_towards_a_dead_letter() {
        limits.redeliveries = 0;
        limited();
        publish("/queue/work", "a");
        for (int i = 0; i < 5; i++) {
            var lost = RecordingSubscriber.anonymous("lost" + i);
            subscribe(lost, "/queue/work", AckMode.CLIENT);
            broker.gone(lost);
        }
        subscribe(ann, "/queue/work", AckMode.AUTO);
        assertEquals(List.of("a redelivered"), redelivered(ann));
    }

    @Test
    void in_a_full_queue_of_dead_letters_the_oldest_make_room() {
        limits.redeliveries = 0;
        limits.queueMessages = 2;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        for (var text : List.of("a", "b", "c")) {
            publish("/queue/work", text);
            settle(ann, ann.deliveries().size() - 1, Settlement.NACK);
        }
        subscribe(bob, DEAD, AckMode.AUTO);
        assertEquals(List.of("b", "c"), bob.texts());
    }

    @Test
    void a_queue_of_dead_letters_is_filled_to_its_very_limits() {
        int each = 128
                + 1
                + ("dead-letter-origin/queue/work" + "dead-letter-reasonnot acknowledged after 1 deliveries").length();
        limits.redeliveries = 0;
        limits.queueMessages = 2;
        limits.queueBytes = 2 * each;
        limits.allQueuesBytes = 2L * each;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        for (var text : List.of("a", "b")) {
            publish("/queue/work", text);
            settle(ann, ann.deliveries().size() - 1, Settlement.NACK);
        }
        subscribe(bob, DEAD, AckMode.AUTO);
        assertEquals(List.of("a", "b"), bob.texts());
    }

    @Test
    void beyond_the_bytes_of_a_queue_or_of_all_the_oldest_dead_letters_make_room() {
        limits.redeliveries = 0;
        limits.queueBytes = 300;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        for (var text : List.of("a", "b")) {
            publish("/queue/work", text);
            settle(ann, ann.deliveries().size() - 1, Settlement.NACK);
        }
        subscribe(bob, DEAD, AckMode.AUTO);
        assertEquals(List.of("b"), bob.texts());
    }

    @Test
    void a_dead_letter_that_is_refused_too_often_is_forgotten() {
        limits.redeliveries = 1;
        limited();
        subscribe(ann, DEAD, AckMode.CLIENT_INDIVIDUAL);
        publish(DEAD, "a");
        settle(ann, 0, Settlement.NACK);
        settle(ann, 1, Settlement.NACK);
        assertEquals(2, ann.deliveries().size());
        assertEquals(0, broker.queues.named.used);
    }

    @Test
    void an_acknowledgement_of_nothing_is_refused() {
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        publish("/queue/work", "a");
        long number = number(ann, 0);
        assertUnknown(number + 1, () -> broker.settle(ann, number + 1, Settlement.ACK));
        assertUnknown(0, () -> broker.settle(ann, 0, Settlement.ACK));
        assertUnknown(number, () -> broker.settle(bob, number, Settlement.ACK));
        settle(ann, 0, Settlement.ACK);
        assertUnknown(number, () -> broker.settle(ann, number, Settlement.NACK));
    }

    // Prefetch

    @Test
    void a_client_has_no_more_unacknowledged_than_it_has_asked_for() {
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL, 2);
        publish("/queue/work", "a", "b", "c", "d");
        assertEquals(List.of("a", "b"), ann.texts());
        settle(ann, 1, Settlement.ACK);
        assertEquals(List.of("a", "b", "c"), ann.texts());
    }

    @Test
    void what_one_has_no_room_for_goes_to_another() {
        subscribe(ann, "/queue/work", AckMode.CLIENT, 1);
        subscribe(bob, "/queue/work", AckMode.AUTO);
        publish("/queue/work", "a", "b", "c");
        assertEquals(List.of("a"), ann.texts());
        assertEquals(List.of("b", "c"), bob.texts());
    }

    @Test
    void a_client_that_does_not_say_has_the_usual_prefetch() {
        limits.prefetch = 3;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT);
        publish("/queue/work", "a", "b", "c", "d");
        assertEquals(List.of("a", "b", "c"), ann.texts());
    }

    @Test
    void a_prefetch_has_a_limit() {
        assertRefused(
                "prefetch is 1001; it is 1000 at most",
                broker.subscribe(ann, new Subscription("1", "/queue/work", AckMode.CLIENT, 1001, Selector.NONE)));
        assertRefused(
                "prefetch is 1001; it is 1000 at most",
                broker.subscribe(ann, new Subscription("1", "/topic/work", AckMode.CLIENT, 1001, Selector.NONE)));
        assertEquals(0, broker.subscriptions());
        subscribe(ann, "/queue/work", AckMode.CLIENT, 1000);
    }

    @Test
    void what_is_not_acknowledged_counts_among_what_a_queue_holds() {
        limits.queueMessages = 2;
        limited();
        subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL);
        publish("/queue/work", "a", "b");
        assertRefused("the queue holds 2 messages, its limit", tryPublish("/queue/work", "c"));
        settle(ann, 0, Settlement.ACK);
        publish("/queue/work", "c");
        assertEquals(List.of("a", "b", "c"), ann.texts());
    }

    // Topics

    @Test
    void a_topic_redelivers_what_its_subscriber_refuses_to_that_one() {
        subscribe(ann, "/topic/news", AckMode.CLIENT_INDIVIDUAL);
        subscribe(bob, "/topic/news", AckMode.CLIENT_INDIVIDUAL);
        publish("/topic/news", "a");
        settle(ann, 0, Settlement.NACK);
        settle(bob, 0, Settlement.ACK);
        assertEquals(List.of("a", "a redelivered"), redelivered(ann));
        assertEquals(List.of("a"), redelivered(bob));
    }

    @Test
    void a_topic_waits_with_more_than_its_subscriber_has_asked_for() {
        subscribe(ann, "/topic/*", AckMode.CLIENT, 2);
        publish("/topic/news", "a", "b", "c", "d");
        assertEquals(List.of("a", "b"), ann.texts());
        settle(ann, 1, Settlement.ACK);
        assertEquals(List.of("a", "b", "c", "d"), ann.texts());
        assertEquals("/topic/news", ann.deliveries().get(3).message().destination());
    }

    @Test
    void a_message_to_a_user_can_be_acknowledged() {
        subscribe(ann, "/user/queue/orders", AckMode.CLIENT_INDIVIDUAL);
        publish("/user/ann/queue/orders", "a");
        assertEquals("/user/queue/orders", ann.deliveries().get(0).message().destination());
        settle(ann, 0, Settlement.ACK);
        assertEquals(0, broker.queues.buffered.used);
    }

    @Test
    void what_is_refused_too_often_of_a_topic_is_forgotten() {
        limits.redeliveries = 0;
        limited();
        subscribe(ann, "/topic/news", AckMode.CLIENT_INDIVIDUAL);
        publish("/topic/news", "a");
        settle(ann, 0, Settlement.NACK);
        assertEquals(1, ann.deliveries().size());
        assertEquals(Map.of(), broker.queues.queues);
        assertEquals(0, broker.queues.buffered.used);
    }

    @Test
    void a_subscription_to_a_topic_that_holds_too_much_ends_and_is_told_so() {
        limits.queueMessages = 2;
        limited();
        subscribe(ann, "/topic/news", AckMode.CLIENT);
        subscribe(bob, "/topic/news", AckMode.AUTO);
        publish("/topic/news", "a", "b", "c", "d");
        assertEquals(List.of("a", "b"), ann.texts());
        assertEquals(
                List.of("/topic/news What is not acknowledged fills subscription '/topic/news':"
                        + " the queue holds 2 messages, its limit"),
                ann.ends());
        assertEquals(List.of("a", "b", "c", "d"), bob.texts());
        assertEquals(0, broker.queues.buffered.used);
        assertEquals(1, broker.subscriptions());
    }

    @Test
    void what_is_not_acknowledged_of_topics_has_a_limit_of_bytes_that_is_not_the_queues() {
        limits.unacknowledgedBytes = 300;
        limited();
        subscribe(ann, "/topic/a", AckMode.CLIENT);
        subscribe(bob, "/topic/b", AckMode.CLIENT);
        publish("/topic/a", "x", "y");
        publish("/topic/b", "z");
        assertEquals(
                List.of("/topic/b What is not acknowledged fills subscription '/topic/b':"
                        + " all that is not acknowledged of topics hold 258 bytes, their limit is 300"),
                bob.ends());
        publish("/queue/work", "a");
    }

    @Test
    void nothing_is_left_of_a_subscription_to_a_topic_that_has_ended() {
        subscribe(ann, "/topic/news", AckMode.CLIENT);
        publish("/topic/news", "a");
        broker.unsubscribe(ann, "/topic/news");
        assertEquals(0, broker.queues.buffered.used);
        assertEquals(Map.of(), broker.queues.holders);
        assertEquals(0, broker.topics.subscriptions.below.size());
        assertUnknown(number(ann, 0), () -> broker.settle(ann, number(ann, 0), Settlement.ACK));
    }

    @Test
    void a_message_that_was_on_its_way_when_the_subscription_ended_is_not_kept() {
        var ended = broker.queues.buffer(
                new Receiver(ann, new Subscription("1", "/topic/news", AckMode.CLIENT, 0, Selector.NONE)), why -> {});
        ended.end();
        ended.deliver(new Delivery(
                new Subscription("1", "/topic/news"), BrokerMessage.text("m", "/topic/news", Map.of(), "late")));
        assertEquals(0, broker.queues.buffered.used);
        assertEquals(List.of(), ann.texts());
    }

    @Test
    void nothing_is_left_of_a_subscription_to_a_topic_that_was_refused() {
        assertRefused(
                "'/topic//news' has an empty segment",
                broker.subscribe(ann, new Subscription("1", "/topic//news", AckMode.CLIENT, 0, Selector.NONE)));
        assertEquals(Map.of(), broker.queues.takers);
    }

    @Test
    void what_comes_back_of_one_who_is_gone_does_not_go_to_its_other_subscriptions() {
        for (var id : List.of("1", "2")) {
            join(broker.subscribe(ann, new Subscription(id, "/queue/work", AckMode.CLIENT, 0, Selector.NONE)));
        }
        publish("/queue/work", "a", "b");
        broker.gone(ann);
        assertEquals(List.of("a", "b"), ann.texts());
    }

    @Test
    void what_a_handler_answers_cannot_be_acknowledged() {
        broker.serve("/app", new NoHandler());
        assertRefused(
                "what '/app/x' answers cannot be acknowledged; subscribe with ack:auto",
                broker.subscribe(ann, new Subscription("1", "/app/x", AckMode.CLIENT, 0, Selector.NONE)));
    }

    private void subscribe(Subscriber subscriber, String destination, AckMode acks) {
        subscribe(subscriber, destination, acks, 0);
    }

    private void subscribe(Subscriber subscriber, String destination, AckMode acks, int prefetch) {
        join(broker.subscribe(subscriber, new Subscription(destination, destination, acks, prefetch, Selector.NONE)));
    }

    private void publish(String destination, String... texts) {
        for (var text : texts) {
            join(tryPublish(destination, text));
        }
    }

    private CompletionStage<Void> tryPublish(String destination, String text) {
        return broker.publish(bob, BrokerMessage.text("m", destination, Map.of(), text));
    }

    private void settle(RecordingSubscriber subscriber, int which, Settlement how) {
        join(broker.settle(subscriber, number(subscriber, which), how));
    }

    private static long number(RecordingSubscriber subscriber, int which) {
        return subscriber.deliveries().get(which).number();
    }

    private static List<String> redelivered(RecordingSubscriber subscriber) {
        return subscriber.deliveries().stream()
                .map(one -> one.message().text() + (one.redelivered() ? " redelivered" : ""))
                .toList();
    }

    private static void join(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }

    private static void assertUnknown(long number, java.util.function.Supplier<CompletionStage<Void>> call) {
        var thrown = assertThrows(CompletionException.class, () -> join(call.get()));
        assertInstanceOf(DeliveryUnknown.class, thrown.getCause());
        assertEquals(
                "there is no delivery " + number + " to acknowledge; it may have been acknowledged before",
                thrown.getCause().getMessage());
    }

    private static void assertRefused(String message, CompletionStage<Void> stage) {
        var thrown = assertThrows(CompletionException.class, () -> join(stage));
        assertInstanceOf(DestinationRefused.class, thrown.getCause());
        assertEquals(message, thrown.getCause().getMessage());
    }

    private static final class NoHandler implements DestinationHandler {
        @Override
        public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public CompletionStage<java.util.Optional<BrokerMessage>> subscribe(
                Subscriber subscriber, Subscription subscription) {
            throw new AssertionError("not to be asked");
        }
    }
}
