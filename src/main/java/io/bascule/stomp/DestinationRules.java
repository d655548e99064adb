package io.bascule.stomp;

import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which clients may send or subscribe to what. The first rule that is about a destination decides; behind those given
 * stand three more: any client may send to {@code /app} and to the address of a temporary queue, and subscribe to
 * anything. So no client sends to a topic, a queue or a user unless a rule allows it. Immutable; any thread.
 *
 * <p>A pattern that a client wants to subscribe to is allowed by a rule only if the rule covers all it stands for, and
 * denied by a rule that is about any of it. What a rule cannot allow: sending to a pattern, and subscribing to what is,
 * or may be, another user's.
 */
public final class DestinationRules {
    /** Whom a rule lets pass. */
    public sealed interface Who {
        /** Everybody, known or not. */
        Who ANYONE = new Anyone();

        /** Whoever is logged in. */
        Who A_USER = new AUser();

        Who NOBODY = new Nobody();

        /** Whether {@code client} is among them. */
        boolean includes(Identity client);

        /** Those who have this role, as their token or a login of the application's says. */
        static Who role(String name) {
            return new OneOf(Set.of(name));
        }

        /**
         * Reads {@code anyone}, {@code user}, {@code nobody}, or roles such as {@code role:admin,role:ops}, of which one is
         * enough.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        static Who parse(String text) {
            return switch (text) {
                case "anyone" -> ANYONE;
                case "user" -> A_USER;
                case "nobody" -> NOBODY;
                default -> OneOf.parse(text);
            };
        }

        /** {@link #ANYONE}. */
        record Anyone() implements Who {
            @Override
            public boolean includes(Identity client) {
                return true;
            }
        }

        /** {@link #A_USER}. */
        record AUser() implements Who {
            @Override
            public boolean includes(Identity client) {
                return client.user().isPresent();
            }
        }

        /** {@link #NOBODY}. */
        record Nobody() implements Who {
            @Override
            public boolean includes(Identity client) {
                return false;
            }
        }

        /** Who has at least one of these roles. */
        record OneOf(Set<String> roles) implements Who {
            private static final String ROLE = "role:";

            public OneOf {
                roles = Set.copyOf(roles);
            }

            private static OneOf parse(String text) {
                var roles = new HashSet<String>();
                for (var item :
                        Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
                    var role = item.startsWith(ROLE)
                            ? item.substring(ROLE.length()).strip()
                            : "";
                    if (role.isEmpty()) {
                        throw new IllegalArgumentException(Quoted.of(item) + " is nobody we know");
                    }
                    roles.add(role);
                }
                return new OneOf(roles);
            }

            @Override
            public boolean includes(Identity client) {
                return !Collections.disjoint(roles, client.roles());
            }
        }
    }

    /**
     * One rule.
     *
     * @param command {@link Command#SEND} or {@link Command#SUBSCRIBE}
     */
    public record Rule(Command command, DestinationPattern pattern, Who who) {
        /**
         * Who may send to a pattern such as {@code /topic/**}.
         *
         * @throws DestinationRefused if it is neither a destination nor a pattern
         */
        public static Rule send(String pattern, Who who) {
            return new Rule(Command.SEND, DestinationPattern.parse(pattern), who);
        }

        /** Who may subscribe to a pattern such as {@code /topic/**}; throws as {@link #send} does. */
        public static Rule subscribe(String pattern, Who who) {
            return new Rule(Command.SUBSCRIBE, DestinationPattern.parse(pattern), who);
        }
    }

    /** {@code /user/queue/x} is one's own; {@code /user/ann/queue/x} is where others send to Ann. */
    private static final DestinationPattern USERS = DestinationPattern.parse("/user/**");

    private static final DestinationPattern OWN_QUEUES = DestinationPattern.parse("/user/queue/**");
    private static final DestinationPattern OWN_TOPICS = DestinationPattern.parse("/user/topic/**");

    /** Behind all others. */
    private static final List<Rule> LAST = List.of(
            Rule.send("/app/**", Who.ANYONE),
            Rule.send("/reply-queue/**", Who.ANYONE), // who knows such an address was told it, to send there
            Rule.subscribe("/**", Who.ANYONE));

    private final List<Rule> rules;
    /** With those behind them. */
    private final List<Rule> all;

    private final boolean knowUsers;

    private DestinationRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.all = Stream.concat(rules.stream(), LAST.stream()).toList();
        this.knowUsers =
                rules.stream().anyMatch(rule -> rule.who instanceof Who.AUser || rule.who instanceof Who.OneOf);
    }

    /** These rules in this order. */
    public static DestinationRules of(Rule... rules) {
        return new DestinationRules(List.of(rules));
    }

    /**
     * These rules and one more, before those whose patterns cover its own: so of several that are about a destination the
     * narrowest decides, whatever the order in which they are added.
     *
     * @throws IllegalArgumentException if {@code pattern} stands for no destination
     */
    public DestinationRules with(Command command, String pattern, Who who) {
        var added = new Rule(command, SlowClientRules.parsed(pattern), who);
        var more = new ArrayList<>(rules);
        int at = 0;
        while (at < more.size() && !more.get(at).pattern.covers(added.pattern)) {
            at++;
        }
        more.add(at, added);
        return new DestinationRules(more);
    }

    /** These rules, and behind them those of {@code weaker}. */
    public DestinationRules orElse(DestinationRules weaker) {
        return new DestinationRules(
                Stream.concat(rules.stream(), weaker.rules.stream()).toList());
    }

    /**
     * These rules, and that nobody subscribes to {@code destination} unless one of them names it: a rule for
     * {@code /queue/**} is not enough.
     *
     * @throws IllegalArgumentException if it is no destination
     */
    public DestinationRules closing(String destination) {
        boolean named = rules.stream()
                .anyMatch(rule -> rule.command == Command.SUBSCRIBE
                        && rule.pattern.toString().equals(destination));
        return named ? this : with(Command.SUBSCRIBE, destination, Who.NOBODY);
    }

    /**
     * Looks whether a client may do this.
     *
     * @throws DestinationRefused when the destination is misspelt, whoever asks
     * @throws Refusal when this client may not
     */
    void check(Command command, String destination, Identity client) {
        var wanted = DestinationPattern.parse(destination);
        boolean possible = command == Command.SEND ? !wanted.isWild() : !mayBeAnotherUsers(wanted);
        if (!possible || !isAllowed(command, wanted, client)) {
            throw denied(command, destination, client);
        }
    }

    private static boolean mayBeAnotherUsers(DestinationPattern wanted) {
        return USERS.meets(wanted) && !OWN_QUEUES.covers(wanted) && !OWN_TOPICS.covers(wanted);
    }

    private boolean isAllowed(Command command, DestinationPattern wanted, Identity client) {
        for (var rule : all) {
            if (rule.command == command) {
                boolean admitted = rule.who.includes(client);
                if (admitted && rule.pattern.covers(wanted)) {
                    return true;
                }
                if (!admitted && rule.pattern.meets(wanted)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** A stranger hears the same whatever it wanted, so it learns nothing of what there is. */
    private Refusal denied(Command command, String destination, Identity client) {
        if (knowUsers && client.user().isEmpty()) {
            return Refusal.policy("log in first");
        }
        var what = command == Command.SEND ? "send" : "subscribe";
        return Refusal.policy("Clients may not " + what + " to " + Quoted.of(destination));
    }
}
