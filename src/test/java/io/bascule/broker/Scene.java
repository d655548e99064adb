package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingSubscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A broker, its time and two clients; a subscription's id is its destination. */
final class Scene {
    final ManualTime time = new ManualTime();
    final RecordingSubscriber ann = RecordingSubscriber.of("ann", "c1");
    final RecordingSubscriber bob = RecordingSubscriber.of("bob", "c2");
    final InMemoryBroker broker;

    Scene(BrokerLimits limits) {
        broker = Brokers.of(limits, time);
    }

    void subscribe(Subscriber subscriber, String destination) {
        subscribe(subscriber, destination, AckMode.AUTO, "");
    }

    void subscribe(Subscriber subscriber, String destination, AckMode acks, String selector) {
        join(trySubscribe(subscriber, destination, acks, selector));
    }

    CompletionStage<Void> trySubscribe(Subscriber subscriber, String destination, AckMode acks, String selector) {
        return broker.subscribe(
                subscriber, new Subscription(destination, destination, acks, 0, Selector.parse(selector)));
    }

    void publish(String destination, String... texts) {
        for (var text : texts) {
            publish(destination, Map.of(), text);
        }
    }

    void publish(String destination, Map<String, String> headers, String text) {
        join(tryPublish(destination, headers, text));
    }

    CompletionStage<Void> tryPublish(String destination, Map<String, String> headers, String text) {
        return broker.publish(bob, message(destination, headers, text));
    }

    static BrokerMessage message(String destination, Map<String, String> headers, String text) {
        return BrokerMessage.text("m", destination, headers, text);
    }

    void settle(RecordingSubscriber subscriber, int which, Settlement how) {
        join(broker.settle(subscriber, number(subscriber, which), how));
    }

    CompletionStage<Void> apply(Publisher from, Operation... transaction) {
        return broker.apply(from, List.of(transaction));
    }

    static Operation.Publish publishing(String destination, String text) {
        return new Operation.Publish(message(destination, Map.of(), text));
    }

    static long number(RecordingSubscriber subscriber, int which) {
        return subscriber.deliveries().get(which).number();
    }

    static void join(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }

    static void assertRefused(String message, CompletionStage<?> stage) {
        var thrown = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertEquals(DestinationRefused.class.getName() + ": " + message, String.valueOf(thrown.getCause()));
    }
}
