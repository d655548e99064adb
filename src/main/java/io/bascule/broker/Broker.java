package io.bascule.broker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who gets which message. {@code /topic} reaches every subscriber, {@code /queue} one of them, {@code /user} the
 * connections of one user, {@code /temp-queue} is one connection's own, and further prefixes are answered by a {@link DestinationHandler}.
 *
 * <p>Any thread may call it; nothing blocks. Messages of one publisher to one destination reach every subscriber in the
 * order published. Stages complete on the caller's thread or on one that served the message: what hangs on them must be
 * short.
 */
public interface Broker {
    /** What became of a delivery that wants an acknowledgement. */
    enum Settlement {
        /** It was processed; a queue forgets the message. */
        ACK,
        /** It was not processed; a queue gives the message to another, or to the same once more. */
        NACK
    }

    /** One part of a transaction. */
    sealed interface Operation {
        /** Whether some of these are about queues, and some publish to something else. */
        static boolean areMixed(List<Operation> transaction) {
            return transaction.stream().anyMatch(Operation::isElsewhere)
                    && !transaction.stream().allMatch(Operation::isElsewhere);
        }

        private static boolean isElsewhere(Operation one) {
            return one instanceof Publish publish
                    && !Queues.isQueue(publish.message().destination());
        }

        /** As {@link #publish(Publisher, BrokerMessage)}. */
        record Publish(BrokerMessage message) implements Operation {}

        /** As {@link #settle}. */
        record Settle(long delivery, Settlement how) implements Operation {}
    }

    /** A delivery is not, or no longer, its subscriber's to settle; the message is written for the peer to read. */
    final class DeliveryUnknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeliveryUnknown(long number) {
            super("there is no delivery " + number + " to acknowledge; it may have been acknowledged before");
        }
    }

    /**
     * Publishes a message to its destination. One that has expired ({@link BrokerMessage#expires}) reaches nobody; a
     * header {@code reply-to} that names a temporary queue of the publisher is replaced by its address.
     *
     * @return completes when every receiver of this node has been offered it, or a queue holds it; fails with {@link DestinationRefused}
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
     * @return completes when the topics' histories have been handed to it and messages published from now on reach it;
     *     fails as {@link #publish(Publisher, BrokerMessage)}
     *     does
     */
    CompletionStage<Void> subscribe(Subscriber subscriber, Subscription subscription);

    /**
     * Ends a subscription; no delivery for it begins once this has returned, but one that another thread is making at
     * that moment may still arrive. What was not acknowledged goes to others. Unknown ids are ignored.
     */
    void unsubscribe(Subscriber subscriber, String id);

    /**
     * Settles a delivery, and with {@link Subscription.AckMode#CLIENT} those before it of the same subscription as well.
     *
     * @param delivery the {@link Delivery#number}
     * @return completes when it is settled; fails with {@link DeliveryUnknown} when this subscriber has no such delivery
     *     that waits to be settled
     */
    CompletionStage<Void> settle(Subscriber subscriber, long delivery, Settlement how);

    /**
     * Does all of {@code transaction}, or nothing of it: what is about queues in this order, and then the rest in this
     * order. Where all nodes share the queues, that is when the broker between them has done its part; so where the
     * operations {@linkplain Operation#areMixed are mixed}, whoever wants order publishes nothing more before this completes.
     *
     * @param from who publishes, and whose deliveries are settled
     * @return completes as the single operations do; fails as the first that cannot be done does, and then none is. What
     *     a {@link DestinationHandler} makes of a message comes too late for that: it fails the stage and undoes nothing
     */
    CompletionStage<Void> apply(Publisher from, List<Operation> transaction);

    /** Ends all subscriptions of a subscriber whose connection is gone; what it has not acknowledged goes to others. */
    void gone(Subscriber subscriber);

    /** Has {@code handler} answer all destinations that begin with {@code prefix} and {@code /}. */
    void serve(String prefix, DestinationHandler handler);
}
