package io.bascule.broker;

import java.util.Optional;
import java.util.concurrent.Executor;

/** Who publishes: one client's connection, or the application itself. */
public interface Publisher {
    /** The id of the connection, unique in this server. */
    String connection();

    /** The name of the user, absent when anonymous. */
    Optional<String> user();

    /** Runs application code for this publisher: in order, never two tasks at once, never on a carrier's thread. */
    Executor inOrder();
}
