package io.bascule.broker;

import io.bascule.selector.Selector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** One subscription that is kept, together with whose it is. Any thread. */
final class Receiver {
    private static final Logger LOG = System.getLogger(Receiver.class.getName());

    private final Subscriber subscriber;
    private final Subscription subscription;

    /** Any thread; once false it stays false. */
    private volatile boolean live = true;

    /** The last message of the histories that does not come by itself; any thread. */
    private volatile long since;

    /** What it has read elsewhere, until all of that has come here. Never changed; any thread. */
    private volatile @Nullable Progress read;

    /** Any thread; a race logs a failure twice, which is harmless. */
    private volatile boolean failed;

    Receiver(Subscriber subscriber, Subscription subscription) {
        this.subscriber = subscriber;
        this.subscription = subscription;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    String id() {
        return subscription.id();
    }

    String destination() {
        return subscription.destination();
    }

    /** No delivery begins from now on; one that another thread has begun may still arrive. */
    void end() {
        live = false;
    }

    /** Lets nothing of a history through until {@link #begin}. */
    void hold() {
        since = BrokerMessage.UNCOUNTED - 1;
    }

    /** Keeps from it what it has read elsewhere, and is still on its way to here. */
    void goOn(Progress behind) {
        read = behind;
    }

    /** Lets through what comes behind the message of this number. */
    void begin(long number) {
        since = number;
    }

    Subscription subscription() {
        return subscription;
    }

    Subscription.AckMode acks() {
        return subscription.acks();
    }

    /** Whether this is a subscription of {@code publisher}. */
    boolean isOf(Publisher publisher) {
        return subscriber.equals(publisher);
    }

    /** Whether it has a selector. */
    boolean chooses() {
        return subscription.selector() != Selector.NONE;
    }

    /** Whether its selector lets the message through. */
    boolean wants(BrokerMessage message) {
        return subscription.selector().matches(message.headers());
    }

    /** Whether the message, which is new, was wanted and taken. */
    boolean deliver(BrokerMessage message) {
        return message.sequence() > since && !hasRead(message) && deliverAny(message);
    }

    private boolean hasRead(BrokerMessage message) {
        var ahead = read;
        return ahead != null && message.isIn(ahead);
    }

    /** Whether the message, new or not, was wanted and taken. */
    boolean deliverAny(BrokerMessage message) {
        return live && wants(message) && give(new Delivery(subscription, placed(message)));
    }

    /** With where this one stands behind it: as far as it has come elsewhere, too. */
    private BrokerMessage placed(BrokerMessage message) {
        var ahead = read;
        return ahead == null
                ? message
                : message.position().map(here -> placed(message, here, ahead)).orElse(message);
    }

    private BrokerMessage placed(BrokerMessage message, Position here, Progress ahead) {
        var progress = Progress.read(here.offset()).orElseThrow();
        if (progress.includes(ahead)) {
            read = null;
            return message;
        }
        progress.reachAll(ahead);
        return message.at(new Position(here.epoch(), progress.written()));
    }

    /** Whether a delivery was taken. A subscriber that fails is logged once and takes nothing. */
    boolean give(Delivery delivery) {
        try {
            return live && subscriber.deliver(delivery);
        } catch (Throwable failure) { // one broken subscriber must not cost the others their message
            complain(failure);
            return false;
        }
    }

    /** Tells a subscriber that wants to go on whether it can. */
    void tellResumed(boolean whole) {
        if (subscription.since().isEmpty()) {
            return;
        }
        try {
            subscriber.resumed(subscription, whole);
        } catch (Throwable failure) {
            complain(failure);
        }
    }

    /** Tells the subscriber that the broker has ended this. */
    void tellEnded(String why) {
        try {
            subscriber.ended(subscription, why);
        } catch (Throwable failure) {
            complain(failure);
        }
    }

    private void complain(Throwable failure) {
        if (!failed) {
            failed = true;
            LOG.log(Level.ERROR, subscriber.connection() + ": a subscriber failed to take a message", failure);
        }
    }
}
