package io.bascule.presence;

import java.util.Set;
import java.util.function.Consumer;

/** Who is connected to this server by STOMP. Any thread; never blocks. */
public interface Presence {
    /** The names of the users who have a connection; a copy. */
    Set<String> users();

    /** The ids of all connections, those of anonymous clients too; a copy. */
    Set<String> connections();

    /** The ids of the connections of one user, empty when there is none; a copy. */
    Set<String> connectionsOf(String user);

    /**
     * Has {@code listener} told of all events from now on: on the handlers' threads, those of one connection in order
     * with each other and with its messages.
     */
    void listen(Consumer<? super ClientEvent> listener);
}
