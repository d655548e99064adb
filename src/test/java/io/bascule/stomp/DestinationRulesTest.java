package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.frame.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationRulesTest {

    @Test
    void the_first_rule_about_a_destination_decides() {
        var rules = DestinationRules.of(Rule.send("/topic/a", Who.NOBODY), Rule.send("/topic/**", Who.ANYONE));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", true));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/b", false));
    }

    @Test
    void a_pattern_is_denied_when_a_rule_denies_a_part_of_it() {
        var rules = DestinationRules.of(Rule.subscribe("/topic/secret.**", Who.NOBODY));
        assertEquals("Clients may not subscribe to '/topic/**'", denied(rules, Command.SUBSCRIBE, "/topic/**", true));
        assertEquals("Clients may not subscribe to '/topic/*.a'", denied(rules, Command.SUBSCRIBE, "/topic/*.a", true));
        assertDoesNotThrow(() -> rules.check(Command.SUBSCRIBE, "/topic/open.*", true));
    }

    @Test
    void a_rule_may_be_for_users() {
        var rules = DestinationRules.of(Rule.send("/topic/**", Who.A_USER));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/a", true));
        assertEquals("log in first", denied(rules, Command.SEND, "/topic/a", false));
    }

    @Test
    void a_stranger_hears_the_same_of_all_it_is_denied() {
        var rules = DestinationRules.of(Rule.send("/app/**", Who.A_USER));
        assertEquals("log in first", denied(rules, Command.SEND, "/topic/a", false));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", true));
    }

    @Test
    void a_rule_can_open_the_queues_of_users_to_senders() {
        var rules = DestinationRules.of(Rule.send("/user/*/queue/chat", Who.ANYONE));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/user/ann/queue/chat", false));
    }

    @Test
    void no_rule_opens_what_is_another_users_to_subscribers() {
        var rules = DestinationRules.of(Rule.subscribe("/**", Who.ANYONE));
        assertEquals(
                "Clients may not subscribe to '/user/ann/queue/a'",
                denied(rules, Command.SUBSCRIBE, "/user/ann/queue/a", true));
    }

    @Test
    void a_pattern_that_may_be_another_users_is_denied() {
        var rules = DestinationRules.of(Rule.subscribe("/**", Who.ANYONE));
        for (var wanted : List.of("/**", "/*/**", "/*/a", "/user/**", "/user/*", "/user/*.a/queue/b", "/**/queue/a")) {
            assertEquals(
                    "Clients may not subscribe to '" + wanted + "'", denied(rules, Command.SUBSCRIBE, wanted, true));
        }
    }

    @Test
    void ones_own_queues_and_topics_may_be_subscribed_to() {
        assertDoesNotThrow(() -> DestinationRules.of().check(Command.SUBSCRIBE, "/user/queue/a", false));
        assertDoesNotThrow(() -> DestinationRules.of().check(Command.SUBSCRIBE, "/user/topic/a.b", true));
    }

    @Test
    void a_misspelt_destination_is_refused_before_any_rule_is_asked() {
        var rules = DestinationRules.of(Rule.send("/app/**", Who.A_USER));
        var refused = assertThrows(DestinationRefused.class, () -> rules.check(Command.SEND, "/app//a", false));
        assertEquals("'/app//a' has an empty segment", refused.getMessage());
    }

    private static String denied(DestinationRules rules, Command command, String destination, boolean user) {
        return assertThrows(Refusal.class, () -> rules.check(command, destination, user))
                .getMessage();
    }
}
