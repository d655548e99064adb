package io.bascule.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Selectors compared with plain Java, and with what is no selector at all. */
class SelectorPropertyTest {
    /** A truth with three values, as plain as can be: what it may be when the unknown is either. */
    private record Either(boolean mayBeTrue, boolean mayBeFalse) {
        private static Either of(String name) {
            return new Either(!name.equals("f"), !name.equals("t"));
        }

        private Either not() {
            return new Either(/* mayBeTrue= */ mayBeFalse, /* mayBeFalse= */ mayBeTrue);
        }

        private Truth truth() {
            if (mayBeTrue && mayBeFalse) {
                return Truth.UNKNOWN;
            }
            return mayBeTrue ? Truth.TRUE : Truth.FALSE;
        }
    }

    @Property
    void like_is_what_a_regular_expression_finds(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        assertEquals(
                Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(text).matches(),
                LikePattern.parse(pattern, -1).matches(text));
    }

    @Property
    void an_escaped_text_is_like_itself_and_nothing_else(
            @ForAll("patterns") String text, @ForAll("patterns") String other) {
        var escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        var pattern = LikePattern.parse(escaped, '!');
        assertTrue(pattern.matches(text));
        assertEquals(text.equals(other), pattern.matches(other));
    }

    @Property
    void whatever_is_written_is_read_or_refused(@ForAll("words") List<String> words) {
        try {
            Selector.parse(String.join(" ", words)).matches(Map.of("a", "1", "b", "x"));
        } catch (SelectorRefused refused) {
            assertTrue(String.valueOf(refused.getMessage()).contains("selector"));
        }
    }

    @Property
    void the_logic_is_that_of_three_values(@ForAll("truths") String a, @ForAll("truths") String b) {
        var headers = Map.of("t", "true", "f", "false");
        var one = Either.of(a);
        var other = Either.of(b);
        assertEquals(
                new Either(one.mayBeTrue && other.mayBeTrue, one.mayBeFalse || other.mayBeFalse).truth(),
                SelectorParser.parse(a + " AND " + b).of(headers));
        assertEquals(
                new Either(one.mayBeTrue || other.mayBeTrue, one.mayBeFalse && other.mayBeFalse).truth(),
                SelectorParser.parse(a + " OR " + b).of(headers));
        assertEquals(one.not().truth(), SelectorParser.parse("NOT " + a).of(headers));
    }

    @Property
    void numbers_are_compared_and_calculated_with_as_in_java(@ForAll int a, @ForAll int b) {
        var headers = Map.of("a", "" + a, "b", "" + b);
        assertEquals(a < b, Selector.parse("a < b").matches(headers));
        assertEquals(a >= b, Selector.parse("a >= b").matches(headers));
        assertTrue(Selector.parse("a + b = " + ((long) a + b)).matches(headers));
        assertTrue(Selector.parse("a - b = " + ((long) a - b)).matches(headers));
        assertTrue(Selector.parse("a * b = " + ((long) a * b)).matches(headers));
        assertEquals(
                b != 0, Selector.parse("a / b = " + (b == 0 ? 0 : (long) a / b)).matches(headers));
    }

    /** What makes those who go back and try again look at it more often than there are atoms. */
    @Example
    void a_pattern_of_many_wildcards_takes_no_time() {
        var pattern = LikePattern.parse("%a_".repeat(300) + "%b", -1);
        var text = "a".repeat(16_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(false, pattern.matches(text)));
    }

    @Example
    void unclosed_parentheses_beyond_number_are_refused() {
        assertThrows(SelectorRefused.class, () -> Selector.parse("(".repeat(1024)));
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        pattern.codePoints().forEach(character -> {
            if (character == '%') {
                regex.append(".*");
            } else if (character == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(Character.toString(character)));
            }
        });
        return regex.toString();
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "%", "_", "!", "😀", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
                .list()
                .ofMaxSize(8)
                .map(all -> String.join("", all));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "!", "😀", "\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
                .list()
                .ofMaxSize(8)
                .map(all -> String.join("", all));
    }

    @Provide
    Arbitrary<String> truths() {
        return Arbitraries.of("t", "f", "u");
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of(
                        "a", "b", "c", "'x'", "1", "2.5", "(", ")", "AND", "OR", "NOT", "=", "<", "<>", "+", "-", "*",
                        "/", "IN", "LIKE", "ESCAPE", "BETWEEN", "IS", "NULL", "TRUE", "FALSE", ",", "'%'", "\"d\"", "#",
                        "'", ".")
                .list()
                .ofMaxSize(12);
    }
}
