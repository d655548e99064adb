package io.bascule.handshake;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names under which this server may be called, whatever the port.
 *
 * <p>A page that points its own name at 127.0.0.1 (DNS rebinding) has the same origin as a server on this machine; only
 * the {@code Host} header gives it away. The header itself counts, never a forwarded one: such a page can send those
 * with a plain request. Immutable; any thread.
 */
public final class AllowedHosts {
    /** Every name. */
    public static final AllowedHosts ANY = new AllowedHosts(Set.of());

    /** The names of this machine for itself: {@code localhost}, {@code 127.0.0.1} and {@code [::1]}. */
    public static final AllowedHosts LOOPBACK = parse("localhost,127.0.0.1,[::1]");

    /** Empty for every name. */
    private final Set<String> names;

    private AllowedHosts(Set<String> names) {
        this.names = names;
    }

    /**
     * Reads the setting {@code hosts}: {@code *}, or a comma-separated list of names and addresses without ports.
     *
     * @throws IllegalArgumentException saying which entry is wrong and what to write
     */
    public static AllowedHosts parse(String setting) {
        var names = new LinkedHashSet<String>();
        for (var entry : setting.split(",", -1)) {
            if (entry.strip().equals("*")) {
                return ANY;
            }
            names.add(name(entry.strip()));
        }
        return new AllowedHosts(Collections.unmodifiableSet(names));
    }

    private static String name(String entry) {
        try {
            return new Origin("http", entry, Origin.NO_PORT).host();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "Host '" + entry + "' cannot be used; write names or addresses without a port, for instance"
                            + " 'example.com,[::1]', or '*' for every name",
                    wrong);
        }
    }

    /**
     * Whether a request with this {@code Host} header may be answered, a handshake or any other.
     *
     * @param host the value of the header; one that cannot be read is not allowed
     */
    public boolean allows(String host) {
        try {
            var name = Origin.at("http", host).host();
            return names.isEmpty() || names.contains(name);
        } catch (IllegalArgumentException garbage) {
            return false;
        }
    }

    /** The value of the setting {@code hosts} that allows {@code name} beside those allowed now. */
    String with(String name) {
        return Stream.concat(names.stream(), Stream.of(name)).collect(joining(","));
    }

    /** The names as the setting has them. */
    @Override
    public String toString() {
        return names.isEmpty() ? "*" : String.join(",", names);
    }
}
