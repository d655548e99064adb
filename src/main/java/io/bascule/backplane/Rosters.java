package io.bascule.backplane;

import io.bascule.backplane.Backplane.Client;
import io.bascule.backplane.Backplane.ClientListener;
import io.bascule.backplane.Content.Clients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clients of all nodes. Each node tells its own, by what has changed; its beats say how often it has, and whoever has
 * missed something asks for all. So all come to know the same, whatever gets lost. Any thread.
 */
final class Rosters {
    /** More changes than this are not kept one by one. */
    static final int MANY = 1_000;

    /** The clients of another node, and the number of what told them. */
    private static final class Roster {
        private long number;
        private final Map<String, String> clients = new HashMap<>();
    }

    /** What has become known at once. */
    record Change(List<Client> came, List<Client> left) {
        private Change() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void tell(ClientListener listener) {
            left.forEach(listener::left);
            came.forEach(listener::came);
        }
    }

    /** The users of the clients here by their connections; guarded by {@code this}, as all below. */
    private final Map<String, String> own = new HashMap<>();

    /** Who has come, and whose going is to be told. */
    private final Map<String, String> came = new LinkedHashMap<>();

    private final Set<String> left = new LinkedHashSet<>();
    private long number;
    private boolean asked;
    private final Map<Node, Roster> others = new HashMap<>();

    synchronized void came(String connection, Optional<String> user) {
        own.put(connection, user.orElse(""));
        came.put(connection, user.orElse(""));
        left.remove(connection);
    }

    synchronized void left(String connection) {
        own.remove(connection);
        came.remove(connection);
        left.add(connection);
        if (left.size() > own.size() + MANY) { // while nothing could be told
            ask();
        }
    }

    /** All are to be told anew, since another node does not know them. */
    synchronized void ask() {
        asked = true;
        came.clear();
        left.clear();
    }

    /** What is to be told now. */
    synchronized Optional<Clients> untold() {
        if (!asked && came.isEmpty() && left.isEmpty()) {
            return Optional.empty();
        }
        var told = asked
                ? new Clients(Clients.WHOLE, number + 1, own, List.of())
                : new Clients(number, number + 1, came, List.copyOf(left));
        number++;
        asked = false;
        came.clear();
        left.clear();
        return Optional.of(told);
    }

    /** The number of what was told last. */
    synchronized long number() {
        return number;
    }

    /** Whether all is known that a node has told up to a number. */
    synchronized boolean knows(Node node, long until) {
        var roster = others.get(node);
        return (roster == null ? 0 : roster.number) == until;
    }

    /** What does not fit to what is known is left out; the next beat will show it. */
    synchronized Change told(Node node, Clients clients) {
        var roster = others.computeIfAbsent(node, one -> new Roster());
        var change = new Change();
        boolean whole = clients.before() == Clients.WHOLE;
        if (whole || clients.before() == roster.number) {
            roster.number = clients.number();
            var left = whole ? List.copyOf(roster.clients.keySet()) : clients.left();
            left.stream()
                    .filter(connection -> !clients.came().containsKey(connection))
                    .forEach(connection -> remove(node, roster, connection, change));
            clients.came().forEach((connection, user) -> add(node, roster, connection, user, change));
        }
        return change;
    }

    private static void add(Node node, Roster roster, String connection, String user, Change change) {
        if (!user.equals(roster.clients.get(connection))) {
            remove(node, roster, connection, change);
            roster.clients.put(connection, user);
            change.came.add(client(node, connection, user));
        }
    }

    private static void remove(Node node, Roster roster, String connection, Change change) {
        var user = roster.clients.remove(connection);
        if (user != null) {
            change.left.add(client(node, connection, user));
        }
    }

    private static Client client(Node node, String connection, String user) {
        return new Client(node, connection, Optional.of(user).filter(name -> !name.isEmpty()));
    }

    synchronized Change gone(Node node) {
        var change = new Change();
        var roster = others.remove(node);
        if (roster != null) {
            roster.clients.forEach((connection, user) -> change.left.add(client(node, connection, user)));
        }
        return change;
    }

    synchronized Set<Client> all() {
        var all = new LinkedHashSet<Client>();
        others.forEach((node, roster) ->
                roster.clients.forEach((connection, user) -> all.add(client(node, connection, user))));
        return all;
    }
}
