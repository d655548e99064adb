package io.bascule.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker that keeps everything in the memory of this server, within {@link BrokerLimits}.
 *
 * <pre>
 *  /topic/...  everybody who subscribed, by name or pattern     {@code Topics}
 *  /queue/...  one of them; waits while there is none           {@code Queues}
 *  /user/...   the connections of one user                      {@code UserDestinations}
 *  what is served, for instance /app/...                        its {@code DestinationHandler}
 * </pre>
 *
 * Receivers are called on the thread that publishes, those of a queue also on the one that subscribes. The calls for one
 * subscriber must not overlap, but any call may come from within its {@code deliver}.
 */
public final class InMemoryBroker implements Broker {
    /** What keeps the subscriptions to the destinations of one kind. */
    sealed interface Kept permits Topics, Queues, UserDestinations {
        /** @throws DestinationRefused as {@link Broker#publish(Publisher, BrokerMessage)} says */
        void publish(BrokerMessage message);

        /** @throws DestinationRefused as {@link Broker#subscribe} says; nothing is kept then */
        void subscribe(Receiver receiver);

        void unsubscribe(Receiver receiver);
    }

    private record Served(String prefix, DestinationHandler handler) {}

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    final Topics topics;
    final Queues queues;
    final UserDestinations users = new UserDestinations();

    /** Every subscriber's receivers by the id of the subscription. Any thread; a map that is empty goes. */
    final Map<Subscriber, Map<String, Receiver>> subscriptions = new ConcurrentHashMap<>();

    /** Longest prefix first; any thread reads, {@link #serve} replaces it. */
    private volatile List<Served> served = List.of();

    /** A broker without subscriptions that serves no prefix yet. */
    public InMemoryBroker(BrokerLimits limits) {
        topics = new Topics(limits.destinations());
        queues = new Queues(limits);
    }

    /** How many subscriptions there are. */
    public int subscriptions() {
        return subscriptions.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
        try {
            var kept = kept(message.destination());
            if (kept == null) {
                return handler(message.destination()).publish(from, message);
            }
            kept.publish(message);
            return DONE;
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    @Override
    public CompletionStage<Integer> publish(Recipient to, BrokerMessage message) {
        try {
            return CompletableFuture.completedStage(users.publish(to, message));
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the subscriber has a subscription of that id
     */
    @Override
    public CompletionStage<Void> subscribe(Subscriber subscriber, Subscription subscription) {
        try {
            if (subscription.acks() != Subscription.AckMode.AUTO) {
                throw new DestinationRefused("acknowledgements are not supported yet; subscribe with ack:auto");
            }
            var kept = kept(subscription.destination());
            if (kept == null) {
                return answer(handler(subscription.destination()), subscriber, subscription);
            }
            keep(kept, new Receiver(subscriber, subscription));
            return DONE;
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    @Override
    public void unsubscribe(Subscriber subscriber, String id) {
        forget(subscriber, id).ifPresent(this::end);
    }

    @Override
    public CompletionStage<Void> settle(Subscriber subscriber, long delivery, Settlement how) {
        return CompletableFuture.failedStage(new DeliveryUnknown(delivery));
    }

    @Override
    public CompletionStage<Void> apply(Publisher from, List<Operation> transaction) {
        try {
            transaction.forEach(this::check);
        } catch (DestinationRefused | DeliveryUnknown refused) {
            return CompletableFuture.failedStage(refused);
        }
        var published = new ArrayList<CompletableFuture<Void>>();
        for (var operation : transaction) {
            if (operation instanceof Operation.Publish publish) {
                published.add(publish(from, publish.message()).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(published.toArray(new CompletableFuture<?>[0]));
    }

    private void check(Operation operation) {
        if (operation instanceof Operation.Settle settle) {
            throw new DeliveryUnknown(settle.delivery());
        }
        if (operation instanceof Operation.Publish publish
                && kept(publish.message().destination()) == null) {
            handler(publish.message().destination());
        }
    }

    @Override
    public void gone(Subscriber subscriber) {
        var own = subscriptions.remove(subscriber);
        if (own != null) {
            own.values().forEach(Receiver::end);
            own.values().forEach(this::end);
        }
    }

    /**
     * {@inheritDoc} Of several prefixes the longest counts.
     *
     * @throws IllegalArgumentException if the prefix is no destination, is served already or is the broker's own
     */
    @Override
    public synchronized void serve(String prefix, DestinationHandler handler) {
        checkPrefix(prefix);
        var all = new ArrayList<>(served);
        all.add(new Served(prefix, handler));
        all.sort(Comparator.comparingInt((Served one) -> one.prefix().length()).reversed());
        served = List.copyOf(all);
    }

    private void checkPrefix(String prefix) {
        try {
            DestinationPattern.exact(prefix);
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException("'" + prefix + "' cannot be served: " + refused.getMessage(), refused);
        }
        if (kept(prefix + "/") != null) {
            throw new IllegalArgumentException("'" + prefix + "' cannot be served: it is the broker's own");
        }
        if (served.stream().anyMatch(one -> one.prefix().equals(prefix))) {
            throw new IllegalArgumentException("'" + prefix + "' is served already");
        }
    }

    private @Nullable Kept kept(String destination) {
        if (destination.startsWith(Topics.PREFIX)) {
            return topics;
        }
        if (destination.startsWith(Queues.PREFIX)) {
            return queues;
        }
        return destination.startsWith(UserDestinations.PREFIX) ? users : null;
    }

    private DestinationHandler handler(String destination) {
        DestinationPattern.exact(destination);
        for (var one : served) {
            if (destination.length() > one.prefix().length()
                    && destination.startsWith(one.prefix())
                    && destination.charAt(one.prefix().length()) == '/') {
                return one.handler();
            }
        }
        throw new DestinationRefused(
                "there is no destination '" + destination + "'; destinations begin with " + known());
    }

    private String known() {
        return Stream.concat(
                        Stream.of(Topics.PREFIX, Queues.PREFIX, UserDestinations.PREFIX),
                        served.stream().map(one -> one.prefix() + "/"))
                .collect(Collectors.joining(", "));
    }

    private void keep(Kept kept, Receiver receiver) {
        register(receiver);
        try {
            kept.subscribe(receiver);
        } catch (DestinationRefused refused) {
            forget(receiver.subscriber(), receiver.id());
            throw refused;
        }
    }

    private void register(Receiver receiver) {
        subscriptions.compute(receiver.subscriber(), (same, before) -> {
            Map<String, Receiver> own = before == null ? new ConcurrentHashMap<>(4) : before;
            if (own.putIfAbsent(receiver.id(), receiver) != null) {
                throw new IllegalArgumentException("The subscription id '" + receiver.id() + "' is taken");
            }
            return own;
        });
    }

    private Optional<Receiver> forget(Subscriber subscriber, String id) {
        var own = subscriptions.get(subscriber);
        if (own == null) {
            return Optional.empty();
        }
        var receiver = Optional.ofNullable(own.remove(id));
        subscriptions.computeIfPresent(subscriber, (same, left) -> left.isEmpty() ? null : left);
        return receiver;
    }

    private void end(Receiver receiver) {
        receiver.end();
        var kept = kept(receiver.destination());
        if (kept != null) {
            kept.unsubscribe(receiver);
        }
    }

    private static CompletionStage<Void> answer(
            DestinationHandler handler, Subscriber subscriber, Subscription subscription) {
        var done = new CompletableFuture<Void>();
        handler.subscribe(subscriber, subscription).whenComplete((answer, failure) -> {
            if (failure == null) {
                deliver(answer, new Receiver(subscriber, subscription));
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    private static void deliver(Optional<BrokerMessage> answer, Receiver receiver) {
        answer.ifPresent(message -> receiver.deliver(message.to(receiver.destination())));
    }
}
