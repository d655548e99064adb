package io.bascule.backplane;

import io.bascule.backplane.Backplane.NoRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What waits to be sent, numbered in the order it came. Any thread adds; one thread of the carrier takes. */
final class Departures {
    /** How much is sent at once: enough that the broker's disk is asked once for many. */
    static final int PARCEL_BYTES = 256 << 10;

    private record Waiting(byte[] content, CompletableFuture<Void> safe) {}

    private final Node self;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    /** Guarded by {@code lock}, as all below. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private final Queue<Content> signs = new ArrayDeque<>();
    private final Queue<byte[]> letters = new ArrayDeque<>();
    private long letterBytes;
    private long lastLetter;
    /** Whether letters were sent last: they take turns with publications. */
    private boolean wrote;

    private long last;
    /** Of what waits and of what is being sent. */
    private long bytes;

    /** @param mostBytes how much may wait */
    Departures(Node self, long mostBytes) {
        this.self = self;
        this.mostBytes = mostBytes;
    }

    /** @throws NoRoom if too much waits */
    void checkRoom() {
        long now = bytes();
        if (now >= mostBytes) {
            throw new NoRoom(now, mostBytes);
        }
    }

    /** The number of the last publication; 0 for none. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** @param numbered is told the publication's number before it can be sent */
    CompletionStage<Void> add(Content.Publication publication, LongConsumer numbered) {
        var content = ParcelWriter.content(publication);
        var safe = new CompletableFuture<Void>();
        lock.lock();
        try {
            numbered.accept(++last);
            bytes += content.length;
            waiting.add(new Waiting(content, safe));
            more.signal();
        } finally {
            lock.unlock();
        }
        return safe;
    }

    void add(Content.Sign sign) {
        lock.lock();
        try {
            signs.add(sign);
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a letter unless too many bytes of them wait; false then. */
    boolean write(Node to, byte[] letter) {
        lock.lock();
        try {
            if (letterBytes >= mostBytes) {
                return false;
            }
            var content = ParcelWriter.content(new Content.Letter(to, ++lastLetter, letter));
            letterBytes += content.length;
            letters.add(content);
            more.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return bytes == 0 && signs.isEmpty() && letters.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to send, {@code nanos} at most; null when there is nothing. */
    @Nullable Departure next(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && signs.isEmpty() && letters.isEmpty() && left > 0) {
                left = more.awaitNanos(left);
            }
            if (!signs.isEmpty()) {
                return sign();
            }
            wrote = !letters.isEmpty() && (waiting.isEmpty() || !wrote);
            if (wrote) {
                return letters();
            }
            return waiting.isEmpty() ? null : parcel();
        } finally {
            lock.unlock();
        }
    }

    private Departure sign() {
        var all = List.copyOf(signs);
        signs.clear();
        return new Departure(new Parcel(self, Parcel.UNCOUNTED, all).bytes(), false, () -> {});
    }

    private Departure letters() {
        var contents = new ArrayList<byte[]>();
        int size = 0;
        while (!letters.isEmpty() && size < PARCEL_BYTES) {
            var next = letters.remove();
            size += next.length;
            contents.add(next);
        }
        letterBytes -= size;
        return new Departure(ParcelWriter.parcel(self, Parcel.UNCOUNTED, contents), false, () -> {});
    }

    private Departure parcel() {
        long first = last - waiting.size() + 1;
        var contents = new ArrayList<byte[]>();
        var stages = new ArrayList<CompletableFuture<Void>>();
        int size = 0;
        while (!waiting.isEmpty() && size < PARCEL_BYTES) {
            var next = waiting.remove();
            size += next.content.length;
            contents.add(next.content);
            stages.add(next.safe);
        }
        int sent = size;
        return new Departure(ParcelWriter.parcel(self, first, contents), true, () -> arrived(sent, stages));
    }

    private void arrived(int sent, List<CompletableFuture<Void>> stages) {
        lock.lock();
        try {
            bytes -= sent;
        } finally {
            lock.unlock();
        }
        stages.forEach(stage -> stage.complete(null));
    }
}
