package io.bascule.broker;

import io.bascule.selector.Selector;
import java.util.Optional;

/**
 * What a subscriber wants.
 *
 * @param id unique among the subscriptions of its subscriber
 * @param destination a destination, or a pattern in which {@code *} stands for one segment and {@code **} for any number
 *     of them; segments are divided by {@code /} and {@code .}
 * @param acks how what is delivered is acknowledged
 * @param prefetch how many deliveries may be unacknowledged at a time; 0 for as many as the broker's setting says; of no
 *     meaning with {@link AckMode#AUTO}
 * @param selector which messages are wanted
 * @param since where a subscriber that was there before wants to go on
 */
public record Subscription(
        String id, String destination, AckMode acks, int prefetch, Selector selector, Optional<Position> since) {
    /** How deliveries are acknowledged: the header {@code ack} of SUBSCRIBE (STOMP 1.2). */
    public enum AckMode {
        /** By being delivered. */
        AUTO,
        /** By the subscriber; an acknowledgement counts for the deliveries before it as well. */
        CLIENT,
        /** By the subscriber, each for itself. */
        CLIENT_INDIVIDUAL
    }

    /** One that does not go on from anywhere. */
    public Subscription(String id, String destination, AckMode acks, int prefetch, Selector selector) {
        this(id, destination, acks, prefetch, selector, Optional.empty());
    }

    /** Everything that is sent there, acknowledged by being delivered. */
    public Subscription(String id, String destination) {
        this(id, destination, AckMode.AUTO, 0, Selector.NONE);
    }
}
