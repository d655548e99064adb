package io.bascule.handshake;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The subprotocols an endpoint speaks, and who decides which one a connection speaks (RFC 6455 sections 1.9 and 4.2.2).
 * Immutable; any thread.
 *
 * @param supported the names, the best first
 */
public record Subprotocols(List<String> supported, Order order) {
    /** No subprotocol was agreed on: the answer carries no {@code Sec-WebSocket-Protocol}. */
    public static final String NONE = "";

    /** A token of RFC 9110 section 5.6.2; what is echoed to the client is nothing else. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Who decides; the setting {@code subprotocols.order}. */
    public enum Order {
        /** The first one in the client's list that the endpoint speaks. */
        CLIENT,
        /** The first one in the endpoint's list that the client offers. */
        SERVER,
        /** As {@link #CLIENT}, and a client that offers none of an endpoint's subprotocols is refused. */
        REQUIRED;

        /**
         * Reads the setting: {@code client}, {@code server} or {@code required}, in any case.
         *
         * @throws IllegalArgumentException saying what to write
         */
        public static Order parse(String setting) {
            return Stream.of(values())
                    .filter(order -> order.name().equalsIgnoreCase(setting.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Subprotocol order '" + setting
                            + "' is not known; write 'client', 'server' or 'required'"));
        }
    }

    /** Chooses instead of {@link Subprotocols#choose}; called on the thread of the handshake. */
    @FunctionalInterface
    public interface Chooser {
        /**
         * The subprotocol of the connection that {@code request} asks for.
         *
         * @param offered the client's names in its order and spelling, of all header lines
         * @return one of {@code offered}, or {@link Subprotocols#NONE}; anything else fails the handshake with 500
         */
        String choose(HandshakeRequest request, List<String> offered, Subprotocols subprotocols);
    }

    /**
     * Takes the list.
     *
     * @throws IllegalArgumentException if a name is not a token, or is there twice (case does not count)
     */
    public Subprotocols {
        supported = List.copyOf(supported);
        var seen = new HashSet<String>();
        for (var name : supported) {
            if (!TOKEN.matcher(name).matches() || !seen.add(lower(name))) {
                throw new IllegalArgumentException("Subprotocol '" + name
                        + "' cannot be used; write each name once, of letters, digits, '.', '-' and '_'");
            }
        }
    }

    /**
     * The subprotocol for a client that offers these.
     *
     * @param offered the client's names in its order
     * @return the one chosen, in the client's spelling, or {@link #NONE} when none fits
     */
    public String choose(List<String> offered) {
        var readable =
                offered.stream().filter(name -> TOKEN.matcher(name).matches()).toList();
        var fits = order == Order.SERVER
                ? supported.stream().flatMap(mine -> same(readable, mine).stream())
                : readable.stream().filter(name -> same(supported, name).isPresent());
        return fits.findFirst().orElse(NONE);
    }

    /** Whether a client for which {@code chosen} was chosen has to be refused. */
    boolean refuses(String chosen) {
        return order == Order.REQUIRED && !supported.isEmpty() && chosen.equals(NONE);
    }

    private static Optional<String> same(List<String> names, String name) {
        return names.stream().filter(other -> lower(other).equals(lower(name))).findFirst();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
