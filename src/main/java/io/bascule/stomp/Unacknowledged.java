package io.bascule.stomp;

import io.bascule.broker.Delivery;
import io.bascule.broker.Subscription;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.Quoted;
import io.bascule.stomp.frame.StompVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What one client was sent and has yet to acknowledge, and by what it will name it: in 1.2 by the header {@code ack} of
 * the MESSAGE, before by its {@code message-id} ("ACK"). Deliveries are added by any thread, all else happens where the
 * session runs its events.
 */
final class Unacknowledged {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /**
     * What one ACK or NACK is about.
     *
     * @param named the delivery that it names
     * @param all that one, and those before it where the mode is {@link AckMode#CLIENT}
     */
    record Taken(Delivery named, List<Delivery> all) {}

    private final int most;
    /** In the order delivered; guarded by {@code this}. */
    private final TreeMap<Long, Delivery> byNumber = new TreeMap<>();

    Unacknowledged(int most) {
        this.most = most;
    }

    /** What stands in the header {@code ack} of its MESSAGE. */
    static String ack(Delivery delivery) {
        return Long.toString(delivery.number());
    }

    /** Keeps a delivery that is about to be sent; false when there are too many. */
    synchronized boolean add(Delivery delivery) {
        return byNumber.size() < most && byNumber.putIfAbsent(delivery.number(), delivery) == null;
    }

    /** Forgets a delivery that could not be sent. */
    synchronized void remove(Delivery delivery) {
        byNumber.remove(delivery.number());
    }

    /** Forgets those of a subscription that has ended: the broker gives them to others. */
    synchronized void removeAll(Subscription ended) {
        byNumber.values().removeIf(of(ended));
    }

    /** Forgets all. */
    synchronized void clear() {
        byNumber.clear();
    }

    /**
     * Takes out what an ACK or NACK names.
     *
     * @throws Refusal when a header is missing, or nothing of that name waits
     */
    synchronized Taken take(Frame frame, StompVersion version) {
        var named = version == StompVersion.V1_2 ? byAck(frame) : byMessage(frame, version);
        if (named.subscription().acks() != AckMode.CLIENT) {
            byNumber.remove(named.number());
            return new Taken(named, List.of(named));
        }
        var before = byNumber.headMap(named.number(), true).values();
        var all = new ArrayList<>(before);
        all.removeIf(of(named.subscription()).negate());
        before.removeIf(of(named.subscription()));
        return new Taken(named, all);
    }

    /** Takes back what was taken, which the client has undone: it may have gone over the limit meanwhile. */
    synchronized void undo(Collection<Delivery> taken) {
        taken.forEach(delivery -> byNumber.put(delivery.number(), delivery));
    }

    private static Predicate<Delivery> of(Subscription subscription) {
        return delivery -> delivery.subscription().equals(subscription);
    }

    private Delivery byAck(Frame frame) {
        var id = Refusal.required("id", frame);
        var found = NUMBER.matcher(id).matches() ? byNumber.get(Long.valueOf(id)) : null;
        if (found == null) {
            throw unknown(frame, id);
        }
        return found;
    }

    /** In 1.0 a client need not name the subscription; the oldest delivery of the message counts then. */
    private Delivery byMessage(Frame frame, StompVersion version) {
        var message = Refusal.required("message-id", frame);
        if (version == StompVersion.V1_1) {
            Refusal.required("subscription", frame);
        }
        var subscription = frame.headers().first("subscription");
        for (var delivery : byNumber.values()) {
            if (delivery.message().id().equals(message)
                    && subscription
                            .orElse(delivery.subscription().id())
                            .equals(delivery.subscription().id())) {
                return delivery;
            }
        }
        throw unknown(frame, message);
    }

    private static Refusal unknown(Frame frame, String id) {
        return Refusal.protocol("No message " + Quoted.of(id) + " waits for this " + frame.command()
                + "; it had one before, or none was wanted");
    }
}
