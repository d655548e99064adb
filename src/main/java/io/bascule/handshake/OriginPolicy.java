package io.bascule.handshake;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pages may open a connection (RFC 6455 section 10.2): those of this server, those listed and this server's own,
 * all, or those that a check of the application lets in. Immutable; any thread.
 */
public sealed interface OriginPolicy {
    /**
     * Whether a page may come in.
     *
     * @param page where the page came from
     * @param own where the page's browser sees this server
     */
    boolean allows(Origin page, Origin own);

    /** Whether a page without an origin of its own ({@code Origin: null}: sandboxed, or from a file) may come in. */
    boolean allowsNull();

    /** The value to write in the setting so that {@code origin} comes in beside those that do now. */
    String with(String origin);

    /**
     * For the operator: what a page that is refused was compared with; goes on after "Origin https://evil.example".
     *
     * @param own where the page's browser sees this server, and how that is known
     */
    default String comparison(String own) {
        return " is not " + own;
    }

    /** Decides about origins instead of a list; one object for all handshakes of an endpoint, on many threads. */
    @FunctionalInterface
    interface Check {
        /**
         * Whether a page may come in, as the user who opens it. Asked about every page, this server's own among them; not
         * about {@code Origin: null}, which is refused. May block for a short time. What it throws fails the handshake with
         * 500.
         *
         * @param page where the page came from
         * @param own where the page's browser sees this server
         */
        boolean allows(Origin page, Origin own);
    }

    /** Only pages of this server. */
    record SameOrigin() implements OriginPolicy {
        @Override
        public boolean allows(Origin page, Origin own) {
            return page.equals(own);
        }

        @Override
        public boolean allowsNull() {
            return false;
        }

        @Override
        public String with(String origin) {
            return origin;
        }
    }

    /**
     * Pages of the listed origins and of this server.
     *
     * @param allowsNull whether {@code null} is on the list
     */
    record Listed(Set<Origin> origins, boolean allowsNull) implements OriginPolicy {
        public Listed {
            origins =
                    Collections.unmodifiableSet(new LinkedHashSet<>(origins)); // keeps the order for those who read it
        }

        @Override
        public boolean allows(Origin page, Origin own) {
            return page.equals(own) || origins.contains(page);
        }

        @Override
        public String comparison(String own) {
            return " is neither " + own + " nor one of " + this;
        }

        @Override
        public String with(String origin) {
            return Stream.concat(Stream.of(toString()), Stream.of(origin)).collect(joining(","));
        }

        /** The list as the setting has it. */
        @Override
        public String toString() {
            return Stream.concat(origins.stream().map(Origin::toString), allowsNull ? Stream.of("null") : Stream.of())
                    .collect(joining(","));
        }
    }

    /** Every page, also one without an origin of its own. */
    record AnyOrigin() implements OriginPolicy {
        @Override
        public boolean allows(Origin page, Origin own) {
            return true;
        }

        @Override
        public boolean allowsNull() {
            return true;
        }

        @Override
        public String with(String origin) {
            return "*";
        }
    }

    /** The pages that the application's own check lets in. */
    record Checked(Check check) implements OriginPolicy {
        @Override
        public boolean allows(Origin page, Origin own) {
            return check.allows(page, own);
        }

        @Override
        public boolean allowsNull() {
            return false;
        }

        /** The list that would have to take the place of the check. */
        @Override
        public String with(String origin) {
            return origin;
        }

        @Override
        public String comparison(String own) {
            return " is refused by " + check.getClass().getName() + ", which was told that this server is " + own;
        }
    }

    /**
     * Reads the setting {@code origins}: {@code same} (or nothing) for this server's own pages, {@code *} for all, or a
     * comma-separated list such as {@code https://example.com, https://example.com:8443}. In a list, {@code null} has to
     * be named.
     *
     * @throws IllegalArgumentException saying which entry is wrong and what to write
     */
    static OriginPolicy parse(String setting) {
        var entries = Stream.of(setting.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty() && !entry.equals("same"))
                .toList();
        var origins = entries.stream()
                .filter(entry -> !entry.equals("*") && !entry.equals("null"))
                .toList();
        if (entries.contains("*")) {
            return any(origins);
        }
        if (entries.isEmpty()) {
            return new SameOrigin();
        }
        var listed = new LinkedHashSet<Origin>();
        origins.forEach(entry -> listed.add(listed(entry)));
        return new Listed(listed, entries.contains("null"));
    }

    private static OriginPolicy any(List<String> others) {
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("'*' lets every origin in, '" + others.get(0)
                    + "' too; write '*' alone, or leave it out to let in only the others");
        }
        return new AnyOrigin();
    }

    private static Origin listed(String entry) {
        try {
            return Origin.parse(entry);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "Origin '" + entry + "' cannot be used: " + wrong.getMessage() + "; write '" + meant(entry)
                            + "', or '*' to let every origin in",
                    wrong);
        }
    }

    /** What the writer of {@code entry} probably meant: its host without what an origin does not have. */
    private static String meant(String entry) {
        var parts =
                Pattern.compile("(?:([A-Za-z]+)://)?(?:[^/?#@]*@)?([^/?#@]+).*").matcher(entry);
        try {
            var scheme = parts.matches() && parts.group(1) != null ? parts.group(1) : "https";
            return Origin.at(scheme, parts.group(2)).toString();
        } catch (IllegalArgumentException | IllegalStateException nothingToGuess) {
            return "https://example.com";
        }
    }
}
