package io.bascule.handshake;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a connection takes over from the HTTP session of its handshake: the values at that moment, under the same names.
 * Later changes on either side do not reach the other. Immutable; any thread.
 *
 * @param choice which attributes
 * @param idKey the attribute that gets the id of the HTTP session, if any
 * @param create whether an HTTP session is made for a client that has none
 */
public record SessionAttributes(Choice choice, Optional<String> idKey, boolean create) {
    private static final Logger LOG = System.getLogger(SessionAttributes.class.getName());

    /** Names the containers and Bascule itself use in the user properties of a connection. */
    private static final List<String> RESERVED = List.of("io.bascule.", "bascule.", "org.apache.", "org.glassfish.");

    /** The HTTP session is not looked at. */
    public static final SessionAttributes NONE = names();

    /** Which attributes are copied. */
    public sealed interface Choice {
        boolean takes(String name);

        /** The same and one more. */
        Choice and(String name);
    }

    /** Those of these names; one that the HTTP session does not have is left out. */
    public record Names(Set<String> names) implements Choice {
        public Names {
            names = Set.copyOf(names);
        }

        @Override
        public boolean takes(String name) {
            return names.contains(name);
        }

        @Override
        public Choice and(String name) {
            return new Names(Stream.concat(names.stream(), Stream.of(name)).collect(toSet()));
        }
    }

    /** Every one. */
    public record All() implements Choice {
        @Override
        public boolean takes(String name) {
            return true;
        }

        @Override
        public Choice and(String name) {
            return this;
        }
    }

    /** Copies the attributes of these names. */
    public static SessionAttributes names(String... names) {
        return new SessionAttributes(new Names(Set.of(names)), Optional.empty(), false);
    }

    /** Copies every attribute. */
    public static SessionAttributes all() {
        return new SessionAttributes(new All(), Optional.empty(), false);
    }

    /**
     * Reads the setting {@code sessionAttributes}: names with commas between them, {@code *} for every attribute, nothing
     * for none.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static SessionAttributes parse(String setting) {
        var names = Stream.of(setting.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(toCollection(LinkedHashSet::new));
        if (!names.remove("*")) {
            return names(names.toArray(String[]::new));
        }
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("'*' copies every attribute, '"
                    + names.iterator().next() + "' too; write '*' alone, or leave it out to copy only the others");
        }
        return all();
    }

    /** The same, and the attribute {@code name}. */
    public SessionAttributes with(String name) {
        return new SessionAttributes(choice.and(name), idKey, create);
    }

    /** The same, and the id of the HTTP session as attribute {@code key}. */
    public SessionAttributes withId(String key) {
        return new SessionAttributes(choice, Optional.of(key), create);
    }

    /** The same, and an HTTP session is made where there is none. */
    public SessionAttributes creating() {
        return new SessionAttributes(choice, idKey, true);
    }

    /** The attributes for a connection; on the thread of the handshake. */
    Map<String, Object> copiedFrom(HttpSessionSource source) {
        if (equals(NONE)) {
            return Map.of();
        }
        return source.session(create).map(this::copied).orElse(Map.of());
    }

    private Map<String, Object> copied(HttpSessionSource.View session) {
        var copy = new HashMap<>(session.attributes());
        copy.keySet().removeIf(name -> !choice.takes(name));
        logReserved(copy.keySet());
        copy.keySet().removeIf(SessionAttributes::reserved);
        idKey.ifPresent(key -> copy.put(key, session.id()));
        return copy;
    }

    private static boolean reserved(String name) {
        return RESERVED.stream().anyMatch(name::startsWith);
    }

    private static void logReserved(Set<String> names) {
        var skipped = names.stream()
                .filter(SessionAttributes::reserved)
                .sorted()
                .map(HandshakeRequest::printable)
                .collect(joining(", "));
        if (!skipped.isEmpty()) {
            LOG.log(Level.DEBUG, "Not copied from the HTTP session, since the names are the server's own: " + skipped);
        }
    }
}
