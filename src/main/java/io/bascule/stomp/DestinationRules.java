package io.bascule.stomp;

import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * Which clients may send or subscribe to what. The first rule that is about a destination decides; behind those given
 * stand two more: any client may send to {@code /app}, and subscribe to anything. So no client sends to a topic, a
 * queue or a user unless a rule allows it. Immutable; any thread.
 *
 * <p>A pattern that a client wants to subscribe to is allowed by a rule only if the rule covers all it stands for, and
 * denied by a rule that is about any of it. What a rule cannot allow: sending to a pattern, and subscribing to what is,
 * or may be, another user's.
 */
public final class DestinationRules {
    /** Whom a rule lets pass. */
    public enum Who {
        ANYONE,
        /** Whoever is logged in. */
        A_USER,
        NOBODY
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

        private boolean admits(boolean user) {
            return who == Who.ANYONE || (who == Who.A_USER && user);
        }
    }

    /** {@code /user/queue/x} is one's own; {@code /user/ann/queue/x} is where others send to Ann. */
    private static final DestinationPattern USERS = DestinationPattern.parse("/user/**");

    private static final DestinationPattern OWN_QUEUES = DestinationPattern.parse("/user/queue/**");
    private static final DestinationPattern OWN_TOPICS = DestinationPattern.parse("/user/topic/**");

    private final List<Rule> rules;
    private final boolean knowUsers;

    private DestinationRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.knowUsers = rules.stream().anyMatch(rule -> rule.who == Who.A_USER);
    }

    /** These rules in this order. */
    public static DestinationRules of(Rule... first) {
        var all = new ArrayList<>(List.of(first));
        all.add(Rule.send("/app/**", Who.ANYONE));
        all.add(Rule.subscribe("/**", Who.ANYONE));
        return new DestinationRules(all);
    }

    /**
     * Looks whether a client may do this.
     *
     * @param user whether it is logged in
     * @throws DestinationRefused when the destination is misspelt, whoever asks
     * @throws Refusal when this client may not
     */
    void check(Command command, String destination, boolean user) {
        var wanted = DestinationPattern.parse(destination);
        boolean possible = command == Command.SEND ? !wanted.isWild() : !mayBeAnotherUsers(wanted);
        if (!possible || !isAllowed(command, wanted, user)) {
            throw denied(command, destination, user);
        }
    }

    private static boolean mayBeAnotherUsers(DestinationPattern wanted) {
        return USERS.meets(wanted) && !OWN_QUEUES.covers(wanted) && !OWN_TOPICS.covers(wanted);
    }

    private boolean isAllowed(Command command, DestinationPattern wanted, boolean user) {
        for (var rule : rules) {
            if (rule.command == command) {
                if (rule.admits(user) && rule.pattern.covers(wanted)) {
                    return true;
                }
                if (!rule.admits(user) && rule.pattern.meets(wanted)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** A stranger hears the same whatever it wanted, so it learns nothing of what there is. */
    private Refusal denied(Command command, String destination, boolean user) {
        if (knowUsers && !user) {
            return Refusal.policy("log in first");
        }
        var what = command == Command.SEND ? "send" : "subscribe";
        return Refusal.policy("Clients may not " + what + " to " + Quoted.of(destination));
    }
}
