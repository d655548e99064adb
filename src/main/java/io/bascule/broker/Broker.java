package io.bascule.broker;

import java.util.concurrent.CompletionStage;

/**
 * Who gets which message. {@code /topic} reaches every subscriber, {@code /queue} one of them, {@code /user} the
 * connections of one user, and further prefixes are answered by a {@link DestinationHandler}.
 *
 * <p>Any thread may call it; nothing blocks. Messages of one publisher to one destination reach every subscriber in the
 * order published. Stages complete on the caller's thread or on one that served the message: what hangs on them must be
 * short.
 */
public interface Broker {
    /**
     * Publishes a message to its destination.
     *
     * @return completes when every receiver of this node has been offered it; fails with {@link DestinationRefused}
     *     when the destination takes no messages, as a {@link DestinationHandler} fails, or with a fault of the broker;
     *     the caller logs what is no refusal
     */
    CompletionStage<Void> publish(Publisher from, BrokerMessage message);

    /**
     * Publishes a message to a user destination such as {@code /user/queue/orders}; its receivers have subscribed to
     * that very destination.
     *
     * @return completes with the number of subscriptions reached
     */
    CompletionStage<Integer> publish(Recipient to, BrokerMessage message);

    /**
     * Subscribes; a subscriber's id must be free. {@code /user/queue/x} means this subscriber's own. The first messages
     * may come before this has returned.
     *
     * @return completes when messages published from now on reach it; fails as {@link #publish(Publisher, BrokerMessage)}
     *     does
     */
    CompletionStage<Void> subscribe(Subscriber subscriber, Subscription subscription);

    /**
     * Ends a subscription; no delivery for it begins once this has returned, but one that another thread is making at
     * that moment may still arrive. Unknown ids are ignored.
     */
    void unsubscribe(Subscriber subscriber, String id);

    /** Ends all subscriptions of a subscriber whose connection is gone. */
    void gone(Subscriber subscriber);

    /** Has {@code handler} answer all destinations that begin with {@code prefix} and {@code /}. */
    void serve(String prefix, DestinationHandler handler);
}
