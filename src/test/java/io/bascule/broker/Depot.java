package io.bascule.broker;

import io.bascule.backplane.Content.Queued;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.backplane.Ledger.Entry;
import io.bascule.backplane.Ledger.Taken;
import io.bascule.backplane.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a broker keeps of the queues that all nodes share, in memory. */
final class Depot {
    private record Held(Node by, Queued message) {}

    private final Map<String, Deque<Queued>> queues = new LinkedHashMap<>();
    private final Map<String, Held> held = new LinkedHashMap<>();
    private int lastId;

    /** How many messages are held by nodes. */
    int held() {
        return held.size();
    }

    /** How many messages wait in a queue. */
    int waiting(String queue) {
        return queues.getOrDefault(queue, new ArrayDeque<>()).size();
    }

    /** Does what a node asks; false when it asks nothing. */
    boolean serve(Ledger ledger) throws InterruptedException {
        var work = ledger.next(0);
        for (var entry : work.entries()) {
            serve(ledger, entry);
        }
        for (var queue : work.queues()) {
            take(ledger, queue);
        }
        return !work.entries().isEmpty() || !work.queues().isEmpty();
    }

    private void serve(Ledger ledger, Entry entry) {
        boolean here = entry.changes().stream()
                .allMatch(change -> !(change instanceof Change.Remove remove) || held.containsKey(remove.id()));
        if (!here) {
            ledger.gone(List.of(entry));
            return;
        }
        var stocked = new LinkedHashSet<String>();
        for (var change : entry.changes()) {
            if (change instanceof Change.Remove remove) {
                held.remove(remove.id());
            } else if (change instanceof Change.Put put) {
                put(put.message());
                stocked.add(put.message().queue());
            }
        }
        ledger.done(List.of(entry));
        ledger.tellStocked(stocked);
    }

    private void put(Queued message) {
        var queue = queues.computeIfAbsent(message.queue(), name -> new ArrayDeque<>());
        if (message.redelivered()) {
            queue.addFirst(message);
        } else {
            queue.addLast(message);
        }
    }

    private void take(Ledger ledger, String name) {
        var wish = ledger.local().wish(name);
        var taken = new ArrayList<Taken>();
        var all = queues.getOrDefault(name, new ArrayDeque<>()).iterator();
        while (taken.size() < wish.most() && all.hasNext()) {
            var next = all.next();
            if (wish.any() || ledger.local().wants(name, next.message())) {
                all.remove();
                var id = "h" + ++lastId;
                held.put(id, new Held(ledger.self(), next));
                taken.add(new Taken(id, next));
            }
        }
        if (taken.size() < wish.most()) {
            ledger.dry(name);
        }
        if (!taken.isEmpty()) {
            ledger.local().taken(taken);
        }
    }

    /** Puts back what is held by others than these. */
    void release(Set<Node> living, Ledger by) {
        var stocked = new LinkedHashSet<String>();
        held.values().removeIf(one -> {
            boolean dead = !living.contains(one.by());
            if (dead) {
                var message = one.message();
                put(new Queued(message.queue(), message.message(), message.refusals(), true));
                stocked.add(message.queue());
            }
            return dead;
        });
        by.tellStocked(stocked);
    }
}
