package io.bascule.broker;

import io.bascule.backplane.Content.Message;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Wish;
import io.bascule.broker.Queue.Taker;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The consumers of this node's {@link Queues}, as the {@link Ledger} asks for them. Any thread. */
final class SharedTakers implements Ledger.Local {
    private final Queues queues;

    SharedTakers(Queues queues) {
        this.queues = queues;
    }

    @Override
    public Set<String> queues() {
        synchronized (queues) {
            return queues.queues.values().stream()
                    .filter(queue -> queue.shared)
                    .map(queue -> queue.name)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public Wish wish(String name) {
        synchronized (queues) {
            var queue = queues.queues.get(name);
            return queue == null ? new Wish(0, true) : queue.wish();
        }
    }

    @Override
    public boolean wants(String name, Message message) {
        return looking(name).stream().anyMatch(taker -> taker.receiver.wants(SharedQueues.message(message)));
    }

    private List<Taker> looking(String name) {
        synchronized (queues) {
            var queue = queues.queues.get(name);
            return queue == null ? List.of() : queue.looking();
        }
    }

    @Override
    public void taken(List<Ledger.Taken> messages) {
        var changed = new LinkedHashSet<Queue>();
        synchronized (queues) {
            messages.forEach(message -> changed.add(queues.add(message)));
        }
        changed.forEach(queues::handOut);
    }
}
