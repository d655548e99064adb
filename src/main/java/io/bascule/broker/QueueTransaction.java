package io.bascule.broker;

import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.Broker.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one transaction asks of the queues: all of it is checked before any of it is done. To be used while holding the
 * {@link Queues}.
 */
final class QueueTransaction {
    private final Queues queues;
    private final Publisher from;
    private final List<Operation> operations;
    /** How many messages for each destination were checked, and their bytes. */
    private final Map<String, int[]> messages = new HashMap<>();

    private final Set<Long> settled = new HashSet<>();
    private long bytes;
    private int newQueues;

    QueueTransaction(Queues queues, Publisher from, List<Operation> operations) {
        this.queues = queues;
        this.from = from;
        this.operations = operations;
    }

    /**
     * Looks whether all of it can be done.
     *
     * @throws DestinationRefused if one of its messages is refused
     * @throws DeliveryUnknown if one of its deliveries is not there to be settled
     */
    void check() {
        each(this::check, settle -> check(settle.delivery()));
    }

    private void check(BrokerMessage message) {
        if (queues.shared.has(message.destination())) {
            queues.checkShared(message);
            return;
        }
        var queue = queues.queues.get(message.destination());
        var before = messages.computeIfAbsent(message.destination(), name -> new int[2]);
        if (queue == null && before[0] == 0) {
            queues.checkNew(message.destination(), newQueues++);
        }
        int size = message.bytes();
        Queue.checkRoom(queue, queues.limits, size, before[0], before[1]);
        queues.named.check(bytes + size);
        before[0]++;
        before[1] += size;
        bytes += size;
    }

    private void check(long delivery) {
        var taker = queues.holder(from, delivery);
        if (settled.contains(delivery)) {
            throw new DeliveryUnknown(delivery);
        }
        settled.addAll(taker.settledBy(delivery));
    }

    /** Does it; what has changed is to be handed out. */
    Set<Queue> happen() {
        var changed = new LinkedHashSet<Queue>();
        each(message -> add(message, changed), settle -> {
            queues.settle(queues.holder(from, settle.delivery()), settle.delivery(), settle.how(), changed);
        });
        return changed;
    }

    private void add(BrokerMessage message, Set<Queue> changed) {
        if (queues.shared.has(message.destination())) {
            queues.shared.put(message);
            return;
        }
        var queue = queues.queue(message.destination());
        queues.add(queue, message);
        changed.add(queue);
    }

    private void each(Consumer<BrokerMessage> publish, Consumer<Operation.Settle> settle) {
        for (var operation : operations) {
            if (operation instanceof Operation.Settle one) {
                settle.accept(one);
            } else if (operation instanceof Operation.Publish one
                    && Queues.isQueue(one.message().destination())) {
                publish.accept(one.message());
            }
        }
    }
}
