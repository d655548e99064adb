package io.bascule.broker;

import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Queue.Budget;
import io.bascule.broker.Queue.Entry;
import io.bascule.broker.Queue.Taker;
import io.bascule.broker.Queue.Turn;
import io.bascule.time.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The destinations below {@code /queue/}: every message goes to one of the subscribers, in turn, and waits while none
 * takes it. One that is not acknowledged comes back to its old place.
 *
 * <p>One thread at a time hands out what waits in a queue, oldest first, and also what others add meanwhile; so no
 * lock is held while a subscriber is called, and what one publisher sends stays in order.
 *
 * <pre>
 *             publish                 deliver                 ACK, or delivered with ack:auto
 *  (refused) <-------> WAITING ────────────────> UNSETTLED ───────────────────────────────────> forgotten
 *                        ^  │ expires                │
 *                        │  └────────> forgotten     │ NACK, unsubscribed or gone: redelivered
 *                        └───────────────────────────┤
 *                                                    └────────> dead letter, after so many NACKs
 * </pre>
 */
final class Queues implements InMemoryBroker.Kept {
    static final String PREFIX = "/queue/";

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /** How often what has expired is looked for, and what nobody took is offered again. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How many of what has expired go without letting others in between. */
    private static final int AT_ONCE = 1_000;

    final BrokerLimits limits;
    private final Clock clock;
    private final Timer timer;
    final SharedQueues shared;

    /** Guarded by {@code this}, as all below; a queue that is empty and has no receiver goes. */
    final Map<String, Queue> queues = new HashMap<>();

    /** Who takes from a queue. */
    final Map<Receiver, Taker> takers = new HashMap<>();

    /** Who has a delivery that is not settled, by its number. */
    final Map<Long, Taker> holders = new HashMap<>();

    /** What expires, the earliest first. */
    private final NavigableSet<Entry> expiring = new TreeSet<>(
            Comparator.<Entry>comparingLong(entry -> entry.expires).thenComparingLong(entry -> entry.place));

    /** Where something waits though there are consumers. */
    private final Set<Queue> stalled = new LinkedHashSet<>();

    final Budget named;
    final Budget buffered;
    private long lastPlace;
    private long lastNumber;
    private boolean looking;

    /** @param shared the queues that are not this node's alone */
    Queues(BrokerLimits limits, Clock clock, Timer timer, SharedQueues shared) {
        this.limits = limits;
        this.clock = clock;
        this.timer = timer;
        this.shared = shared;
        shared.serve(new SharedTakers(this));
        this.named = new Budget("all queues together", limits.allQueuesBytes());
        this.buffered = new Budget("all that is not acknowledged of topics", limits.unacknowledgedBytes());
    }

    /** Done when the message is safe, where that takes time. */
    CompletionStage<Void> send(BrokerMessage message) {
        if (shared.has(message.destination())) {
            checkShared(message);
            return doing(() -> shared.put(message)).kept();
        }
        publish(message);
        return DONE;
    }

    @Override
    public void publish(BrokerMessage message) {
        handOut(hold(message));
    }

    /** @throws DestinationRefused if no shared queue takes the message, or none now */
    void checkShared(BrokerMessage message) {
        DestinationPattern.exact(message.destination());
        Queue.checkRoom(null, limits, message.bytes(), 0, 0);
        shared.checkRoom();
    }

    /** What was done while holding the lock, and when the shared queues have followed. */
    private record Done<T extends @Nullable Object>(T result, CompletionStage<Void> kept) {}

    /** Does something while holding the lock, and has the shared queues follow when it has been released. */
    private <T extends @Nullable Object> Done<T> doing(Supplier<T> work) {
        T result;
        List<Change> changes;
        synchronized (this) {
            result = work.get();
            changes = shared.drain();
        }
        return new Done<>(result, shared.follow(changes));
    }

    private Done<@Nullable Void> doing(Runnable work) {
        return this.<@Nullable Void>doing(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public void subscribe(Receiver receiver) {
        subscribe(receiver, receiver.destination());
    }

    /** Subscribes to the queue {@code name}, which the receiver knows by another name. */
    void subscribe(Receiver receiver, String name) {
        int prefetch = prefetch(receiver);
        handOut(add(receiver, name, prefetch));
    }

    private int prefetch(Receiver receiver) {
        int wanted = receiver.subscription().prefetch();
        if (receiver.acks() == Subscription.AckMode.AUTO) {
            return Integer.MAX_VALUE;
        }
        if (wanted > limits.mostPrefetch()) {
            throw new DestinationRefused("prefetch is " + wanted + "; it is " + limits.mostPrefetch() + " at most");
        }
        return wanted <= 0 ? limits.prefetch() : wanted;
    }

    private synchronized Queue add(Receiver receiver, String name, int prefetch) {
        var queue = queue(name);
        add(receiver, queue, prefetch);
        return queue;
    }

    private void add(Receiver receiver, Queue queue, int prefetch) {
        var taker = new Taker(queue, receiver, prefetch);
        takers.put(receiver, taker);
        queue.add(taker);
    }

    @Override
    public void unsubscribe(Receiver receiver) {
        var queue = remove(receiver);
        if (queue != null) {
            handOut(queue);
        }
    }

    @Nullable Queue remove(Receiver receiver) {
        return this.<@Nullable Queue>doing(() -> removeNow(receiver)).result();
    }

    private @Nullable Queue removeNow(Receiver receiver) {
        var taker = takers.remove(receiver);
        if (taker == null) {
            return null;
        }
        taker.queue.remove(taker);
        var back = new ArrayList<Entry>();
        for (long number : List.copyOf(taker.unsettled.keySet())) {
            release(number).ifPresent(back::add);
        }
        comeBack(taker.queue, back);
        dropIfUnused(taker.queue);
        return taker.queue;
    }

    /** Forgets the queue {@code name} and what is in it. */
    synchronized void drop(String name) {
        var queue = queues.remove(name);
        if (queue != null) {
            drop(queue);
        }
    }

    synchronized void drop(Queue queue) {
        queue.drop().forEach(this::forget);
    }

    // Topics whose messages are acknowledged.

    /**
     * What a topic is to deliver to in place of {@code to}.
     *
     * @param full told why when it can take no more
     * @throws DestinationRefused if more is to be prefetched than there may be
     */
    TopicBuffer buffer(Receiver to, Consumer<String> full) {
        int prefetch = prefetch(to);
        var buffer = new TopicBuffer(this, to, full);
        synchronized (this) {
            add(to, buffer.queue(), prefetch);
        }
        return buffer;
    }

    synchronized void hold(Queue queue, BrokerMessage message) {
        if (queue.isDropped()) {
            return; // the subscription ended while this message was on its way
        }
        int size = message.bytes();
        Queue.checkRoom(queue, limits, size, 0, 0);
        buffered.check(size);
        add(queue, message);
    }

    // Publishing.

    private synchronized Queue hold(BrokerMessage message) {
        int size = message.bytes();
        Queue.checkRoom(queues.get(message.destination()), limits, size, 0, 0);
        named.check(size);
        var queue = queue(message.destination());
        add(queue, message);
        return queue;
    }

    void add(Queue queue, BrokerMessage message) {
        var entry = new Entry(queue, message, ++lastPlace);
        queue.add(entry);
        expect(entry);
    }

    private void expect(Entry entry) {
        if (entry.expires != BrokerMessage.NEVER) {
            expiring.add(entry);
        }
    }

    Queue queue(String name) {
        var queue = queues.get(name);
        if (queue != null) {
            return queue;
        }
        checkNew(name, 0);
        return made(name);
    }

    /** One that must be there, however many there are. */
    private Queue made(String name) {
        return queues.computeIfAbsent(name, one -> new Queue(one, named, shared.has(one)));
    }

    /** @throws DestinationRefused if there cannot be {@code others} queues more and the one of this name */
    void checkNew(String name, int others) {
        DestinationPattern.exact(name);
        if (queues.size() + others >= limits.destinations()) {
            throw new DestinationRefused("there are " + (queues.size() + others) + " queues, the limit");
        }
    }

    // Handing out.

    void handOut(Queue queue) {
        for (var turn = begin(queue); turn != null; ) {
            turn = next(turn, turn.happen());
        }
        shared.look(queue);
        look();
    }

    private @Nullable Turn begin(Queue queue) {
        return this.<@Nullable Turn>doing(() -> queue.begin() ? next(queue) : null)
                .result();
    }

    private @Nullable Turn next(Turn last, Turn.Outcome outcome) {
        return this.<@Nullable Turn>doing(() -> nextNow(last, outcome)).result();
    }

    private @Nullable Turn nextNow(Turn last, Turn.Outcome outcome) {
        var queue = last.taker().queue;
        settle(last, outcome);
        switch (outcome) {
            case TAKEN -> queue.served(last.taker(), last.entry());
            case REFUSED -> queue.refused(last.taker());
            case UNWANTED -> queue.passed(last.taker(), last.entry());
        }
        return next(queue);
    }

    private void settle(Turn last, Turn.Outcome outcome) {
        boolean taken = outcome == Turn.Outcome.TAKEN;
        if (!last.taker().acknowledges()) {
            if (taken) {
                forget(last.entry());
            } else {
                putBack(last.entry());
            }
        } else if (!taken && release(last.number()).isPresent()) {
            putBack(last.entry());
        }
    }

    private @Nullable Turn next(Queue queue) {
        for (var turn = queue.next(); turn != null; turn = queue.next()) {
            expiring.remove(turn.entry());
            if (!turn.entry().isPast(clock.millis())) {
                return turn.taker().acknowledges() ? numbered(turn) : turn;
            }
            forget(turn.entry());
        }
        if (queue.isStalled()) {
            stalled.add(queue);
        }
        if (queue.shared) {
            giveBack(queue);
        }
        dropIfUnused(queue);
        return null;
    }

    /** What nobody here takes may be for others. */
    private void giveBack(Queue queue) {
        for (var left : queue.left()) {
            forget(left);
            shared.giveBack(left);
        }
    }

    private Turn numbered(Turn turn) {
        long number = ++lastNumber;
        turn.taker().unsettled.put(number, turn.entry());
        holders.put(number, turn.taker());
        return new Turn(turn.taker(), turn.entry(), number);
    }

    private void forget(Entry entry) {
        expiring.remove(entry);
        entry.queue.forget(entry);
        shared.remove(entry);
    }

    private void putBack(Entry entry) {
        if (entry.queue.isDropped()) {
            entry.queue.forget(entry);
        } else {
            entry.queue.putBack(entry);
            expect(entry);
        }
    }

    /** They were delivered; those with a selector look at them again. */
    private void comeBack(Queue queue, List<Entry> entries) {
        for (var entry : entries) {
            entry.redelivered = true;
            putBack(entry);
        }
        entries.stream().mapToLong(entry -> entry.place).min().ifPresent(queue::lookAgain);
    }

    private void dropIfUnused(Queue queue) {
        if (queue.isUnused()) {
            queues.remove(queue.name, queue);
        }
    }

    // Settling.

    /**
     * Settles a delivery; done when the shared queues have followed.
     *
     * @throws DeliveryUnknown as {@link Broker#settle} says
     */
    CompletionStage<Void> settle(Publisher by, long number, Settlement how) {
        var settled = doing(() -> settleNow(by, number, how));
        settled.result().forEach(this::handOut);
        return SharedQueues.settling(settled.kept(), number);
    }

    private Set<Queue> settleNow(Publisher by, long number, Settlement how) {
        var changed = new LinkedHashSet<Queue>();
        settle(holder(by, number), number, how, changed);
        return changed;
    }

    /** @throws DeliveryUnknown if this publisher has no such delivery */
    Taker holder(Publisher by, long number) {
        var taker = holders.get(number);
        if (taker == null || !taker.receiver.isOf(by)) {
            throw new DeliveryUnknown(number);
        }
        return taker;
    }

    void settle(Taker taker, long number, Settlement how, Set<Queue> changed) {
        var back = new ArrayList<Entry>();
        for (long one : taker.settledBy(number)) {
            var entry = release(one).orElseThrow();
            if (how == Settlement.NACK && ++entry.refusals <= limits.redeliveries()) {
                back.add(entry);
            } else {
                forget(entry);
                bury(entry, how).ifPresent(changed::add);
            }
        }
        comeBack(taker.queue, back);
        changed.add(taker.queue);
        if (how == Settlement.NACK) {
            taker.queue.offerLast(taker);
        } else {
            taker.queue.offer(taker);
        }
        dropIfUnused(taker.queue);
    }

    private Optional<Entry> release(long number) {
        return Optional.ofNullable(holders.remove(number)).map(taker -> taker.unsettled.remove(number));
    }

    /** Where it is a dead letter now, if it is one. */
    private Optional<Queue> bury(Entry entry, Settlement how) {
        var origin = entry.queue.name;
        boolean dead = how == Settlement.NACK && origin.startsWith(PREFIX) && !origin.equals(limits.deadLetters());
        if (dead && shared.has(limits.deadLetters())) {
            shared.put(entry.asDeadLetter(limits.deadLetters()));
            return Optional.empty();
        }
        return dead ? Optional.of(bury(entry)) : Optional.empty();
    }

    /** Nobody can be refused here: in a full queue of dead letters the oldest make room. */
    private Queue bury(Entry entry) {
        var queue = made(limits.deadLetters());
        add(queue, entry.asDeadLetter(limits.deadLetters()));
        for (var oldest = queue.oldest(); oldest != null && isOver(queue); oldest = queue.oldest()) {
            forget(oldest);
        }
        return queue;
    }

    private boolean isOver(Queue queue) {
        return queue.messages > limits.queueMessages()
                || queue.bytes > limits.queueBytes()
                || named.used > limits.allQueuesBytes();
    }

    // Transactions.

    /** Whether a transaction's message to this destination is a queue's. */
    static boolean isQueue(String destination) {
        return destination.startsWith(PREFIX) || destination.startsWith(ReplyQueues.PREFIX);
    }

    /**
     * Does what {@code transaction} asks of queues: all or nothing; done when the shared ones have followed.
     *
     * @throws DestinationRefused if one of its messages is refused
     * @throws DeliveryUnknown if one of its deliveries is not there to be settled
     */
    CompletionStage<Void> apply(Publisher from, List<Operation> transaction) {
        var applied = doing(() -> applyNow(new QueueTransaction(this, from, transaction)));
        applied.result().forEach(this::handOut);
        return transaction.stream()
                .filter(Operation.Settle.class::isInstance)
                .map(one -> SharedQueues.settling(applied.kept(), ((Operation.Settle) one).delivery()))
                .findFirst()
                .orElse(applied.kept());
    }

    private Set<Queue> applyNow(QueueTransaction transaction) {
        transaction.check();
        return transaction.happen();
    }

    // What goes by itself.

    private void look() {
        if (beginLooking()) {
            timer.after(LOOK, this::lookNow);
        }
    }

    private synchronized boolean beginLooking() {
        boolean needed = !looking && !(expiring.isEmpty() && stalled.isEmpty());
        looking |= needed;
        return needed;
    }

    private void lookNow() {
        boolean more = true;
        while (more) {
            more = doing(this::expire).result();
        }
        notStalled().forEach(this::handOut);
        look();
    }

    /** Whether there may be more. */
    private boolean expire() {
        int gone = 0;
        while (gone < AT_ONCE && !expiring.isEmpty() && expiring.first().isPast(clock.millis())) {
            var entry = expiring.first();
            forget(entry);
            dropIfUnused(entry.queue);
            gone++;
        }
        return gone == AT_ONCE;
    }

    private synchronized List<Queue> notStalled() {
        looking = false;
        var again = new ArrayList<>(stalled);
        stalled.clear();
        return again;
    }

    // What all nodes share.

    /** Adds what this node has taken; to be called while holding {@code this}. */
    Queue add(Ledger.Taken taken) {
        var queued = taken.message();
        var queue = made(queued.queue());
        var entry = new Entry(queue, SharedQueues.message(queued.message()), ++lastPlace, taken.id());
        entry.refusals = queued.refusals();
        entry.redelivered = queued.redelivered();
        queue.add(entry);
        expect(entry);
        return queue;
    }
}
