package io.bascule.broker;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Stands between a topic and a subscriber that acknowledges: what comes waits in a queue of its own, so that it is
 * delivered as that of any queue is. When that is full the subscription ends. Any thread.
 */
final class TopicBuffer implements Subscriber {
    private final Queues queues;
    private final Receiver to;
    private final Queue queue;
    private final Consumer<String> full;

    /** @param full told why when it can take no more */
    TopicBuffer(Queues queues, Receiver to, Consumer<String> full) {
        this.queues = queues;
        this.to = to;
        this.queue = new Queue(to.destination(), queues.buffered);
        this.full = full;
    }

    @Override
    public boolean deliver(Delivery delivery) {
        try {
            queues.hold(queue, delivery.message());
        } catch (DestinationRefused refused) {
            full.accept("What is not acknowledged fills subscription '" + to.id() + "': " + refused.getMessage());
            return false;
        }
        queues.handOut(queue);
        return true;
    }

    @Override
    public void resumed(Subscription subscription, boolean whole) {
        to.tellResumed(whole);
    }

    /** Where what comes waits. */
    Queue queue() {
        return queue;
    }

    boolean isFor(Receiver receiver) {
        return to.equals(receiver);
    }

    /** Forgets what is in the queue. */
    void end() {
        to.end();
        queues.remove(to);
        queues.drop(queue);
    }

    @Override
    public String connection() {
        return to.subscriber().connection();
    }

    @Override
    public Optional<String> user() {
        return to.subscriber().user();
    }

    @Override
    public Executor inOrder() {
        return to.subscriber().inOrder();
    }
}
