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
     * Tells, before anything is delivered to it, what becomes of a subscription that wants to go on
     * ({@link Subscription#since}).
     *
     * @param whole whether everything that was missed comes now, and nothing twice; otherwise it begins as a new one does
     */
    default void resumed(Subscription subscription, boolean whole) {}

    /**
     * Tells that the broker has ended a subscription, since its subscriber cannot follow; nothing more comes for it.
     *
     * @param why written for the peer to read
     */
    default void ended(Subscription subscription, String why) {}
}
