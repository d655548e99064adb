package io.bascule.stomp;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Outgoing.Overflow;
import io.bascule.stomp.frame.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What may become of the MESSAGEs that wait for a client which reads too slowly, by destination. Of several patterns that
 * stand for a destination the narrowest counts, of two that merely meet the one stated first. Immutable; any thread.
 */
public final class SlowClientRules {
    /** What tells which waiting message a newer one replaces. */
    public sealed interface Conflation {
        /** The key of a message; empty where it has none, and then nothing replaces it. */
        Optional<Object> key(BrokerMessage message);

        /** One of the same destination. */
        record ByDestination() implements Conflation {
            @Override
            public Optional<Object> key(BrokerMessage message) {
                return Optional.of(message.destination());
            }
        }

        /** One with the same value of the header {@code name}, whatever its destination. */
        record ByHeader(String name) implements Conflation {
            private record Value(String header, String value) {}

            @Override
            public Optional<Object> key(BrokerMessage message) {
                return Optional.ofNullable(message.headers().get(name)).map(value -> new Value(name, value));
            }
        }

        /**
         * Reads {@code destination} or {@code header:name}.
         *
         * @throws IllegalArgumentException if it is neither
         */
        static Conflation parse(String text) {
            if (text.equals("destination")) {
                return new ByDestination();
            }
            var name = text.startsWith(HEADER) ? text.substring(HEADER.length()).strip() : "";
            if (name.isEmpty()) {
                throw new IllegalArgumentException("it is no key");
            }
            return new ByHeader(name);
        }
    }

    /** What one message is to its receivers: the last three parts of an {@link Outgoing}. */
    record Treatment(Outgoing.Kind kind, Object key, Overflow overflow) {
        /** Of a destination that no rule is about. */
        static final Treatment RELIABLE = new Treatment(Outgoing.Kind.RELIABLE, Outgoing.NO_KEY, Overflow.CLOSE);
    }

    private record Rule<T>(DestinationPattern pattern, T what) {}

    /** No rules: who is too slow is closed. */
    public static final SlowClientRules NONE = new SlowClientRules(List.of(), List.of(), Overflow.CLOSE);

    private static final String HEADER = "header:";

    /** Where messages come from. */
    private static final List<DestinationPattern> SOURCES = Stream.of(
                    "/topic/**", "/queue/**", "/user/**", "/app/**", "/temp-queue/**", "/reply-queue/**")
            .map(DestinationPattern::parse)
            .toList();

    // Both with the narrower patterns first.
    private final List<Rule<Conflation>> conflations;
    private final List<Rule<Overflow>> overflows;
    private final Overflow otherwise;

    /** The same instance for all messages: each is looked at once for all its receivers. */
    private final BrokerMessage.Encoding<Treatment> encoding = this::look;

    private SlowClientRules(List<Rule<Conflation>> conflations, List<Rule<Overflow>> overflows, Overflow otherwise) {
        this.conflations = conflations;
        this.overflows = overflows;
        this.otherwise = otherwise;
    }

    /**
     * The rules that {@code text} states of what happens at a bound: {@code close}, {@code drop-oldest} or
     * {@code drop-newest} for all, and {@code pattern=policy} for some, divided by commas.
     *
     * @throws IllegalArgumentException if it cannot be read, or a pattern stands for no destination
     */
    public static SlowClientRules parse(String text) {
        var rules = NONE;
        for (var item : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
            int end = item.lastIndexOf('=');
            rules = end < 0
                    ? new SlowClientRules(rules.conflations, rules.overflows, policy(item))
                    : rules.overflow(
                            item.substring(0, end).strip(),
                            policy(item.substring(end + 1).strip()));
        }
        return rules;
    }

    private static Overflow policy(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "close" -> Overflow.CLOSE;
            case "drop-oldest" -> Overflow.DROP_OLDEST;
            case "drop-newest" -> Overflow.DROP_NEWEST;
            default -> throw new IllegalArgumentException(Quoted.of(text) + " is no policy");
        };
    }

    /**
     * These rules and one more: what happens at a bound to the messages of {@code pattern}.
     *
     * @throws IllegalArgumentException if it stands for no destination, or has such a rule
     */
    public SlowClientRules overflow(String pattern, Overflow policy) {
        return new SlowClientRules(conflations, with(overflows, pattern, policy), otherwise);
    }

    /**
     * These rules and one more: newer messages of {@code pattern} take the place of those that wait.
     *
     * @throws IllegalArgumentException as {@link #overflow} does
     */
    public SlowClientRules conflate(String pattern, Conflation by) {
        return new SlowClientRules(with(conflations, pattern, by), overflows, otherwise);
    }

    /** These rules, and those of {@code weaker} where these are silent. */
    public SlowClientRules orElse(SlowClientRules weaker) {
        return new SlowClientRules(
                joined(conflations, weaker.conflations),
                joined(overflows, weaker.overflows),
                otherwise == Overflow.CLOSE ? weaker.otherwise : otherwise);
    }

    private static <T> List<T> joined(List<T> strong, List<T> weak) {
        return Stream.concat(strong.stream(), weak.stream()).toList();
    }

    private static <T> List<Rule<T>> with(List<Rule<T>> rules, String pattern, T what) {
        var parsed = parsed(pattern);
        var all = new ArrayList<>(rules);
        if (rules.stream().anyMatch(rule -> rule.pattern.toString().equals(pattern))) {
            throw new IllegalArgumentException("there are two rules for " + pattern);
        }
        int at = 0;
        while (at < all.size() && !all.get(at).pattern.covers(parsed)) { // the narrower ones first
            at++;
        }
        all.add(at, new Rule<>(parsed, what));
        return List.copyOf(all);
    }

    /** A pattern as an operator writes it; one that stands for nothing is a slip of the pen. */
    static DestinationPattern parsed(String pattern) {
        try {
            var parsed = DestinationPattern.parse(pattern);
            if (SOURCES.stream().noneMatch(parsed::meets)) {
                throw new IllegalArgumentException("there is no destination like " + Quoted.of(pattern)
                        + "; they begin with /topic/, /queue/, /user/, /app/, /temp-queue/ or /reply-queue/");
            }
            return parsed;
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException(String.valueOf(refused.getMessage()), refused);
        }
    }

    /** Whether there is a rule about some message of a subscription to {@code pattern}. */
    boolean concern(DestinationPattern pattern) {
        return otherwise != Overflow.CLOSE
                || Stream.concat(conflations.stream(), overflows.stream())
                        .anyMatch(rule -> rule.pattern.meets(pattern));
    }

    /** What {@code message} is to the receivers whose subscriptions these rules {@link #concern}. */
    Treatment treatment(BrokerMessage message) {
        return message.as(encoding);
    }

    private Treatment look(BrokerMessage message) {
        var destination = DestinationPattern.parse(message.destination());
        var key = first(conflations, destination).flatMap(by -> by.key(message));
        var overflow = first(overflows, destination).orElse(otherwise);
        return key.isEmpty() && overflow == Overflow.CLOSE
                ? Treatment.RELIABLE
                : new Treatment(Outgoing.Kind.DROPPABLE, key.orElse(Outgoing.NO_KEY), overflow);
    }

    private static <T> Optional<T> first(List<Rule<T>> rules, DestinationPattern destination) {
        return rules.stream()
                .filter(rule -> rule.pattern.covers(destination))
                .findFirst()
                .map(Rule::what);
    }
}
