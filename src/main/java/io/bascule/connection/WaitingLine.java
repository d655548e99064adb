package io.bascule.connection;

import io.bascule.connection.Connection.Counters;
import io.bascule.connection.Connection.Waiting;
import io.bascule.connection.Outgoing.Overflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait in an {@link Outbox}, in order and within its bounds, for which those count, too, that are being
 * written. A newer one can take the place of an older one of its key, and those that may be dropped can leave from within
 * the line. Each of this takes the same time however many wait. One thread at a time.
 *
 * <pre>
 *   first ──> place <──> place <──> place <── last       all, in the order they will be written
 *               ^           ^         ^
 *               │           │         └── newest (DROP_NEWEST)  these leave at their end
 *               │           └──────────── oldest (DROP_OLDEST)  these leave at their beginning
 *               └──────────────────────── byKey                 the last place of each key
 * </pre>
 */
final class WaitingLine {
    /** One place in the line: the message that has it now, and since when it is taken. */
    private static final class Place {
        private Outgoing message;
        private final long since;
        private @Nullable Place before;
        private @Nullable Place behind;

        Place(Outgoing message, long since) {
            this.message = message;
            this.since = since;
        }
    }

    private final ConnectionLimits limits;
    private @Nullable Place first;
    private @Nullable Place last;

    /** Of those in the line and those that are being written. */
    private int messages;

    private long bytes;
    /** Of those that are being written alone, and since when the first of them has waited. */
    private int writingMessages;

    private long writingBytes;
    private long writingSince;

    // Made when first needed: most connections never conflate or drop.
    private @Nullable Map<Object, Place> byKey;
    private @Nullable ArrayDeque<Place> oldest;
    private @Nullable ArrayDeque<Place> newest;
    /** How many bytes {@code oldest} has. */
    private long oldestBytes;

    private long sent;
    private long conflated;
    private long dropped;

    WaitingLine(ConnectionLimits limits) {
        this.limits = limits;
    }

    boolean isEmpty() {
        return first == null;
    }

    long bytes() {
        return bytes;
    }

    /** Whether half of a bound waits. */
    boolean isHalfFull() {
        return bytes > limits.outboxBytes() / 2 || messages > limits.outboxMessages() / 2;
    }

    Waiting waiting(long now) {
        long oldest = writingMessages > 0 || first == null ? writingSince : first.since;
        var age = messages == 0 ? Duration.ZERO : Duration.ofNanos(now - oldest);
        return new Waiting((int) Math.min(Integer.MAX_VALUE, bytes), messages, age);
    }

    Counters counters() {
        return new Counters(sent, conflated, dropped, 0);
    }

    /**
     * Takes a message in, if there is room or room can be made.
     *
     * @param behind whether the client does not keep up, so that messages take the place of others before there is need
     * @return {@link Offer#CLOSED} when there is no room and it is none that may be dropped
     */
    Offer offer(Outgoing message, boolean behind, long now) {
        if (behind || !fits(message.size(), 0)) {
            var older = replaceable(message);
            if (older != null && replaced(older, message.moving())) {
                conflated++;
                return Offer.CONFLATED;
            }
        }
        if (makeRoom(message)) {
            add(message, now);
            return Offer.QUEUED;
        }
        if (message.policy() == Overflow.CLOSE) {
            return Offer.CLOSED;
        }
        dropped++;
        return Offer.DROPPED;
    }

    /** What to tell of a message of {@code size} bytes that was one too many. */
    String exceeded(int size) {
        return bytes + size > limits.outboxBytes()
                ? "reads too slowly: more than " + limits.outboxBytes() + " bytes wait (outbox.bytes)"
                : "reads too slowly: more than " + limits.outboxMessages() + " messages wait (outbox.messages)";
    }

    /** Whether there is room for so many bytes more when {@code leaving} messages, counted among the bytes, leave. */
    private boolean fits(long more, int leaving) {
        int others = messages - leaving;
        return others == 0 || (bytes + more <= limits.outboxBytes() && others < limits.outboxMessages());
    }

    /** Drops what may be dropped for {@code message} as far as it must; false when there is no room all the same. */
    private boolean makeRoom(Outgoing message) {
        if (message.policy() == Overflow.DROP_OLDEST && !couldFit(message.size())) {
            return false;
        }
        while (!fits(message.size(), 0)) {
            boolean left = switch (message.policy()) {
                case CLOSE -> dropOldest() || dropNewest();
                case DROP_OLDEST -> dropOldest();
                case DROP_NEWEST -> false;
            };
            if (!left) {
                return false;
            }
            dropped++;
        }
        return true;
    }

    /** Whether dropping all the oldest would help: nothing is dropped in vain. */
    private boolean couldFit(int size) {
        int rest = messages - (oldest == null ? 0 : oldest.size());
        return rest == 0 || (bytes - oldestBytes + size <= limits.outboxBytes() && rest < limits.outboxMessages());
    }

    /** Takes out the first messages to be written: at least one, and more as long as they have at most so many bytes. */
    List<Outgoing> take(int most) {
        var batch = new ArrayList<Outgoing>(Math.min(messages, 64));
        writingSince = present(first).since;
        do {
            var message = remove();
            batch.add(message);
            writingBytes += message.size();
            bytes += message.size(); // which it still counts for
            messages++;
        } while (first != null && writingBytes + first.message.size() <= most);
        writingMessages = batch.size();
        return batch;
    }

    /** Those that were taken to be written are. */
    void written() {
        sent += writingMessages;
        messages -= writingMessages;
        bytes -= writingBytes;
        writingMessages = 0;
        writingBytes = 0;
    }

    private void add(Outgoing message, long now) {
        var place = new Place(message, now);
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
        messages++;
        bytes += message.size();
        if (message.isConflatable()) {
            byKey = byKey == null ? new HashMap<>(4) : byKey;
            byKey.put(message.key(), place);
        }
        switch (message.policy()) {
            case DROP_OLDEST -> {
                oldest = oldest == null ? new ArrayDeque<>() : oldest;
                oldest.add(place);
                oldestBytes += message.size();
            }
            case DROP_NEWEST -> {
                newest = newest == null ? new ArrayDeque<>() : newest;
                newest.add(place);
            }
            case CLOSE -> {}
        }
    }

    /** The place that {@code newer} can take: the last of its key, if that has the same policy. */
    private @Nullable Place replaceable(Outgoing newer) {
        var place = byKey == null || !newer.isConflatable() ? null : byKey.get(newer.key());
        return place == null || place.message.policy() != newer.policy() ? null : place;
    }

    /** Whether there is room for {@code newer} in the place of an older message, and it has it now. */
    private boolean replaced(Place place, Outgoing newer) {
        int growth = newer.size() - place.message.size();
        if (!fits(growth, 1)) {
            return false;
        }
        bytes += growth;
        if (newer.policy() == Overflow.DROP_OLDEST) {
            oldestBytes += growth;
        }
        place.message = newer;
        return true;
    }

    /** Takes the first message out. */
    private Outgoing remove() {
        var place = present(first);
        switch (place.message.policy()) {
            case DROP_OLDEST -> leaveOldest(present(oldest).remove());
            case DROP_NEWEST -> leave(present(newest).remove());
            case CLOSE -> leave(place);
        }
        return place.message;
    }

    /** Drops the oldest message that may be dropped for a newer one; false when there is none. */
    private boolean dropOldest() {
        var place = oldest == null ? null : oldest.poll();
        if (place != null) {
            leaveOldest(place);
        }
        return place != null;
    }

    /** Drops the newest of those that do not make room for their like; false when there is none. */
    private boolean dropNewest() {
        var place = newest == null ? null : newest.pollLast();
        if (place != null) {
            leave(place);
        }
        return place != null;
    }

    void clear() {
        first = null;
        last = null;
        byKey = null;
        oldest = null;
        newest = null;
        messages = 0;
        bytes = 0;
        writingMessages = 0;
        writingBytes = 0;
        oldestBytes = 0;
    }

    private void leaveOldest(Place place) {
        oldestBytes -= place.message.size();
        leave(place);
    }

    private void leave(Place place) {
        if (place.before == null) {
            first = place.behind;
        } else {
            place.before.behind = place.behind;
        }
        if (place.behind == null) {
            last = place.before;
        } else {
            place.behind.before = place.before;
        }
        messages--;
        bytes -= place.message.size();
        if (byKey != null && place.message.isConflatable()) {
            byKey.remove(place.message.key(), place);
        }
    }

    private static <T> T present(@Nullable T there) {
        if (there == null) {
            throw new NoSuchElementException("nobody waits");
        }
        return there;
    }
}
