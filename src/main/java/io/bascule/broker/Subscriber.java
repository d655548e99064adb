package io.bascule.broker;

/** One client's connection as the receiver of messages. Called on any thread; must not block or throw. */
public interface Subscriber extends Publisher {
    /**
     * Takes a message.
     *
     * @return false when it cannot be taken, so that a queue gives it to another
     */
    boolean deliver(Delivery delivery);

    /**
     * Tells that the broker has ended a subscription, since its subscriber cannot follow; nothing more comes for it.
     *
     * @param why written for the peer to read
     */
    default void ended(Subscription subscription, String why) {}
}
