package io.bascule.broker;

import io.bascule.backplane.Backplane.NoRoom;
import io.bascule.backplane.Content;
import io.bascule.backplane.Content.Queued;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.backplane.Ledger.Local;
import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.Queue.Entry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What this node's {@link Queues} tell the {@link Ledger} of those that all nodes share. */
final class SharedQueues {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final @Nullable Ledger ledger;
    private final Predicate<String> shared;
    private final Clock clock;

    /** What has changed and is not told yet; guarded by the {@link Queues}. */
    private List<Change> changes = new ArrayList<>();

    /** @param shared whether a queue is shared, by its name */
    private SharedQueues(@Nullable Ledger ledger, Predicate<String> shared, Clock clock) {
        this.ledger = ledger;
        this.shared = shared;
        this.clock = clock;
    }

    static SharedQueues none(Clock clock) {
        return new SharedQueues(null, queue -> false, clock);
    }

    static SharedQueues of(Ledger ledger, Predicate<String> shared, Clock clock) {
        return new SharedQueues(ledger, shared, clock);
    }

    void serve(Local local) {
        if (ledger != null) {
            ledger.serve(local);
        }
    }

    /** Whether all nodes share the queue of this name. */
    boolean has(String queue) {
        return queue.startsWith(Queues.PREFIX) && shared.test(queue);
    }

    /** @throws DestinationRefused if too much waits for the broker */
    void checkRoom() {
        try {
            if (ledger != null) {
                ledger.checkRoom();
            }
        } catch (NoRoom full) {
            throw DestinationRefused.forNow(String.valueOf(full.getMessage()));
        }
    }

    // While holding the lock of the queues.

    /** A message comes to a shared queue. */
    void put(BrokerMessage message) {
        put(message, 0, false);
    }

    private void put(BrokerMessage message, int refusals, boolean redelivered) {
        var written = OtherNodes.written(message);
        changes.add(new Change.Put(new Queued(message.destination(), written, refusals, redelivered), left(message)));
    }

    private long left(BrokerMessage message) {
        return message.expires() == BrokerMessage.NEVER ? 0 : Math.max(1, message.expires() - clock.millis());
    }

    /** A message is done with; nothing happens to one that is here only. */
    void remove(Entry entry) {
        if (entry.held != null) {
            changes.add(new Change.Remove(entry.held));
        }
    }

    /** A message that nobody here takes is for other nodes. */
    void giveBack(Entry entry) {
        put(entry.message, entry.refusals, entry.redelivered);
    }

    /** What has changed since it was asked last. */
    List<Change> drain() {
        if (changes.isEmpty()) {
            return List.of();
        }
        var all = changes;
        changes = new ArrayList<>();
        return all;
    }

    // Without a lock.

    /** Has the broker follow; done when it has, fails with {@link Ledger.Gone}. */
    CompletionStage<Void> follow(List<Change> all) {
        return ledger == null || all.isEmpty() ? DONE : ledger.change(all);
    }

    /** The same for what settles a delivery; fails with {@link DeliveryUnknown}. */
    static CompletionStage<Void> settling(CompletionStage<Void> following, long delivery) {
        return following.exceptionally(failure -> {
            throw new CompletionException(isGone(failure) ? new DeliveryUnknown(delivery) : failure);
        });
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof Ledger.Gone || failure.getCause() instanceof Ledger.Gone;
    }

    /** There may be room for what is in this queue. */
    void look(Queue queue) {
        if (ledger != null && queue.shared) {
            ledger.look(queue.name);
        }
    }

    /** A message as its node has put it. */
    static BrokerMessage message(Content.Message message) {
        return BrokerMessage.of(message.id(), message.destination(), message.headers(), message.body(), message.text());
    }
}
