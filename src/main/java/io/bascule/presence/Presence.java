package io.bascule.presence;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Who is connected by STOMP: to this server, unless it says otherwise. Any thread; never blocks. */
public interface Presence {
    /** The names of the users who have a connection; a copy. */
    Set<String> users();

    /** The ids of all connections, those of anonymous clients too; a copy. */
    Set<String> connections();

    /** The ids of the connections of one user, empty when there is none; a copy. */
    Set<String> connectionsOf(String user);

    /**
     * The client of one connection.
     *
     * @param node what the node is called that it is connected to; empty where there is no backplane
     * @param user absent when anonymous
     */
    record Client(String node, String connection, Optional<String> user) {}

    /**
     * The clients of all nodes that live, this one too; a copy. Of another node as far as it has told, which takes a
     * quarter of a second; those of a node that dies are among them for another 10 s.
     */
    Set<Client> everywhere();

    /** Told who is there, at whatever node: of each client once that it came, then once that it left. */
    interface Watcher {
        /** A client is there. */
        void came(Client client);

        /** It has gone, or its node has; of its subscriptions nothing is told. */
        void left(Client client);
    }

    /**
     * Has {@code watcher} told of the clients of all nodes: first of those that are there, as if they came now, then of all that
     * come and go; {@link #everywhere} says how soon. On the handlers' threads, one call at a time, in the order in which it
     * became known here. The clients of a node that was silent for 10 s have left, and those that are still there come anew when it is
     * heard again.
     */
    void watch(Watcher watcher);

    /**
     * Has {@code listener} told of all events of this server from now on: on the handlers' threads, those of one connection in order
     * with each other and with its messages.
     */
    void listen(Consumer<? super ClientEvent> listener);
}
