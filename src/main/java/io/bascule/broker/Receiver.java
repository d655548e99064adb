package io.bascule.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** One subscription that is kept, together with whose it is. Any thread. */
final class Receiver {
    private static final Logger LOG = System.getLogger(Receiver.class.getName());

    private final Subscriber subscriber;
    private final Subscription subscription;

    /** Any thread; once false it stays false. */
    private volatile boolean live = true;

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

    /** Whether the message was taken. A subscriber that fails is logged once and takes nothing. */
    boolean deliver(BrokerMessage message) {
        if (!live || !subscription.selector().matches(message.headers())) {
            return false;
        }
        try {
            return subscriber.deliver(new Delivery(subscription, message));
        } catch (Throwable failure) { // one broken subscriber must not cost the others their message
            complain(failure);
            return false;
        }
    }

    private void complain(Throwable failure) {
        if (!failed) {
            failed = true;
            LOG.log(Level.ERROR, subscriber.connection() + ": a subscriber failed to take a message", failure);
        }
    }
}
