package io.bascule.broker;

import io.bascule.backplane.Backplane.Listener;
import io.bascule.backplane.Content;
import io.bascule.backplane.Content.Messaged;
import io.bascule.backplane.Node;
import io.bascule.time.Timer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker that keeps everything in the memory of this server, within {@link BrokerLimits}.
 *
 * <pre>
 *  /topic/...  everybody who subscribed, by name or pattern     {@code Topics}, {@code Histories}
 *  /queue/...  one of them; waits while there is none           {@code Queues}
 *  /user/...   the connections of one user                      {@code UserDestinations}
 *  /temp-queue/..., /reply-queue/...   where answers go         {@code ReplyQueues}
 *  what is served, for instance /app/...                        its {@code DestinationHandler}
 * </pre>
 *
 * What is published to topics, users and answers goes to the {@link OtherNodes} as well, where there are any; queues are
 * kept by the broker between them then, and this has what its consumers were given and have not acknowledged.
 *
 * <p>Receivers are called on the thread that publishes, those of a queue also on the one that subscribes. The calls for one
 * subscriber must not overlap, but any call may come from within its {@code deliver}.
 */
public final class InMemoryBroker implements Broker {
    /** What keeps the subscriptions to the destinations of one kind. */
    sealed interface Kept permits Topics, Queues, UserDestinations, ReplyQueues {
        /** @throws DestinationRefused as {@link Broker#publish(Publisher, BrokerMessage)} says */
        void publish(BrokerMessage message);

        /** @throws DestinationRefused as {@link Broker#subscribe} says; nothing is kept then */
        void subscribe(Receiver receiver);

        void unsubscribe(Receiver receiver);

        /** @throws DestinationRefused if {@link #publish} would refuse the message for its destination */
        default void check(BrokerMessage message) {
            DestinationPattern.exact(message.destination());
        }
    }

    private record Served(String prefix, DestinationHandler handler) {}

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Clock clock;
    private final @Nullable OtherNodes nodes;
    final Topics topics;
    final Histories histories;
    final Queues queues;
    final ReplyQueues replies;
    final UserDestinations users = new UserDestinations();

    /** Every subscriber's receivers by the id of the subscription. Any thread; a map that is empty goes. */
    final Map<Subscriber, Map<String, Receiver>> subscriptions = new ConcurrentHashMap<>();

    /** Longest prefix first; any thread reads, {@link #serve} replaces it. */
    private volatile List<Served> served = List.of();

    /**
     * A broker without subscriptions that serves no prefix yet.
     *
     * @param clock tells what has expired
     * @param timer has it go while nobody looks
     * @param secrets makes names of temporary queues: of letters and digits, and not to be guessed
     */
    public InMemoryBroker(BrokerLimits limits, Clock clock, Timer timer, Supplier<String> secrets) {
        this(limits, clock, timer, secrets, Optional.empty());
    }

    /**
     * The same, with other nodes beside it.
     *
     * @param elsewhere are told what is published here, and tell what is published there
     */
    public InMemoryBroker(
            BrokerLimits limits, Clock clock, Timer timer, Supplier<String> secrets, Optional<OtherNodes> elsewhere) {
        this.clock = clock;
        topics = new Topics(limits.destinations());
        histories = new Histories(
                topics,
                users,
                limits,
                clock,
                elsewhere.isEmpty(),
                elsewhere.map(OtherNodes::run).orElse(secrets),
                elsewhere.map(OtherNodes::published).orElse(() -> 0));
        queues = new Queues(
                limits,
                clock,
                timer,
                elsewhere.map(those -> those.queues(clock)).orElseGet(() -> SharedQueues.none(clock)));
        replies = new ReplyQueues(queues, limits.replyQueues(), secrets);
        nodes = elsewhere.orElse(null);
        elsewhere.ifPresent(those -> those.listen(new Arriving()));
    }

    /** How many subscriptions there are. */
    public int subscriptions() {
        return subscriptions.values().stream().mapToInt(Map::size).sum();
    }

    // Publishing.

    @Override
    public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
        try {
            var addressed = replies.addressed(from, message);
            if (isPast(addressed)) {
                return DONE;
            }
            var kept = kept(addressed.destination());
            if (kept == topics || kept == users) {
                histories.check(addressed);
            }
            if (nodes == null) {
                return pass(kept, from, addressed);
            }
            check(kept, addressed);
            return passEverywhere(nodes, kept, from, addressed);
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private CompletionStage<Void> passEverywhere(
            OtherNodes elsewhere, @Nullable Kept kept, Publisher from, BrokerMessage message) {
        if (!isForAll(elsewhere, kept, message)) {
            return pass(kept, from, message);
        }
        if (kept == topics) {
            return publishToTopics(elsewhere, message);
        }
        return kept == users
                ? publishToUser(elsewhere, message)
                : pass(kept, from, message).thenCompose(here -> elsewhere.publish(message, number -> {}));
    }

    private CompletionStage<Void> publishToUser(OtherNodes elsewhere, BrokerMessage message) {
        var leaving = new OtherNodes.Leaving(elsewhere, message);
        return histories
                .publish(UserDestinations.to(message), UserDestinations.shown(message), leaving)
                .thenCompose(here -> leaving.safe());
    }

    /** Numbered here as there, so that who has read here can go on there. */
    private CompletionStage<Void> publishToTopics(OtherNodes elsewhere, BrokerMessage message) {
        var leaving = new OtherNodes.Leaving(elsewhere, message);
        return histories.publish(message, leaving).thenCompose(here -> leaving.safe());
    }

    /** Answers leave only where nobody here waits for them. */
    private boolean isForAll(OtherNodes elsewhere, @Nullable Kept kept, BrokerMessage message) {
        return kept == users
                || (kept == topics && elsewhere.concerns(message.destination()))
                || (kept == replies && replies.isDropped(message));
    }

    /** What comes from other nodes is for those who are here. */
    private final class Arriving implements Listener {
        @Override
        public int received(Node from, long number, Messaged publication) {
            histories.heard(from.toString(), number);
            var message = OtherNodes.message(publication);
            if (isPast(message)) {
                return 0;
            }
            if (publication instanceof Content.ToUser to) {
                return publish(from, number, new Recipient.User(to.user()), message);
            }
            if (publication instanceof Content.ToConnection to) {
                return users.publish(new Recipient.OneConnection(to.connection()), message);
            }
            publish(from, number, message);
            return 0;
        }

        private void publish(Node from, long number, BrokerMessage message) {
            var kept = kept(message.destination());
            if (kept == topics) {
                histories.publish(message, from.toString(), number);
            } else if (kept == users) {
                publish(from, number, UserDestinations.to(message), UserDestinations.shown(message));
            } else if (kept == replies) {
                kept.publish(message);
            }
        }

        /** How many it reaches; where another thread is handing out, how many there are. */
        private int publish(Node from, long number, Recipient.User to, BrokerMessage message) {
            int here = users.receivers(to, message.destination());
            return histories
                    .publish(to, message, from.toString(), number)
                    .toCompletableFuture()
                    .getNow(here);
        }

        @Override
        public void heard(Node from, long number) {
            histories.heard(from.toString(), number);
        }

        @Override
        public void missed(Node from, long last) {
            histories.missed(from.toString(), last);
        }

        @Override
        public Map<String, Content.Run> runs() {
            return histories.runs();
        }

        @Override
        public void begun(Map<String, Content.Run> runs) {
            histories.begun(runs);
        }
    }

    private boolean isPast(BrokerMessage message) {
        long expires = message.expires();
        return expires != BrokerMessage.NEVER && expires <= clock.millis();
    }

    private CompletionStage<Void> pass(@Nullable Kept kept, Publisher from, BrokerMessage message) {
        if (kept == null) {
            return handler(message.destination()).publish(from, message);
        }
        if (kept == topics) {
            return histories.publish(message);
        }
        if (kept == queues) {
            return queues.send(message);
        }
        if (kept == users) {
            return histories
                    .publish(UserDestinations.to(message), UserDestinations.shown(message))
                    .thenApply(reached -> null);
        }
        kept.publish(message);
        return DONE;
    }

    @Override
    public CompletionStage<Integer> publish(Recipient to, BrokerMessage message) {
        try {
            if (isPast(message)) {
                return CompletableFuture.completedStage(0);
            }
            if (to instanceof Recipient.User user) {
                UserDestinations.check(message.destination());
                histories.check(message);
                return nodes == null ? histories.publish(user, message) : publishEverywhere(nodes, user, message);
            }
            return nodes == null
                    ? CompletableFuture.completedStage(users.publish(to, message))
                    : publishEverywhere(nodes, (Recipient.OneConnection) to, message);
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private CompletionStage<Integer> publishEverywhere(OtherNodes elsewhere, Recipient.User to, BrokerMessage message) {
        elsewhere.checkRoom();
        var counted = new OtherNodes.Counted(elsewhere, to);
        return histories.publish(to, message, counted).thenCombine(counted.answer(), Integer::sum);
    }

    /** A connection that is here is nowhere else. */
    private CompletionStage<Integer> publishEverywhere(
            OtherNodes elsewhere, Recipient.OneConnection to, BrokerMessage message) {
        elsewhere.checkRoom();
        int here = users.publish(to, message);
        return here > 0 ? CompletableFuture.completedStage(here) : elsewhere.publish(to, message);
    }

    @Override
    public CompletionStage<Void> apply(Publisher from, List<Operation> transaction) {
        try {
            var checked = transaction.stream()
                    .flatMap(operation -> checked(from, operation).stream())
                    .toList();
            return queues.apply(from, checked).thenCompose(settled -> publishOthers(from, checked));
        } catch (DestinationRefused | DeliveryUnknown refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    /** The operation as it is to be done; empty when it is one that does nothing. */
    private Optional<Operation> checked(Publisher from, Operation operation) {
        if (!(operation instanceof Operation.Publish publish)) {
            return Optional.of(operation);
        }
        var message = replies.addressed(from, publish.message());
        check(kept(message.destination()), message);
        return isPast(message) || (nodes == null && replies.isDropped(message))
                ? Optional.empty()
                : Optional.of(new Operation.Publish(message));
    }

    private void check(@Nullable Kept kept, BrokerMessage message) {
        if (kept == null) {
            handler(message.destination());
        } else {
            kept.check(message);
        }
        if (kept == topics || kept == users) {
            histories.check(message);
        }
        if (nodes != null && isForAll(nodes, kept, message)) {
            nodes.checkRoom();
        }
    }

    private CompletionStage<Void> publishOthers(Publisher from, List<Operation> transaction) {
        var stages = new ArrayList<CompletableFuture<Void>>();
        for (var operation : transaction) {
            if (operation instanceof Operation.Publish one
                    && !Queues.isQueue(one.message().destination())) {
                var kept = kept(one.message().destination());
                var passed = nodes == null
                        ? pass(kept, from, one.message())
                        : passEverywhere(nodes, kept, from, one.message());
                stages.add(passed.toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0]));
    }

    // Subscribing.

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the subscriber has a subscription of that id
     */
    @Override
    public CompletionStage<Void> subscribe(Subscriber subscriber, Subscription subscription) {
        try {
            var kept = kept(subscription.destination());
            return kept == null
                    ? answer(handler(subscription.destination()), subscriber, subscription)
                    : keep(kept, subscriber, subscription);
        } catch (DestinationRefused refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private CompletionStage<Void> keep(Kept kept, Subscriber subscriber, Subscription subscription) {
        var receiver = receiver(kept, new Receiver(subscriber, subscription));
        try {
            register(subscriber, receiver);
            if (kept == topics || kept == users) {
                return histories.subscribe(kept, receiver, nodes == null || nodes.concernAll(receiver.destination()));
            }
            receiver.tellResumed(false);
            kept.subscribe(receiver);
            return DONE;
        } catch (DestinationRefused refused) {
            forget(subscriber, receiver.id());
            endBuffer(receiver);
            throw refused;
        }
    }

    /** Where there is no queue that keeps what is not acknowledged, one is put in between. */
    private Receiver receiver(Kept kept, Receiver own) {
        if (own.acks() == Subscription.AckMode.AUTO || kept == queues || kept == replies) {
            return own;
        }
        return new Receiver(queues.buffer(own, why -> end(own, why)), own.subscription());
    }

    private void register(Subscriber subscriber, Receiver receiver) {
        subscriptions.compute(subscriber, (same, before) -> {
            Map<String, Receiver> own = before == null ? new ConcurrentHashMap<>(4) : before;
            if (own.putIfAbsent(receiver.id(), receiver) != null) {
                endBuffer(receiver);
                throw new IllegalArgumentException("The subscription id '" + receiver.id() + "' is taken");
            }
            return own;
        });
    }

    private static CompletionStage<Void> answer(
            DestinationHandler handler, Subscriber subscriber, Subscription subscription) {
        if (subscription.acks() != Subscription.AckMode.AUTO) {
            throw new DestinationRefused("what '" + subscription.destination()
                    + "' answers cannot be acknowledged; subscribe with ack:auto");
        }
        new Receiver(subscriber, subscription).tellResumed(false);
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

    @Override
    public CompletionStage<Void> settle(Subscriber subscriber, long delivery, Settlement how) {
        try {
            return queues.settle(subscriber, delivery, how);
        } catch (DeliveryUnknown unknown) {
            return CompletableFuture.failedStage(unknown);
        }
    }

    @Override
    public void unsubscribe(Subscriber subscriber, String id) {
        forget(subscriber, id).ifPresent(this::end);
    }

    @Override
    public void gone(Subscriber subscriber) {
        var own = subscriptions.remove(subscriber);
        if (own != null) {
            own.values().forEach(Receiver::end);
            own.values().forEach(this::end);
        }
        replies.gone(subscriber);
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
        endBuffer(receiver);
    }

    private static void endBuffer(Receiver receiver) {
        if (receiver.subscriber() instanceof TopicBuffer buffer) {
            buffer.end();
        }
    }

    /** Ends the subscription of one that cannot follow, unless it has ended meanwhile. */
    private void end(Receiver own, String why) {
        var registered = subscriptions.getOrDefault(own.subscriber(), Map.of()).get(own.id());
        if (registered != null && registered.subscriber() instanceof TopicBuffer buffer && buffer.isFor(own)) {
            forget(own.subscriber(), own.id());
            end(registered);
            own.tellEnded(why);
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
        if (destination.startsWith(ReplyQueues.PREFIX) || destination.startsWith(ReplyQueues.OWN)) {
            return replies;
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
}
