package io.bascule.stomp;

import io.bascule.broker.Broker;
import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Delivery;
import io.bascule.broker.DestinationHandler;
import io.bascule.broker.Publisher;
import io.bascule.broker.Recipient;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import io.bascule.broker.Subscription.AckMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A broker that writes down what it is asked, and delivers to whoever subscribed to the very destination. */
final class FakeBroker implements Broker {
    private record Entry(Subscriber subscriber, Subscription subscription) {}

    final List<BrokerMessage> published = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    /** What the next calls answer; done where there is none. */
    final Queue<CompletableFuture<Void>> answers = new ArrayDeque<>();

    /** What happens first when something is published. */
    volatile Runnable onPublish = () -> {};

    Runnable onGone = () -> {};

    /** Of the last delivery. */
    private long numbers;

    /** What the last SUBSCRIBE asked for. */
    @Nullable Subscription wanted;

    private final List<Entry> entries = new ArrayList<>();

    @Override
    public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
        onPublish.run();
        published.add(message);
        asked.add("publish " + message.destination());
        deliver(message);
        return answer();
    }

    /** Publishes out of nowhere; true when all took it. */
    boolean deliver(BrokerMessage message) {
        return deliver(message, false);
    }

    /** The same; what wants an ack has the next number. */
    boolean deliver(BrokerMessage message, boolean redelivered) {
        boolean taken = true;
        for (var entry : List.copyOf(entries)) {
            if (entry.subscription.destination().equals(message.destination())) {
                long number = entry.subscription.acks() == AckMode.AUTO ? 0 : ++numbers;
                taken &= entry.subscriber.deliver(new Delivery(entry.subscription, message, number, redelivered));
            }
        }
        return taken;
    }

    /** Ends the subscriptions to a destination. */
    void end(String destination, String why) {
        for (var entry : List.copyOf(entries)) {
            if (entry.subscription.destination().equals(destination)) {
                entry.subscriber.ended(entry.subscription, why);
            }
        }
    }

    @Override
    public CompletionStage<Integer> publish(Recipient to, BrokerMessage message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> subscribe(Subscriber subscriber, Subscription subscription) {
        asked.add("subscribe " + subscription.destination());
        wanted = subscription;
        entries.add(new Entry(subscriber, subscription));
        subscription
                .since()
                .ifPresent(
                        since -> subscriber.resumed(subscription, since.epoch().equals("whole")));
        return answer();
    }

    private CompletionStage<Void> answer() {
        var next = answers.poll();
        return next == null ? CompletableFuture.completedStage(null) : next;
    }

    @Override
    public void unsubscribe(Subscriber subscriber, String id) {
        asked.add("unsubscribe");
    }

    @Override
    public CompletionStage<Void> settle(Subscriber subscriber, long delivery, Settlement how) {
        asked.add(how + " " + delivery);
        return answer();
    }

    @Override
    public CompletionStage<Void> apply(Publisher from, List<Operation> transaction) {
        asked.add("apply " + transaction.stream().map(this::applied).collect(Collectors.joining(", ")));
        return answer();
    }

    private String applied(Operation operation) {
        if (operation instanceof Operation.Settle settle) {
            return settle.how() + " " + settle.delivery();
        }
        var message = ((Operation.Publish) operation).message();
        published.add(message);
        return "publish " + message.destination() + " '" + message.text() + "'";
    }

    /** The subscriptions stay, to see what the session makes of late deliveries. */
    @Override
    public void gone(Subscriber subscriber) {
        asked.add("gone");
        onGone.run();
    }

    @Override
    public void serve(String prefix, DestinationHandler handler) {
        throw new UnsupportedOperationException();
    }
}
