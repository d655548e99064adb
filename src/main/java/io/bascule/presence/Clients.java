package io.bascule.presence;

import io.bascule.backplane.Backplane;
import io.bascule.broker.Subscriber;
import io.bascule.broker.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients of this server. What is told of one client comes one at a time; what does not fit, as the end of a
 * subscription that never began, is no event, so that each is told once.
 */
public final class Clients implements Presence {
    private static final Logger LOG = System.getLogger(Clients.class.getName());

    /** The destinations of the subscriptions of one client by their ids; only whoever tells of that client. */
    private final Map<Subscriber, Map<String, String>> clients = new ConcurrentHashMap<>();

    /** By user; a set that is empty goes. */
    private final Map<String, Set<String>> users = new ConcurrentHashMap<>();

    private final List<Consumer<? super ClientEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Executor within;
    private final Optional<Backplane> others;
    private final Everyone everyone;

    /** @param within runs what it is given at once and on the same thread, with whatever listeners need around them */
    public Clients(Executor within) {
        this(within, () -> Runnable::run, Optional.empty());
    }

    /**
     * The same beside other nodes.
     *
     * @param lanes makes an executor for each watcher, which runs one task at a time and in order
     * @param others are told who comes and goes, and tell it
     */
    public Clients(Executor within, Supplier<? extends Executor> lanes, Optional<? extends Backplane> others) {
        this.within = within;
        this.others = others.map(one -> one);
        this.everyone = new Everyone(within, lanes, this::everywhere);
        others.ifPresent(nodes -> nodes.listenForClients(new Elsewhere()));
    }

    private final class Elsewhere implements Backplane.ClientListener {
        @Override
        public void came(Backplane.Client client) {
            everyone.came(elsewhere(client));
        }

        @Override
        public void left(Backplane.Client client) {
            everyone.left(elsewhere(client));
        }
    }

    /** A client has been let in. */
    public void connected(Subscriber client) {
        clients.put(client, new LinkedHashMap<>(4));
        client.user()
                .ifPresent(name -> users.compute(name, (same, before) -> {
                    Set<String> all = before == null ? ConcurrentHashMap.newKeySet() : before;
                    all.add(client.connection());
                    return all;
                }));
        others.ifPresent(nodes -> nodes.came(client.connection(), client.user()));
        everyone.came(here(client));
        tell(client, new ClientEvent.Connected(client.connection(), client.user()));
    }

    /** A client has a subscription. */
    public void subscribed(Subscriber client, Subscription made) {
        var own = clients.get(client);
        if (own != null && own.put(made.id(), made.destination()) == null) {
            tell(client, new ClientEvent.Subscribed(client.connection(), client.user(), made.id(), made.destination()));
        }
    }

    /** A client has ended its subscription {@code id}. */
    public void unsubscribed(Subscriber client, String id) {
        var own = clients.get(client);
        var destination = own == null ? null : own.remove(id);
        if (destination != null) {
            tell(client, new ClientEvent.Unsubscribed(client.connection(), client.user(), id, destination));
        }
    }

    /** A client has gone; harmless when it never came. */
    public void disconnected(Subscriber client) {
        var own = clients.remove(client);
        if (own == null) {
            return;
        }
        client.user()
                .ifPresent(name -> users.computeIfPresent(name, (same, all) -> {
                    all.remove(client.connection());
                    return all.isEmpty() ? null : all;
                }));
        others.ifPresent(nodes -> nodes.left(client.connection()));
        everyone.left(here(client));
        own.forEach((id, destination) ->
                tell(client, new ClientEvent.Unsubscribed(client.connection(), client.user(), id, destination)));
        tell(client, new ClientEvent.Disconnected(client.connection(), client.user()));
    }

    private void tell(Subscriber client, ClientEvent event) {
        if (!listeners.isEmpty()) {
            client.inOrder().execute(() -> listeners.forEach(listener -> tell(listener, event)));
        }
    }

    private void tell(Consumer<? super ClientEvent> listener, ClientEvent event) {
        try {
            within.execute(() -> listener.accept(event));
        } catch (Throwable failure) { // the application's code ends here; the others hear of it all the same
            LOG.log(
                    Level.ERROR,
                    event.connection() + ": a listener failed when told of "
                            + event.getClass().getSimpleName(),
                    failure);
        }
    }

    @Override
    public Set<String> users() {
        return Set.copyOf(users.keySet());
    }

    @Override
    public Set<String> connections() {
        return clients.keySet().stream().map(Subscriber::connection).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<String> connectionsOf(String user) {
        return Stream.ofNullable(users.get(user)).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<Client> everywhere() {
        var here = clients.keySet().stream().map(this::here);
        var elsewhere =
                others.stream().flatMap(nodes -> nodes.clients().stream()).map(Clients::elsewhere);
        return Stream.concat(here, elsewhere).collect(Collectors.toUnmodifiableSet());
    }

    private Client here(Subscriber client) {
        var node = others.map(nodes -> nodes.self().name()).orElse("");
        return new Client(node, client.connection(), client.user());
    }

    private static Client elsewhere(Backplane.Client client) {
        return new Client(client.node().name(), client.connection(), client.user());
    }

    @Override
    public void watch(Watcher watcher) {
        everyone.watch(watcher);
    }

    @Override
    public void listen(Consumer<? super ClientEvent> listener) {
        listeners.add(listener);
    }
}
