package io.bascule.broker;

import io.bascule.backplane.Backplane;
import io.bascule.backplane.Backplane.Listener;
import io.bascule.backplane.Backplane.NoRoom;
import io.bascule.backplane.Content;
import io.bascule.backplane.Content.Message;
import io.bascule.backplane.Content.Messaged;
import io.bascule.backplane.Ledger;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The brokers of the other nodes, reached by a {@link Backplane}. Any thread. */
public final class OtherNodes {
    /** For how many topics it is remembered whether they stay. */
    private static final int REMEMBERED = 10_000;

    private final Backplane backplane;
    private final Ledger ledger;
    private final List<DestinationPattern> staying;

    /** Any thread. */
    private final Map<String, Boolean> stays = new ConcurrentHashMap<>();

    /**
     * All of them.
     *
     * @param ledger has the queues that all nodes share
     * @param staying the topics and queues that every node has for itself
     */
    public OtherNodes(Backplane backplane, Ledger ledger, List<DestinationPattern> staying) {
        this.backplane = backplane;
        this.ledger = ledger;
        this.staying = List.copyOf(staying);
    }

    void listen(Listener listener) {
        backplane.listen(listener);
    }

    SharedQueues queues(Clock clock) {
        return SharedQueues.of(ledger, this::concerns, clock);
    }

    /** Whether what is published to this topic or queue concerns them. */
    boolean concerns(String topic) {
        return staying.isEmpty() || !stays(topic);
    }

    /** Whether all topics that a pattern covers concern them. */
    boolean concernAll(String pattern) {
        var topics = DestinationPattern.parse(pattern);
        return staying.stream().noneMatch(topics::meets);
    }

    private boolean stays(String topic) {
        var known = stays.get(topic);
        if (known != null) {
            return known;
        }
        var destination = DestinationPattern.exact(topic);
        boolean found = staying.stream().anyMatch(pattern -> pattern.covers(destination));
        if (stays.size() >= REMEMBERED) {
            stays.clear(); // however many topics are made up, starting over is cheap
        }
        stays.put(topic, found);
        return found;
    }

    /** @throws DestinationRefused if too much waits for them */
    void checkRoom() {
        try {
            backplane.checkRoom();
        } catch (NoRoom full) {
            throw DestinationRefused.forNow(String.valueOf(full.getMessage()));
        }
    }

    /**
     * Publishes a message to them.
     *
     * @param numbered is told, before this returns, which publication of this node it is
     * @return completes when it is safe on its way
     */
    CompletionStage<Void> publish(BrokerMessage message, LongConsumer numbered) {
        return backplane.publish(new Content.ToSubscribers(written(message)), numbered);
    }

    /** What tells this run of this node from all others. */
    Supplier<String> run() {
        return backplane.self()::toString;
    }

    /** Which publication of this node was the last. */
    LongSupplier published() {
        return backplane::published;
    }

    /** One message that is published to them when it is numbered. */
    static final class Leaving implements Histories.Numbering {
        private final OtherNodes nodes;
        private final BrokerMessage message;
        private CompletionStage<Void> safe = CompletableFuture.completedStage(null);
        private long assigned;

        /** @param message as it was sent */
        Leaving(OtherNodes nodes, BrokerMessage message) {
            this.nodes = nodes;
            this.message = message;
        }

        @Override
        public long number(BrokerMessage shown) {
            safe = nodes.publish(message, given -> assigned = given);
            return assigned;
        }

        /** Completes when it is safe on its way. */
        CompletionStage<Void> safe() {
            return safe;
        }
    }

    /** The same for a user, and counted. */
    static final class Counted implements Histories.Numbering {
        private final OtherNodes nodes;
        private final Recipient.User to;
        private CompletionStage<Integer> answer = CompletableFuture.completedStage(0);
        private long assigned;

        Counted(OtherNodes nodes, Recipient.User to) {
            this.nodes = nodes;
            this.to = to;
        }

        @Override
        public long number(BrokerMessage message) {
            var publication = new Content.ToUser(to.name(), written(message));
            answer = nodes.backplane.publishCounted(publication, given -> assigned = given);
            return assigned;
        }

        /** Completes with the number of subscriptions reached there. */
        CompletionStage<Integer> answer() {
            return answer;
        }
    }

    /** Completes with the number of subscriptions reached there. */
    CompletionStage<Integer> publish(Recipient.OneConnection to, BrokerMessage message) {
        return backplane.publishCounted(new Content.ToConnection(to.id(), written(message)), number -> {});
    }

    static Message written(BrokerMessage message) {
        return new Message(message.id(), message.destination(), message.headers(), message.body(), message.isText());
    }

    /** The message that they have published. */
    static BrokerMessage message(Messaged publication) {
        return SharedQueues.message(publication.message());
    }
}
