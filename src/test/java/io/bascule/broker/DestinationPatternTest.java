package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DestinationPatternTest {
    @Test
    void a_destination_matches_itself_only() {
        assertTrue(matches("/topic/news", "/topic/news"));
        assertFalse(matches("/topic/news", "/topic/New"));
        assertFalse(matches("/topic/news", "/topic/news/today"));
    }

    @Test
    void one_star_stands_for_one_segment() {
        assertTrue(matches("/topic/price.stock.*", "/topic/price.stock.BTC"));
        assertFalse(matches("/topic/price.stock.*", "/topic/price.stock"));
        assertFalse(matches("/topic/price.stock.*", "/topic/price.stock.BTC.bid"));
    }

    @Test
    void separators_count() {
        assertFalse(matches("/topic/price.stock.*", "/topic/price.stock/BTC"));
        assertFalse(matches("/topic/a.b", "/topic/a/b"));
    }

    @Test
    void two_stars_stand_for_any_number_of_segments() {
        assertTrue(matches("/topic/**", "/topic/a"));
        assertTrue(matches("/topic/**", "/topic/a.b/c"));
        assertTrue(matches("/topic/**/end", "/topic/a.b/c/end"));
    }

    @Test
    void two_stars_stand_for_no_segment_too() {
        assertTrue(matches("/topic/a.**", "/topic/a"));
        assertTrue(matches("/topic/a/**/b", "/topic/a/b"));
    }

    @Test
    void the_separator_before_two_stars_is_that_of_the_first_segment_they_stand_for() {
        assertTrue(matches("/topic/a.**", "/topic/a.b/c"));
        assertFalse(matches("/topic/a.**", "/topic/a/b"));
    }

    @Test
    void a_pattern_covers_a_narrower_one_and_not_a_wider_one() {
        assertTrue(matches("/topic/price.**", "/topic/price.stock.*"));
        assertTrue(matches("/topic/price.stock.*", "/topic/price.stock.*"));
        assertFalse(matches("/topic/price.stock.*", "/topic/price.stock.**"));
        assertFalse(matches("/topic/price.stock.*", "/topic/**"));
        assertFalse(matches("/topic/price.stock.BTC", "/topic/price.stock.*"));
    }

    @Test
    void a_pattern_covers_another_also_where_both_have_two_stars() {
        assertTrue(matches("/topic/a.**", "/topic/a.**.b"));
        assertTrue(matches("/topic/a/**", "/topic/a/*/**"));
        assertFalse(matches("/topic/a/**/*", "/topic/a/*/**"));
        assertFalse(matches("/topic/a.**", "/topic/a.**/b"));
    }

    @Test
    void patterns_meet_when_there_is_a_destination_for_both() {
        assertTrue(meet("/topic/*.a", "/topic/b.*"));
        assertTrue(meet("/topic/**/a", "/topic/b/**"));
        assertTrue(meet("/topic/**", "/topic.**"));
        assertFalse(meet("/topic/*/a", "/topic/b/*/*"));
        assertFalse(meet("/topic/x/**", "/topic/x.*.**"));
        assertFalse(meet("/topic/**/a", "/topic/**/b"));
    }

    @Test
    void a_destination_begins_with_a_slash() {
        assertRefused("a destination begins with a slash: 'topic/a' does not", "topic/a");
        assertRefused("a destination begins with a slash: '' does not", "");
    }

    @Test
    void an_empty_segment_is_refused() {
        for (var written : List.of("/topic//a", "/topic/a/", "/topic/a.", "/topic/a..b", "/", "/.a")) {
            assertRefused("'" + written + "' has an empty segment", written);
        }
    }

    @Test
    void a_wildcard_inside_a_segment_is_refused() {
        for (var written : List.of("/topic/a*", "/topic/*a", "/topic/***", "/topic/a*b.c")) {
            assertRefused("a wildcard stands for a whole segment: '" + written + "' has one inside", written);
        }
    }

    @Test
    void a_second_pair_of_stars_is_refused() {
        assertRefused("a pattern has at most one '**': '/topic/**/a.**' has more", "/topic/**/a.**");
    }

    @Test
    void more_than_32_segments_are_refused() {
        assertEquals(32, DestinationPattern.parse("/a".repeat(32)).segments().size());
        assertRefused("a destination has at most 32 segments, not 33", "/a".repeat(33));
    }

    @Test
    void more_than_1024_characters_are_refused() {
        DestinationPattern.parse("/" + "a".repeat(1023));
        assertRefused("a destination has at most 1024 characters, not 1025", "/" + "a".repeat(1024));
    }

    @Test
    void control_characters_are_refused() {
        assertRefused("a destination has no control characters", "/topic/a\nb");
    }

    @Test
    void a_pattern_is_no_exact_destination() {
        var refused = assertThrows(DestinationRefused.class, () -> DestinationPattern.exact("/topic/price.stock.*"));
        assertEquals(
                "'/topic/price.stock.*' has wildcards; only subscriptions to /topic/ take them", refused.getMessage());
    }

    @Property(tries = 2000)
    void matching_agrees_with_a_naive_matcher(@ForAll("patterns") String pattern, @ForAll("destinations") String one) {
        assertEquals(reference(pattern, one), matches(pattern, one), () -> pattern + " for " + one);
    }

    @Property(tries = 2000)
    void whoever_covers_a_pattern_matches_all_that_it_matches(
            @ForAll("patterns") String wide, @ForAll("patterns") String narrow, @ForAll("destinations") String one) {
        if (matches(wide, narrow) && reference(narrow, one)) {
            assertTrue(reference(wide, one), () -> wide + " covers " + narrow + ", but does not match " + one);
        }
    }

    @Property(tries = 2000)
    void patterns_that_match_the_same_destination_meet(
            @ForAll("patterns") String one, @ForAll("patterns") String other, @ForAll("destinations") String common) {
        if (reference(one, common) && reference(other, common)) {
            assertTrue(meet(one, other), () -> one + " and " + other + " both match " + common);
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        return joined("a", "b", "*", "**").filter(pattern -> pattern.indexOf("**") == pattern.lastIndexOf("**"));
    }

    @Provide
    Arbitrary<String> destinations() {
        return joined("a", "b", "c");
    }

    private static Arbitrary<String> joined(String... segments) {
        var segment = Combinators.combine(Arbitraries.of("/", "."), Arbitraries.of(segments))
                .as(String::concat);
        return segment.list().ofMaxSize(5).map(all -> "/topic" + String.join("", all));
    }

    /** Whether a destination is among what a pattern stands for; slow and plain. */
    static boolean reference(String pattern, String destination) {
        return reference(cut(pattern), cut(destination));
    }

    private static boolean reference(List<String> pattern, List<String> destination) {
        if (pattern.isEmpty()) {
            return destination.isEmpty();
        }
        var rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).endsWith("**")) {
            for (int n = 0; n <= destination.size(); n++) {
                boolean begins =
                        n == 0 || destination.get(0).charAt(0) == pattern.get(0).charAt(0);
                if (begins && reference(rest, destination.subList(n, destination.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !destination.isEmpty()
                && (pattern.get(0).equals(destination.get(0))
                        || pattern.get(0).equals(destination.get(0).charAt(0) + "*"))
                && reference(rest, destination.subList(1, destination.size()));
    }

    private static List<String> cut(String written) {
        return new ArrayList<>(List.of(written.split("(?=[/.])")));
    }

    private static boolean matches(String pattern, String other) {
        return DestinationPattern.parse(pattern).covers(DestinationPattern.parse(other));
    }

    private static boolean meet(String one, String other) {
        return DestinationPattern.parse(one).meets(DestinationPattern.parse(other));
    }

    private static void assertRefused(String message, String written) {
        var refused = assertThrows(DestinationRefused.class, () -> DestinationPattern.parse(written));
        assertEquals(message, refused.getMessage());
    }
}
