package io.bascule.presence;

import java.util.Optional;

/**
 * Something that one client did, told exactly once: it {@link Connected}, then it {@link Subscribed} and
 * {@link Unsubscribed}, each subscription once, and at last it {@link Disconnected}, however its connection ended.
 */
public sealed interface ClientEvent {
    /** The id of the connection. */
    String connection();

    /** The name of the user, absent when anonymous. */
    Optional<String> user();

    /** A client has sent CONNECT and been let in. */
    record Connected(String connection, Optional<String> user) implements ClientEvent {}

    /**
     * A subscription has been made; what is published from now on reaches it.
     *
     * @param id of the subscription, unique for its connection
     * @param destination as the client wrote it, possibly a pattern
     */
    record Subscribed(String connection, Optional<String> user, String id, String destination) implements ClientEvent {}

    /** A subscription has ended: by UNSUBSCRIBE, or with its connection. */
    record Unsubscribed(String connection, Optional<String> user, String id, String destination)
            implements ClientEvent {}

    /** A client has gone, all its subscriptions before it. */
    record Disconnected(String connection, Optional<String> user) implements ClientEvent {}
}
