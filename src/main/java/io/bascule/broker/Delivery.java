package io.bascule.broker;

/**
 * One message for one subscription.
 *
 * @param subscription whose it is
 * @param message shared by all its receivers
 */
public record Delivery(Subscription subscription, BrokerMessage message) {}
