package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.frame.Command;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DestinationRulesTest {
    private static final Identity STRANGER = Identity.ANONYMOUS;
    private static final Identity ANN = Identity.named("ann");

    @Test
    void the_first_rule_about_a_destination_decides() {
        var rules = DestinationRules.of(Rule.send("/topic/a", Who.NOBODY), Rule.send("/topic/**", Who.ANYONE));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", ANN));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/b", STRANGER));
    }

    @Test
    void a_pattern_is_denied_when_a_rule_denies_a_part_of_it() {
        var rules = DestinationRules.of(Rule.subscribe("/topic/secret.**", Who.NOBODY));
        assertEquals("Clients may not subscribe to '/topic/**'", denied(rules, Command.SUBSCRIBE, "/topic/**", ANN));
        assertEquals("Clients may not subscribe to '/topic/*.a'", denied(rules, Command.SUBSCRIBE, "/topic/*.a", ANN));
        assertDoesNotThrow(() -> rules.check(Command.SUBSCRIBE, "/topic/open.*", ANN));
    }

    @Test
    void a_closed_destination_is_nobodys_though_a_wider_rule_lets_in() {
        var rules = DestinationRules.of(Rule.subscribe("/queue/**", Who.ANYONE)).closing("/queue/dead");
        assertEquals(
                "Clients may not subscribe to '/queue/dead'", denied(rules, Command.SUBSCRIBE, "/queue/dead", ANN));
        assertDoesNotThrow(() -> rules.check(Command.SUBSCRIBE, "/queue/other", ANN));
    }

    @Test
    void a_closed_destination_is_open_to_whom_a_rule_lets_in_by_its_name() {
        var rules =
                DestinationRules.of(Rule.subscribe("/queue/dead", Who.A_USER)).closing("/queue/dead");
        assertDoesNotThrow(() -> rules.check(Command.SUBSCRIBE, "/queue/dead", ANN));
    }

    @Test
    void a_rule_may_be_for_users() {
        var rules = DestinationRules.of(Rule.send("/topic/**", Who.A_USER));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/a", ANN));
        assertEquals("log in first", denied(rules, Command.SEND, "/topic/a", STRANGER));
    }

    @Test
    void a_stranger_hears_the_same_of_all_it_is_denied() {
        var rules = DestinationRules.of(Rule.send("/app/**", Who.A_USER));
        assertEquals("log in first", denied(rules, Command.SEND, "/topic/a", STRANGER));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", ANN));
    }

    @Test
    void a_rule_can_open_the_queues_of_users_to_senders() {
        var rules = DestinationRules.of(Rule.send("/user/*/queue/chat", Who.ANYONE));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/user/ann/queue/chat", STRANGER));
    }

    @Test
    void no_rule_opens_what_is_another_users_to_subscribers() {
        var rules = DestinationRules.of(Rule.subscribe("/**", Who.ANYONE));
        assertEquals(
                "Clients may not subscribe to '/user/ann/queue/a'",
                denied(rules, Command.SUBSCRIBE, "/user/ann/queue/a", ANN));
    }

    @Test
    void a_pattern_that_may_be_another_users_is_denied() {
        var rules = DestinationRules.of(Rule.subscribe("/**", Who.ANYONE));
        for (var wanted : List.of("/**", "/*/**", "/*/a", "/user/**", "/user/*", "/user/*.a/queue/b", "/**/queue/a")) {
            assertEquals(
                    "Clients may not subscribe to '" + wanted + "'", denied(rules, Command.SUBSCRIBE, wanted, ANN));
        }
    }

    @Test
    void ones_own_queues_and_topics_may_be_subscribed_to() {
        assertDoesNotThrow(() -> DestinationRules.of().check(Command.SUBSCRIBE, "/user/queue/a", STRANGER));
        assertDoesNotThrow(() -> DestinationRules.of().check(Command.SUBSCRIBE, "/user/topic/a.b", ANN));
    }

    @Test
    void a_misspelt_destination_is_refused_before_any_rule_is_asked() {
        var rules = DestinationRules.of(Rule.send("/app/**", Who.A_USER));
        var refused = assertThrows(DestinationRefused.class, () -> rules.check(Command.SEND, "/app//a", STRANGER));
        assertEquals("'/app//a' has an empty segment", refused.getMessage());
    }

    @Test
    void a_rule_may_be_for_a_role() {
        var rules = DestinationRules.of(Rule.send("/topic/**", Who.role("editor")));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/a", with("reader", "editor")));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", with("reader")));
        assertEquals("log in first", denied(rules, Command.SEND, "/topic/a", STRANGER));
    }

    private static Identity with(String... roles) {
        return new Identity(Optional.of("ann"), Set.of(roles), Optional.empty());
    }

    @Test
    void whom_a_rule_lets_pass_can_be_written() {
        assertEquals(Who.ANYONE, Who.parse("anyone"));
        assertEquals(Who.A_USER, Who.parse("user"));
        assertEquals(Who.NOBODY, Who.parse("nobody"));
        assertEquals(new Who.OneOf(Set.of("a", "b c")), Who.parse("role:a, role: b c"));
        for (var wrong : List.of("", "User", "role:", "role:a,", "role:a,user", "roles:a")) {
            var last = wrong.substring(wrong.lastIndexOf(',') + 1);
            assertEquals(
                    "'" + last + "' is nobody we know",
                    assertThrows(IllegalArgumentException.class, () -> Who.parse(wrong))
                            .getMessage());
        }
    }

    @Test
    void of_rules_that_are_added_the_narrowest_decides_whatever_their_order() {
        var wide = DestinationRules.of()
                .with(Command.SEND, "/topic/**", Who.NOBODY)
                .with(Command.SEND, "/topic/a.b", Who.NOBODY)
                .with(Command.SEND, "/topic/a.*", Who.ANYONE);
        assertDoesNotThrow(() -> wide.check(Command.SEND, "/topic/a.c", STRANGER));
        assertEquals("Clients may not send to '/topic/a.b'", denied(wide, Command.SEND, "/topic/a.b", ANN));
        assertEquals("Clients may not send to '/topic/c'", denied(wide, Command.SEND, "/topic/c", ANN));
    }

    @Test
    void a_rule_is_not_added_for_what_is_no_destination() {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> DestinationRules.of().with(Command.SUBSCRIBE, "/topics/**", Who.NOBODY));
        assertEquals(
                "there is no destination like '/topics/**'; they begin with /topic/, /queue/, /user/, /app/,"
                        + " /temp-queue/ or /reply-queue/",
                refused.getMessage());
    }

    @Test
    void weaker_rules_count_where_the_others_are_silent() {
        var rules = DestinationRules.of(Rule.send("/topic/a", Who.NOBODY))
                .orElse(DestinationRules.of(Rule.send("/topic/**", Who.ANYONE)));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/topic/b", STRANGER));
        assertEquals("Clients may not send to '/topic/a'", denied(rules, Command.SEND, "/topic/a", STRANGER));
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/app/a", STRANGER));
    }

    @Test
    void whoever_was_told_the_address_of_a_temporary_queue_may_send_there() {
        var rules = DestinationRules.of();
        assertDoesNotThrow(() -> rules.check(Command.SEND, "/reply-queue/4f2a", STRANGER));
        assertThrows(Refusal.class, () -> rules.check(Command.SEND, "/queue/4f2a", STRANGER));
    }

    @Test
    void without_a_rule_clients_send_to_no_topic_queue_or_user() {
        for (var wanted : List.of("/topic/a", "/queue/a", "/user/ann/queue/a", "/temp-queue/a")) {
            assertEquals(
                    "Clients may not send to '" + wanted + "'",
                    denied(DestinationRules.of(), Command.SEND, wanted, ANN));
        }
    }

    private static String denied(DestinationRules rules, Command command, String destination, Identity client) {
        return assertThrows(Refusal.class, () -> rules.check(command, destination, client))
                .getMessage();
    }
}
