package io.bascule.connection;

import io.bascule.connection.Outgoing.Overflow;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait in an {@link Outbox}, in order. A newer one can take the place of an older one of its key, and
 * those that may be dropped can leave from within the line. Each of this takes the same time however many wait. One
 * thread at a time.
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

    private @Nullable Place first;
    private @Nullable Place last;
    private int messages;
    private long bytes;

    // Made when first needed: most connections never conflate or drop.
    private @Nullable Map<Object, Place> byKey;
    private @Nullable ArrayDeque<Place> oldest;
    private @Nullable ArrayDeque<Place> newest;
    /** How many bytes {@code oldest} has. */
    private long oldestBytes;

    boolean isEmpty() {
        return first == null;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** How many could leave by {@link #dropOldest}. */
    int droppable() {
        return oldest == null ? 0 : oldest.size();
    }

    long droppableBytes() {
        return oldestBytes;
    }

    /** Since when the first message's place is taken; 0 when nobody waits. */
    long firstSince() {
        return first == null ? 0 : first.since;
    }

    /** The size of the first message. */
    int firstSize() {
        return present(first).message.size();
    }

    void add(Outgoing message, long now) {
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

    /** The message whose place {@code newer} can take: the last of its key that waits, if it has the same policy. */
    @Nullable Outgoing replaceable(Outgoing newer) {
        var place = place(newer);
        return place == null ? null : place.message;
    }

    private @Nullable Place place(Outgoing newer) {
        var place = byKey == null || !newer.isConflatable() ? null : byKey.get(newer.key());
        return place == null || place.message.policy() != newer.policy() ? null : place;
    }

    /** Puts {@code newer} in the place of the one that {@link #replaceable} names. */
    void replace(Outgoing newer) {
        var place = present(place(newer));
        int growth = newer.size() - place.message.size();
        bytes += growth;
        if (newer.policy() == Overflow.DROP_OLDEST) {
            oldestBytes += growth;
        }
        place.message = newer;
    }

    /** Takes the first message out. */
    Outgoing remove() {
        var place = present(first);
        switch (place.message.policy()) {
            case DROP_OLDEST -> leaveOldest(present(oldest).remove());
            case DROP_NEWEST -> leave(present(newest).remove());
            case CLOSE -> leave(place);
        }
        return place.message;
    }

    /** Drops the oldest message that may be dropped for a newer one; false when there is none. */
    boolean dropOldest() {
        var place = oldest == null ? null : oldest.poll();
        if (place != null) {
            leaveOldest(place);
        }
        return place != null;
    }

    /** Drops the newest of those that do not make room for their like; false when there is none. */
    boolean dropNewest() {
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
