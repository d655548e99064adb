package io.bascule.broker;

import io.bascule.backplane.Ledger.Wish;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One queue: what waits in it, who takes from it, and what they have not acknowledged. All of it, entries and takers
 * too, is guarded by the {@link Queues} it belongs to.
 *
 * <p>What waits is kept by its place, which a message gets when it is published and has again when it comes back. A
 * taker with a selector remembers up to which place it has looked, so that a message it does not want is looked at
 * once, and holds up neither it nor the others.
 */
final class Queue {
    /** A message in a queue. */
    static final class Entry {
        /** The header of a dead letter that names the queue it was in. */
        private static final String ORIGIN = "dead-letter-origin";

        /** The header of a dead letter that says why it is one. */
        private static final String REASON = "dead-letter-reason";

        final Queue queue;
        final BrokerMessage message;
        final int bytes;
        /** Rises with each message of all queues. */
        final long place;
        /** Milliseconds since 1970. */
        final long expires;

        /** What it is removed by from the queue that all nodes share; null for one that is here only. */
        final @Nullable String held;

        /** How often a taker has said that it did not process it. */
        int refusals;

        boolean redelivered;

        Entry(Queue queue, BrokerMessage message, long place) {
            this(queue, message, place, null);
        }

        Entry(Queue queue, BrokerMessage message, long place, @Nullable String held) {
            this.held = held;
            this.queue = queue;
            this.message = message;
            this.bytes = message.bytes();
            this.place = place;
            this.expires = message.expires();
        }

        boolean isPast(long now) {
            return expires != BrokerMessage.NEVER && expires <= now;
        }

        BrokerMessage asDeadLetter(String destination) {
            return message.to(destination)
                    .with(ORIGIN, queue.name)
                    .with(REASON, "not acknowledged after " + refusals + " deliveries");
        }
    }

    /** One subscription to a queue. */
    static final class Taker {
        private static final int AT_ONCE = 100;

        final Queue queue;
        final Receiver receiver;
        /** How many it may have unacknowledged. */
        private final int prefetch;
        /** By the numbers of their deliveries. */
        final NavigableMap<Long, Entry> unsettled = new TreeMap<>();
        /** It has looked at all places below. */
        private long looked;

        private boolean live = true;

        Taker(Queue queue, Receiver receiver, int prefetch) {
            this.queue = queue;
            this.receiver = receiver;
            this.prefetch = prefetch;
        }

        boolean acknowledges() {
            return receiver.acks() != Subscription.AckMode.AUTO;
        }

        /** How many it may be given now; those that do not acknowledge are given so many at once. */
        private int room() {
            return acknowledges() ? prefetch - unsettled.size() : AT_ONCE;
        }

        private boolean hasRoom() {
            return live && unsettled.size() < prefetch;
        }

        /** The message as it is shown to the subscriber: under the name by which it knows the queue. */
        BrokerMessage shown(BrokerMessage message) {
            boolean renamed = message.destination().equals(queue.name) && !queue.name.equals(receiver.destination());
            return renamed ? message.to(receiver.destination()) : message;
        }

        /** The numbers of what is settled by settling {@code number}, itself and others before it; a copy. */
        List<Long> settledBy(long number) {
            return receiver.acks() == Subscription.AckMode.CLIENT
                    ? List.copyOf(unsettled.headMap(number, true).keySet())
                    : List.of(number);
        }
    }

    /** Bytes that several queues share. Guarded by the {@link Queues} they belong to. */
    static final class Budget {
        private final String whose;
        private final long most;
        long used;

        Budget(String whose, long most) {
            this.whose = whose;
            this.most = most;
        }

        /** @throws DestinationRefused if there is no room for so many more */
        void check(long more) {
            if (used + more > most) {
                throw new DestinationRefused(whose + " hold " + used + " bytes, their limit is " + most);
            }
        }
    }

    /** What the thread that hands out does next. */
    record Turn(Taker taker, Entry entry, long number) {
        enum Outcome {
            TAKEN,
            REFUSED,
            UNWANTED
        }

        /** Offers it; not to be called with a lock held. */
        Outcome happen() {
            var receiver = taker.receiver;
            if (!receiver.wants(entry.message)) {
                return Outcome.UNWANTED;
            }
            var delivery = new Delivery(receiver.subscription(), taker.shown(entry.message), number, entry.redelivered);
            return receiver.give(delivery) ? Outcome.TAKEN : Outcome.REFUSED;
        }
    }

    final String name;
    /** Whether all nodes share it: what nobody here takes is not kept here. */
    final boolean shared;
    /** What it takes from. */
    final Budget budget;

    private final NavigableMap<Long, Entry> waiting = new TreeMap<>();
    private final Set<Taker> takers = new HashSet<>();
    /** Those with a selector. */
    private final Set<Taker> choosy = new HashSet<>();
    /** Who may be given something; who has waited longest is first. */
    private final Set<Taker> ready = new LinkedHashSet<>();
    /** Who did not take what it was given and is asked again when something happens. */
    private final Set<Taker> refusing = new LinkedHashSet<>();
    /** How many messages there are, waiting or not acknowledged, and their bytes. */
    int messages;

    long bytes;
    /** How many takers take whatever there is. */
    private int greedy;
    /** Whether a thread is handing out. */
    private boolean busy;

    private boolean dropped;

    Queue(String name, Budget budget) {
        this(name, budget, false);
    }

    Queue(String name, Budget budget, boolean shared) {
        this.shared = shared;
        this.name = name;
        this.budget = budget;
    }

    /** Whether what comes is handed out at once, so that it does not wait, however much of it there is. */
    boolean flows() {
        return busy && greedy > 0;
    }

    boolean isUnused() {
        return !busy && messages == 0 && takers.isEmpty();
    }

    /** Whether something waits for takers that did not take it; if it is shared, perhaps elsewhere. */
    boolean isStalled() {
        return (shared || !waiting.isEmpty()) && !refusing.isEmpty();
    }

    /** What its takers have room for now, beside what waits. */
    Wish wish() {
        int greedy = 0;
        int choosy = 0;
        for (var taker : ready) {
            if (taker.receiver.chooses()) {
                choosy += taker.room();
            } else {
                greedy += taker.room();
            }
        }
        return greedy > 0 ? new Wish(greedy - waiting.size(), true) : new Wish(choosy - waiting.size(), false);
    }

    /** Who looks for certain messages, and has room; a copy. */
    List<Taker> looking() {
        return ready.stream().filter(taker -> taker.receiver.chooses()).toList();
    }

    /** What nobody takes now. */
    List<Entry> left() {
        return busy ? List.of() : List.copyOf(waiting.values());
    }

    /**
     * Looks whether there is room in a queue, which need not be there yet.
     *
     * @param messages how many will come before, with {@code bytes}
     * @throws DestinationRefused if there is no room for one more of {@code size} bytes
     */
    static void checkRoom(@Nullable Queue queue, BrokerLimits limits, int size, int messages, int bytes) {
        if (size > limits.queueBytes()) {
            throw new DestinationRefused(
                    "the message has " + size + " bytes, a queue holds at most " + limits.queueBytes());
        }
        if (queue != null && queue.flows()) {
            return;
        }
        int there = messages + (queue == null ? 0 : queue.messages);
        long taken = bytes + (queue == null ? 0 : queue.bytes);
        if (there >= limits.queueMessages()) {
            throw new DestinationRefused("the queue holds " + there + " messages, its limit");
        }
        if (taken + size > limits.queueBytes()) {
            throw new DestinationRefused("the queue holds " + taken + " bytes and cannot take " + size
                    + " more; its limit is " + limits.queueBytes());
        }
    }

    void add(Entry entry) {
        messages++;
        bytes += entry.bytes;
        budget.used += entry.bytes;
        waiting.put(entry.place, entry);
    }

    void add(Taker taker) {
        takers.add(taker);
        ready.add(taker);
        if (taker.receiver.chooses()) {
            choosy.add(taker);
        }
        greedy += isGreedy(taker) ? 1 : 0;
    }

    private static boolean isGreedy(Taker taker) {
        return !taker.acknowledges() && !taker.receiver.chooses();
    }

    void remove(Taker taker) {
        taker.live = false;
        takers.remove(taker);
        choosy.remove(taker);
        ready.remove(taker);
        refusing.remove(taker);
        greedy -= isGreedy(taker) ? 1 : 0;
    }

    /** Forgets an entry that is with nobody else any more. */
    void forget(Entry entry) {
        messages--;
        bytes -= entry.bytes;
        budget.used -= entry.bytes;
        waiting.remove(entry.place);
    }

    /** Has an entry wait in its place again. */
    void putBack(Entry entry) {
        waiting.put(entry.place, entry);
    }

    /** Has those with a selector look again at all from {@code place} on. */
    void lookAgain(long place) {
        choosy.forEach(taker -> taker.looked = Math.min(taker.looked, place));
    }

    /** Whether it is no more: what comes back is to be forgotten. */
    boolean isDropped() {
        return dropped;
    }

    /** Whether the caller hands out from now on, until {@link #next} finds nothing. */
    boolean begin() {
        if (busy) {
            return false;
        }
        ready.addAll(refusing);
        refusing.clear();
        busy = true;
        return true;
    }

    /** Who is next, and the entry for it, which does not wait any more; nothing when there is no such pair. */
    @Nullable Turn next() {
        if (!waiting.isEmpty()) {
            for (var taker : ready) {
                var found = waiting.ceilingEntry(taker.looked);
                if (found != null) {
                    waiting.remove(found.getKey());
                    return new Turn(taker, found.getValue(), 0);
                }
            }
        }
        busy = false;
        return null;
    }

    /** It took the entry: the others come first now. */
    void served(Taker taker, Entry entry) {
        passed(taker, entry);
        offerLast(taker);
    }

    /** May be given something again if it has room, after all others. */
    void offerLast(Taker taker) {
        ready.remove(taker);
        offer(taker);
    }

    /** It has looked at the entry. */
    void passed(Taker taker, Entry entry) {
        if (taker.receiver.chooses()) {
            taker.looked = entry.place + 1;
        }
    }

    void refused(Taker taker) {
        if (ready.remove(taker)) {
            refusing.add(taker);
        }
    }

    /** May be given something again if it has room. */
    void offer(Taker taker) {
        if (taker.hasRoom()) {
            ready.add(taker);
        }
    }

    /** Takes no more back; what waits is returned, to be forgotten. */
    List<Entry> drop() {
        dropped = true;
        return List.copyOf(waiting.values());
    }

    /** What has waited longest; nothing when nothing waits. */
    @Nullable Entry oldest() {
        var first = waiting.firstEntry();
        return first == null ? null : first.getValue();
    }
}
