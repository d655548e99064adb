package io.bascule.broker;

/**
 * What a subscriber wants.
 *
 * @param id unique among the subscriptions of its subscriber
 * @param destination a destination, or a pattern in which {@code *} stands for one segment and {@code **} for any number
 *     of them; segments are divided by {@code /} and {@code .}
 */
public record Subscription(String id, String destination) {}
