package io.bascule.broker;

/**
 * One message for one subscription.
 *
 * @param subscription whose it is
 * @param message shared by all its receivers
 * @param number what it is settled by: unique among the deliveries of its subscriber and rising; 0 where none is wanted
 * @param redelivered whether it may have been delivered before, to whomever
 */
public record Delivery(Subscription subscription, BrokerMessage message, long number, boolean redelivered) {
    /** One that is acknowledged by being delivered. */
    public Delivery(Subscription subscription, BrokerMessage message) {
        this(subscription, message, 0, false);
    }
}
