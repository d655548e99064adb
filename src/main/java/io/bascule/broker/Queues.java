package io.bascule.broker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The destinations below {@code /queue/}: every message goes to one of the subscribers, in turn, and waits while none
 * takes it, until the next message or subscriber comes.
 *
 * <p>One thread at a time hands out what waits in a queue, oldest first, and also what others add meanwhile; so no
 * lock is held while a subscriber is called, and what one publisher sends stays in order.
 */
final class Queues implements InMemoryBroker.Kept {
    static final String PREFIX = "/queue/";

    /** What a message takes beside its body and headers, about. */
    private static final int BYTES_EACH = 128;

    /** One queue; all its fields are guarded by the {@link Queues} it belongs to. */
    private static final class Queue {
        final String destination;
        final ArrayDeque<BrokerMessage> waiting = new ArrayDeque<>();
        long bytes;
        /** Replaced when it changes, never changed. */
        List<Receiver> receivers = List.of();

        int next;
        /** Whether a thread is handing out. */
        boolean busy;

        Queue(String destination) {
            this.destination = destination;
        }
    }

    /** What the thread that hands out does next: offers the oldest message to the receivers, one after the other. */
    private record Turn(BrokerMessage message, List<Receiver> receivers, int first) {
        /** Which receiver took it; -1 if none did. */
        int taker() {
            for (int i = 0; i < receivers.size(); i++) {
                int at = (first + i) % receivers.size();
                if (receivers.get(at).deliver(message)) {
                    return at;
                }
            }
            return -1;
        }
    }

    private final BrokerLimits limits;

    /** Guarded by {@code this}, as below; a queue that is empty and has no receiver goes. */
    final Map<String, Queue> queues = new HashMap<>();

    long bytes;

    Queues(BrokerLimits limits) {
        this.limits = limits;
    }

    @Override
    public void publish(BrokerMessage message) {
        handOut(hold(message));
    }

    @Override
    public void subscribe(Receiver receiver) {
        handOut(add(receiver));
    }

    @Override
    public synchronized void unsubscribe(Receiver receiver) {
        var queue = queues.get(receiver.destination());
        if (queue != null) {
            queue.receivers =
                    queue.receivers.stream().filter(other -> other != receiver).toList();
            dropIfUnused(queue);
        }
    }

    private synchronized Queue add(Receiver receiver) {
        var queue = queue(receiver.destination());
        queue.receivers =
                Stream.concat(queue.receivers.stream(), Stream.of(receiver)).toList();
        return queue;
    }

    private synchronized Queue hold(BrokerMessage message) {
        int size = size(message);
        if (size > limits.queueBytes()) {
            throw new DestinationRefused(
                    "the message has " + size + " bytes, a queue holds at most " + limits.queueBytes());
        }
        if (bytes + size > limits.allQueuesBytes()) {
            throw new DestinationRefused(
                    "all queues together hold " + bytes + " bytes, their limit is " + limits.allQueuesBytes());
        }
        var queue = queue(message.destination());
        if (!queue.busy) { // what is being handed out does not wait, however much of it there is
            checkRoom(queue, size);
        }
        queue.waiting.add(message);
        queue.bytes += size;
        bytes += size;
        return queue;
    }

    private void checkRoom(Queue queue, int size) {
        if (queue.waiting.size() >= limits.queueMessages()) {
            throw new DestinationRefused("the queue holds " + queue.waiting.size() + " messages, its limit");
        }
        if (queue.bytes + size > limits.queueBytes()) {
            throw new DestinationRefused("the queue holds " + queue.bytes + " bytes and cannot take " + size
                    + " more; its limit is " + limits.queueBytes());
        }
    }

    private Queue queue(String destination) {
        var queue = queues.get(destination);
        if (queue != null) {
            return queue;
        }
        DestinationPattern.exact(destination);
        if (queues.size() >= limits.destinations()) {
            throw new DestinationRefused("there are " + queues.size() + " queues, the limit");
        }
        var made = new Queue(destination);
        queues.put(destination, made);
        return made;
    }

    private void handOut(Queue queue) {
        for (var turn = begin(queue); turn != null; ) {
            turn = next(queue, turn, turn.taker());
        }
    }

    private synchronized @Nullable Turn begin(Queue queue) {
        return queue.busy ? null : turn(queue);
    }

    private synchronized @Nullable Turn next(Queue queue, Turn last, int taker) {
        if (taker >= 0) {
            int size = size(queue.waiting.remove());
            queue.bytes -= size;
            bytes -= size;
            queue.next = taker + 1;
        } else if (queue.receivers.equals(last.receivers())) {
            queue.busy = false;
            return null;
        }
        return turn(queue);
    }

    private @Nullable Turn turn(Queue queue) {
        var oldest = queue.waiting.peek();
        queue.busy = oldest != null && !queue.receivers.isEmpty();
        dropIfUnused(queue);
        return oldest == null || !queue.busy ? null : new Turn(oldest, queue.receivers, queue.next);
    }

    private void dropIfUnused(Queue queue) {
        if (!queue.busy && queue.waiting.isEmpty() && queue.receivers.isEmpty()) {
            queues.remove(queue.destination, queue);
        }
    }

    private static int size(BrokerMessage message) {
        int size = BYTES_EACH + message.body().length;
        for (var header : message.headers().entrySet()) {
            size += header.getKey().length() + header.getValue().length();
        }
        return size;
    }
}
