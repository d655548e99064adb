package io.bascule;

import io.bascule.backplane.Backplane;
import io.bascule.backplane.Content.Disconnect;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.Connections;
import io.bascule.presence.Presence;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Closes connections because the application wants it, here and at the other nodes. Any thread. */
final class Disconnections {
    private final Connections connections;
    private final Presence presence;
    private final Optional<? extends Backplane> others;

    Disconnections(Connections connections, Presence presence, Optional<? extends Backplane> others) {
        this.connections = connections;
        this.presence = presence;
        this.others = others;
    }

    CompletionStage<Integer> user(String user, CloseStatus status) {
        var order = new Disconnect(user, "", status.code(), status.reason());
        int here = here(order);
        return elsewhere(order).thenApply(there -> here + there);
    }

    /** A connection that is here is nowhere else. */
    CompletionStage<Integer> connection(String id, CloseStatus status) {
        var order = new Disconnect("", id, status.code(), status.reason());
        int here = here(order);
        return here > 0 ? CompletableFuture.completedStage(here) : elsewhere(order);
    }

    private CompletionStage<Integer> elsewhere(Disconnect order) {
        return others.map(nodes -> nodes.publishCounted(order, number -> {}))
                .orElseGet(() -> CompletableFuture.completedStage(0));
    }

    /** Closes those of this node; returns how many there were. */
    int here(Disconnect order) {
        var status = new CloseStatus(order.code(), order.reason());
        var ids = order.user().isEmpty() ? Set.of(order.connection()) : connectionsOf(order.user());
        var found = ids.stream().flatMap(id -> connections.find(id).stream()).toList();
        found.forEach(connection -> connection.close(status));
        return found.size();
    }

    private Set<String> connectionsOf(String user) {
        var shakenHands = connections.all().stream()
                .filter(connection -> isOf(user, connection))
                .map(Connection::id);
        return Stream.concat(shakenHands, presence.connectionsOf(user).stream()).collect(Collectors.toSet());
    }

    private static boolean isOf(String user, Connection connection) {
        return connection
                .handshake()
                .principal()
                .filter(who -> user.equals(who.getName()))
                .isPresent();
    }
}
