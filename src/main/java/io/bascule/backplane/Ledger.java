package io.bascule.backplane;

import io.bascule.backplane.Backplane.NoRoom;
import io.bascule.backplane.Content.Message;
import io.bascule.backplane.Content.Queued;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One node's end of the queues that all nodes share. What is in them is kept by the broker between the nodes; a node takes
 * as much as its own consumers have room for, and what it has taken stays at the broker too, under its name, until it is
 * removed. So nothing is lost with a node, and no message is with two.
 *
 * <pre>
 *            Put                 taken, for the room here              Remove: it was processed
 *  (nowhere) ───> in its queue ─────────────────────────> held by a node ──────────────────────> (nowhere)
 *                      ^                                        │
 *                      └────────────────────────────────────────┘ Remove with a Put; or the node is gone
 * </pre>
 *
 * A carrier does what is asked here, in turn, each entry wholly or not at all. Any thread asks; one thread of the carrier
 * does it.
 */
public final class Ledger {
    /** Something to be done. */
    public sealed interface Change {
        /**
         * Puts a message into its queue.
         *
         * @param milliseconds how long it stays there at most; 0 for ever
         */
        record Put(Queued message, long milliseconds) implements Change {
            private int bytes() {
                return message.message().bytes();
            }
        }

        /** Forgets a message that this node has taken. */
        record Remove(String id) implements Change {}
    }

    /**
     * A message that this node has taken.
     *
     * @param id what it is removed by
     */
    public record Taken(String id, Queued message) {}

    /**
     * How much a node can use of a queue.
     *
     * @param any whether whatever there is; otherwise what {@link Local#wants}
     */
    public record Wish(int most, boolean any) {}

    /** The consumers of this node. Called by the carrier's thread; must not block. */
    public interface Local {
        /** The queues that have consumers here; a copy. */
        Set<String> queues();

        /** What there is room for at this moment. */
        Wish wish(String queue);

        /** Whether one of them wants a message. */
        boolean wants(String queue, Message message);

        /** They are this node's from now on, in this order. */
        void taken(List<Taken> messages);
    }

    /** Something that this node had taken is with another by now, since this one was silent for too long. */
    public static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Gone() {
            super("it is with another node now", null, false, false);
        }
    }

    /** Some changes that happen together. */
    public static final class Entry {
        private final List<Change> changes;
        private final long bytes;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private Entry(List<Change> changes) {
            this.changes = List.copyOf(changes);
            this.bytes = changes.stream()
                    .mapToLong(change -> change instanceof Change.Put put ? put.bytes() : 0)
                    .sum();
        }

        public List<Change> changes() {
            return changes;
        }
    }

    /**
     * What is to be done next.
     *
     * @param queues where something may be there to be taken
     */
    public record Work(List<Entry> entries, Set<String> queues) {}

    /** Nobody is here who would consume anything. */
    private static final class Nobody implements Local {
        @Override
        public Set<String> queues() {
            return Set.of();
        }

        @Override
        public Wish wish(String queue) {
            return new Wish(0, true);
        }

        @Override
        public boolean wants(String queue, Message message) {
            return false;
        }

        @Override
        public void taken(List<Taken> messages) {
            throw new IllegalStateException("nobody is here who could take it");
        }
    }

    /** How many entries are done at once, so that the broker's disk is asked once for many. */
    private static final int TOGETHER = 256;

    /** How many queues are looked at between two entries that wait. */
    private static final int LOOKED_AT = 16;

    private final Station station;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    /** Guarded by {@code lock}, as all below. */
    private final Deque<Entry> waiting = new ArrayDeque<>();

    private final Set<String> due = new LinkedHashSet<>();

    /** Where nothing was, the last time; until somebody says that there is something. */
    private final Set<String> dry = new HashSet<>();

    /** Of what waits and of what is being done. */
    private long bytes;

    private int underWay;

    private volatile Local local = new Nobody();

    /**
     * The ledger of a node.
     *
     * @param station tells other nodes when there is something to take
     * @param mostBytes how much may wait for the broker
     */
    public Ledger(Station station, long mostBytes) {
        this.station = station;
        this.mostBytes = mostBytes;
        station.whenStocked(this::stocked);
    }

    // What the broker of this node asks.

    /** Has {@code consumers} be asked from now on. */
    public void serve(Local consumers) {
        local = consumers;
    }

    /** @throws NoRoom if {@link #change} should not be called now */
    public void checkRoom() {
        long now = bytes();
        if (now >= mostBytes) {
            throw new NoRoom(now, mostBytes);
        }
    }

    private long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has all of {@code changes} done, or none, whether or not there is room.
     *
     * @return completes when the broker has it; fails with {@link Gone} when one of what is to be removed is not this
     *     node's any more
     */
    public CompletionStage<Void> change(List<Change> changes) {
        var entry = new Entry(changes);
        lock.lock();
        try {
            waiting.add(entry);
            bytes += entry.bytes;
            more.signal();
        } finally {
            lock.unlock();
        }
        return entry.done;
    }

    /** There is room here for what may be in a queue. */
    public void look(String queue) {
        lock.lock();
        try {
            if (!dry.contains(queue) && due.add(queue)) {
                more.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void stocked(String queue) {
        lock.lock();
        try {
            dry.remove(queue);
            due.add(queue);
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    // What the carrier asks.

    /** The consumers of this node. */
    public Local local() {
        return local;
    }

    /** The node whose ledger it is. */
    public Node self() {
        return station.self();
    }

    /** All nodes that live, this one too; a copy. */
    public Set<Node> nodes() {
        var all = new HashSet<>(station.nodes());
        all.add(station.self());
        return all;
    }

    /** Waits for something to do, {@code nanos} at most. */
    public Work next(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && due.isEmpty() && left > 0) {
                left = more.awaitNanos(left);
            }
            return work();
        } finally {
            lock.unlock();
        }
    }

    private Work work() {
        var entries = new ArrayList<Entry>();
        while (!waiting.isEmpty() && entries.size() < TOGETHER) {
            entries.add(waiting.remove());
        }
        underWay += entries.size();
        var queues = due.stream().limit(LOOKED_AT).toList();
        queues.forEach(due::remove);
        return new Work(entries, Set.copyOf(queues));
    }

    /** These have been done. */
    public void done(Collection<Entry> entries) {
        free(entries);
        entries.forEach(entry -> entry.done.complete(null));
    }

    /** These cannot be done any more. */
    public void gone(Collection<Entry> entries) {
        free(entries);
        entries.forEach(entry -> entry.done.completeExceptionally(new Gone()));
    }

    private void free(Collection<Entry> entries) {
        lock.lock();
        try {
            underWay -= entries.size();
            entries.forEach(entry -> bytes -= entry.bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing was there to be taken. */
    public void dry(String queue) {
        lock.lock();
        try {
            if (!due.contains(queue)) {
                dry.add(queue);
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is something in these queues: looks there, here and elsewhere. */
    public void tellStocked(Set<String> queues) {
        queues.forEach(this::stocked);
        queues.forEach(station::tellStocked);
    }

    /** Looks into all queues that have consumers here, whatever was said of them; returns how many there are. */
    public int lookEverywhere() {
        var all = local.queues();
        lock.lock();
        try {
            dry.clear();
            due.addAll(all);
        } finally {
            lock.unlock();
        }
        return all.size();
    }

    /** Whether nothing waits to be done, nor is being done. */
    public boolean isIdle() {
        lock.lock();
        try {
            return waiting.isEmpty() && underWay == 0;
        } finally {
            lock.unlock();
        }
    }
}
