package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.frame.Command;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DestinationRulesTest {

    @Test
    void a_star_stands_for_one_segment() {
        assertCovers("/topic/price.stock.*", "/topic/price.stock.IBM");
        assertCoversNot("/topic/price.stock.*", "/topic/price.stock.IBM.N");
        assertCoversNot("/topic/price.stock.*", "/topic/price.stock");
    }

    @Test
    void two_stars_stand_for_any_number_of_segments() {
        assertCovers("/topic/**", "/topic");
        assertCovers("/topic/**", "/topic/a/b.c");
        assertCovers("/topic/**/x", "/topic/x");
        assertCovers("/topic/**/x", "/topic/a.b/x");
        assertCoversNot("/topic/**/x", "/topic/a/y");
    }

    @Test
    void slash_and_dot_differ() {
        assertCoversNot("/topic/a/*", "/topic/a.b");
        assertCoversNot("/topic/**", "/topic.a");
        assertCoversNot("/topic/a.**", "/topic/a/b");
    }

    @Test
    void a_pattern_is_covered_only_when_all_of_it_is() {
        assertCovers("/topic/**", "/topic/price.stock.*");
        assertCovers("/topic/**", "/topic/**");
        assertCovers("/topic/*", "/topic/*");
        assertCoversNot("/topic/price.stock.*", "/topic/**");
        assertCoversNot("/topic/price.stock.*", "/topic/price.stock.**");
        assertCoversNot("/topic/a", "/topic/*");
    }

    @Test
    void a_pattern_has_at_most_32_segments() {
        assertDoesNotThrow(() -> DestinationPattern.of("/a".repeat(32)));
        var refused = assertThrows(DestinationRefused.class, () -> DestinationPattern.of("/a".repeat(33)));
        assertEquals("Destination '" + "/a".repeat(33) + "' has more than 32 segments", refused.getMessage());
    }

    @Test
    void a_pattern_has_at_most_one_double_star() {
        var refused = assertThrows(DestinationRefused.class, () -> DestinationPattern.of("/**/a/**"));
        assertEquals("Destination '/**/a/**' has '**' more than once", refused.getMessage());
    }

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

    @Property
    void what_a_covered_pattern_stands_for_is_covered(
            @ForAll("patterns") String pattern, @ForAll("patterns") String wanted, @ForAll("plain") String plain) {
        var outer = DestinationPattern.of(pattern);
        var inner = DestinationPattern.of(wanted);
        var one = DestinationPattern.of(plain);
        if (outer.covers(inner) && inner.covers(one)) {
            assertTrue(outer.covers(one));
        }
    }

    @Property
    void patterns_with_a_destination_in_common_meet(
            @ForAll("patterns") String pattern, @ForAll("patterns") String wanted, @ForAll("plain") String plain) {
        var one = DestinationPattern.of(plain);
        if (DestinationPattern.of(pattern).covers(one)
                && DestinationPattern.of(wanted).covers(one)) {
            assertTrue(DestinationPattern.of(pattern).meets(DestinationPattern.of(wanted)));
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("/a", "/b", ".a", "/*", ".*", "/**", ".**")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(segments -> String.join("", segments))
                .filter(text -> text.startsWith("/") && text.indexOf("**") == text.lastIndexOf("**"));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.of("/a", "/b", ".a", ".b")
                .list()
                .ofMaxSize(4)
                .map(segments -> "/a" + String.join("", segments));
    }

    private static String denied(DestinationRules rules, Command command, String destination, boolean user) {
        return assertThrows(Refusal.class, () -> rules.check(command, destination, user))
                .getMessage();
    }

    private static void assertCovers(String pattern, String wanted) {
        assertTrue(DestinationPattern.of(pattern).covers(DestinationPattern.of(wanted)));
    }

    private static void assertCoversNot(String pattern, String wanted) {
        assertFalse(DestinationPattern.of(pattern).covers(DestinationPattern.of(wanted)));
    }
}
