package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/**
 * How two patterns lie to each other, compared with the sets of destinations they stand for. All patterns of up to three
 * segments are tried; destinations go up to five, since to tell two such patterns apart takes no more, and have a text
 * that no pattern names.
 */
class PatternSetsTest {
    private static final List<String> PATTERNS = written(3, "a", "b", "*", "**").stream()
            .filter(pattern -> pattern.indexOf("**") == pattern.lastIndexOf("**"))
            .toList();
    private static final List<String> DESTINATIONS = written(5, "a", "b", "c");
    private static final List<BitSet> SETS =
            PATTERNS.stream().map(PatternSetsTest::set).toList();

    @Test
    void a_pattern_covers_another_if_and_only_if_it_matches_everything_that_the_other_matches() {
        assertAlike(DestinationPattern::covers, (one, other) -> {
            var missed = (BitSet) other.clone();
            missed.andNot(one);
            return missed.isEmpty();
        });
    }

    @Test
    void patterns_meet_if_and_only_if_there_is_something_that_both_match() {
        assertAlike(DestinationPattern::meets, BitSet::intersects);
    }

    private static void assertAlike(
            BiPredicate<DestinationPattern, DestinationPattern> patterns, BiPredicate<BitSet, BitSet> sets) {
        for (int i = 0; i < PATTERNS.size(); i++) {
            var one = DestinationPattern.parse(PATTERNS.get(i));
            for (int j = 0; j < PATTERNS.size(); j++) {
                var other = DestinationPattern.parse(PATTERNS.get(j));
                assertEquals(
                        sets.test(SETS.get(i), SETS.get(j)), patterns.test(one, other), () -> one + " and " + other);
            }
        }
    }

    private static BitSet set(String pattern) {
        var set = new BitSet();
        for (int i = 0; i < DESTINATIONS.size(); i++) {
            set.set(i, DestinationPatternTest.reference(pattern, DESTINATIONS.get(i)));
        }
        return set;
    }

    /** Everything that can be written in up to {@code most} segments. */
    private static List<String> written(int most, String... texts) {
        var all = new ArrayList<String>();
        var longest = List.of("");
        for (int segments = 1; segments <= most; segments++) {
            var longer = new ArrayList<String>();
            for (var begun : longest) {
                for (var text : texts) {
                    longer.add(begun + "/" + text);
                    if (!begun.isEmpty()) {
                        longer.add(begun + "." + text);
                    }
                }
            }
            all.addAll(longer);
            longest = longer;
        }
        return all;
    }
}
