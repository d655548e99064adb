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

    /**
     * Has {@code listener} told of all events of this server from now on: on the handlers' threads, those of one connection in order
     * with each other and with its messages.
     */
    void listen(Consumer<? super ClientEvent> listener);
}
