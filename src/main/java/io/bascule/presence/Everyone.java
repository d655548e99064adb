package io.bascule.presence;

import io.bascule.presence.Presence.Client;
import io.bascule.presence.Presence.Watcher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells watchers of the clients of all nodes, each once. Nothing is kept while nobody watches. What is told is queued under
 * the lock, in one order for all, and handed over without it. Any thread.
 */
final class Everyone {
    private static final Logger LOG = System.getLogger(Everyone.class.getName());

    private final Executor within;
    private final Supplier<? extends Executor> lanes;
    private final Supplier<Set<Client>> now;

    /** Who has been told of; guarded by {@code this}, as the next one. */
    private final Set<Client> there = new HashSet<>();

    private final List<Watch> watches = new ArrayList<>();

    /** @param now all who are there; a client is among them before {@link #came} and not any more at {@link #left} */
    Everyone(Executor within, Supplier<? extends Executor> lanes, Supplier<Set<Client>> now) {
        this.within = within;
        this.lanes = lanes;
        this.now = now;
    }

    void watch(Watcher watcher) {
        var watch = new Watch(watcher, lanes.get());
        synchronized (this) {
            if (watches.isEmpty()) {
                there.addAll(now.get());
            }
            watches.add(watch);
            there.forEach(client -> watch.untold.add(one -> one.came(client)));
        }
        watch.goOn();
    }

    void came(Client client) {
        told(client, Set::add, one -> one.came(client));
    }

    void left(Client client) {
        told(client, Set::remove, one -> one.left(client));
    }

    private void told(Client client, Change change, Consumer<Watcher> event) {
        List<Watch> all;
        synchronized (this) {
            if (watches.isEmpty() || !change.changes(there, client)) {
                return;
            }
            all = List.copyOf(watches);
            all.forEach(watch -> watch.untold.add(event));
        }
        all.forEach(Watch::goOn);
    }

    @FunctionalInterface
    private interface Change {
        boolean changes(Set<Client> all, Client client);
    }

    private final class Watch {
        private final Watcher watcher;
        private final Executor lane;
        private final Queue<Consumer<Watcher>> untold = new ConcurrentLinkedQueue<>();

        private Watch(Watcher watcher, Executor lane) {
            this.watcher = watcher;
            this.lane = lane;
        }

        private void goOn() {
            lane.execute(this::tell);
        }

        private void tell() {
            for (var event = untold.poll(); event != null; event = untold.poll()) {
                tell(event);
            }
        }

        private void tell(Consumer<Watcher> event) {
            try {
                within.execute(() -> event.accept(watcher));
            } catch (Throwable failure) { // the application's code ends here; it hears of the next all the same
                LOG.log(Level.ERROR, "A watcher failed when told who comes and goes", failure);
            }
        }
    }
}
