package io.bascule.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    /** What the selectors of these tests are asked about; {@code none} is missing. */
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("color", "red"),
            Map.entry("size", "10"),
            Map.entry("weight", "2.5"),
            Map.entry("name", "O'Neill"),
            Map.entry("yes", "true"),
            Map.entry("no", "FALSE"),
            Map.entry("big", "9007199254740993"),
            Map.entry("same", "10"),
            Map.entry("tenth", "10.0"),
            Map.entry("content-type", "text/plain"),
            Map.entry("path", "a_b%c"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                // texts
                "color = 'red'",
                "color <> 'blue'",
                "'red' = color",
                "name = 'O''Neill'",
                "\"content-type\" = 'text/plain'",
                "size = same",
                "size <> tenth",
                "'a' = 'a'",
                // numbers
                "size = 10",
                "size > 9",
                "size >= 10",
                "size <= 10",
                "size < 10.5",
                "size <> 11",
                "weight = 2.5",
                "weight > 2",
                "size = 1e1",
                "size = 10.",
                "weight > .5",
                "big = 9007199254740993",
                "big <> 9007199254740992",
                "size <= tenth",
                "tenth >= size",
                "0.0 = -0.0",
                "9223372036854775807 > 1",
                // arithmetic
                "size * 2 + 1 = 21",
                "1 + size * 2 = 21",
                "(1 + size) * 2 = 22",
                "size / 4 = 2",
                "size / 4.0 = 2.5",
                "-size = -10",
                "+size = 10",
                "- -size = 10",
                "size - 1 - 1 = 8",
                "100 / 10 / 2 = 5",
                "100000000000000000 * 1000 > 0",
                // BETWEEN, IN, LIKE, IS NULL
                "size BETWEEN 10 AND 20",
                "size BETWEEN 0 AND 10",
                "size NOT BETWEEN 11 AND 20",
                "size between 5 + 5 and 5 * 2",
                "color IN ('blue', 'red')",
                "color NOT IN ('blue')",
                "color LIKE 'r%'",
                "color LIKE '_e_'",
                "color LIKE '%'",
                "color NOT LIKE 'r'",
                "path LIKE 'a\\_b\\%c' ESCAPE '\\'",
                "path LIKE 'a!_%' ESCAPE '!'",
                "none IS NULL",
                "color IS NOT NULL",
                // logic
                "yes",
                "NOT no",
                "yes = TRUE",
                "no = FALSE",
                "yes <> no",
                "TRUE",
                "NOT FALSE",
                "(color = 'red') = TRUE",
                "color = 'blue' OR size = 10",
                "color = 'red' AND size = 10 AND weight = 2.5",
                "color = 'red' OR color = 'blue' AND size = 11",
                "NOT (color = 'blue' OR size = 11)",
                "NOT color = 'blue' AND size = 10",
                "not not yes",
                "none = 'a' OR yes",
                "((((yes))))",
                // not like each other: false
                "NOT color > 5",
                "NOT color = 5",
                "NOT (color <> 5)",
            })
    void it_matches(String selector) {
        assertEquals(Truth.TRUE, SelectorParser.parse(selector).of(HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color = 'RED'",
                "COLOR IS NOT NULL",
                "color = 'red' AND size = 11",
                "size = 11 OR no",
                "size < 10",
                "size > 10",
                "size BETWEEN 11 AND 20",
                "size BETWEEN 1 AND 9",
                "size NOT BETWEEN 1 AND 10",
                "color IN ('blue', 'green')",
                "color LIKE 'e%'",
                "color LIKE 're'",
                "color LIKE '____'",
                "color IS NULL",
                "none IS NOT NULL",
                "FALSE",
                "no",
                "none = 'a' AND no",
                "big = 9007199254740992",
                "color > 5",
                "color = 5",
                "color <> 5",
                "color BETWEEN 1 AND 2",
            })
    void it_does_not_match(String selector) {
        assertEquals(Truth.FALSE, SelectorParser.parse(selector).of(HEADERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none = 'a'",
                "none <> 'a'",
                "none > 5",
                "none = color",
                "NOT none = 'a'",
                "none",
                "NOT none",
                "color",
                "none = TRUE",
                "none BETWEEN 1 AND 2",
                "none NOT BETWEEN 1 AND 2",
                "none IN ('a')",
                "none NOT IN ('a')",
                "none LIKE '%'",
                "none NOT LIKE '%'",
                "none + 1 = 2",
                "size / 0 = 1",
                "size / 0.0 = 1",
                "color + 1 = 2",
                "none = 'a' AND yes",
                "none = 'a' OR no",
                "5 < none",
            })
    void it_is_unknown(String selector) {
        assertEquals(Truth.UNKNOWN, SelectorParser.parse(selector).of(HEADERS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "color =|8|a value is wanted, not its end",
                "= 'red'|1|a value is wanted, not '='",
                "color 'red'|7|an operator is wanted, not 'red'",
                "color = 'red|9|the quote is not closed",
                "color = 'red')|14|an operator is wanted, not ')'",
                "(color = 'red'|15|) is wanted, not its end",
                "color = #|9|'#' has no meaning here",
                "color < 'red'|7|texts, TRUE and FALSE can be compared only with = and <>",
                "color > TRUE|7|texts, TRUE and FALSE can be compared only with = and <>",
                "'a' = 5|5|a text and a number cannot be compared",
                "5 = 'a'|3|a text and a number cannot be compared",
                "TRUE = 'a'|6|a condition is wanted, not a value",
                "5|1|a condition is wanted, not a value",
                "color = 'red' AND 5|19|a condition is wanted, not a value",
                "5 OR yes|1|a condition is wanted, not a value",
                "NOT 5|5|a condition is wanted, not a value",
                "'a' + 1 = 2|1|a number is wanted",
                "1 + 'a' = 2|5|a number is wanted",
                "2 * 'a' = 2|5|a number is wanted",
                "-'a' = 2|2|a number is wanted",
                "TRUE + 1 = 2|1|a number is wanted",
                "'a' BETWEEN 1 AND 2|1|a number is wanted",
                "size BETWEEN 'a' AND 2|14|a number is wanted",
                "size BETWEEN 1 AND 'b'|20|a number is wanted",
                "size BETWEEN 1 OR 2|16|AND is wanted, not 'OR'",
                "5 IS NULL|1|the name of a header is wanted",
                "5 IN ('a')|1|the name of a header is wanted",
                "5 LIKE 'a'|1|the name of a header is wanted",
                "color IN 'a'|10|( is wanted, not 'a'",
                "color IN (5)|11|a text in single quotes is wanted, not '5'",
                "color IN ('a'|14|) is wanted, not its end",
                "color IN ()|11|a text in single quotes is wanted, not ')'",
                "color LIKE 5|12|a text in single quotes is wanted, not '5'",
                "color LIKE 'a' ESCAPE 'xy'|23|ESCAPE takes one character",
                "color LIKE 'a!' ESCAPE '!'|12|nothing stands behind the ESCAPE character",
                "color LIKE 'a!b' ESCAPE '!'|12|only '%', '_' and itself stand behind the ESCAPE character",
                "color IS 'a'|10|NULL is wanted, not 'a'",
                "color NOT 'a'|11|BETWEEN, IN or LIKE is wanted, not 'a'",
                "size = 1e|8|'1e' is not a number that can be read",
                "size = 1.2.3|11|an operator is wanted, not '.3'",
            })
    void a_refusal_names_the_place_and_what_is_wrong(String selector, int character, String why) {
        var thrown = assertThrows(SelectorRefused.class, () -> Selector.parse(selector));
        assertEquals("the selector is wrong at character " + character + ": " + why, thrown.getMessage());
    }

    @Test
    void only_what_is_true_matches() {
        assertEquals(true, Selector.parse("color = 'red'").matches(HEADERS));
        assertEquals(false, Selector.parse("color = 'blue'").matches(HEADERS));
        assertEquals(false, Selector.parse("none = 'blue'").matches(HEADERS));
    }

    @Test
    void blanks_alone_are_no_selector() {
        assertSame(Selector.NONE, Selector.parse(" \t"));
        assertEquals(true, Selector.NONE.matches(Map.of()));
    }

    @Test
    void it_is_shown_as_it_was_written() {
        assertEquals("color  = 'red'", Selector.parse("color  = 'red'").toString());
    }

    @Test
    void a_selector_of_1024_characters_is_the_longest() {
        Selector.parse("a" + " ".repeat(1023));
        var thrown = assertThrows(SelectorRefused.class, () -> Selector.parse("a" + " ".repeat(1024)));
        assertEquals("a selector has at most 1024 characters, not 1025", thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "NOT ", "-"})
    void a_selector_is_nested_32_deep_at_most(String opening) {
        var close = opening.equals("(") ? ")" : "";
        var end = opening.equals("-") ? "1 = 1" : "yes";
        SelectorParser.parse(opening.repeat(32) + end + close.repeat(32));
        var thrown =
                assertThrows(SelectorRefused.class, () -> Selector.parse(opening.repeat(33) + end + close.repeat(33)));
        assertEquals(
                "the selector is wrong at character " + (33 * opening.length() + 1)
                        + ": it is nested more than 32 deep",
                thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "0x10", "1d", " 10", "10 ", "1e", "", ".", "+", "1_000", "١٠"})
    void a_header_that_is_no_plain_number_is_none(String text) {
        assertEquals(Truth.FALSE, SelectorParser.parse("n > -1").of(Map.of("n", text)));
        assertEquals(Truth.FALSE, SelectorParser.parse("n <= -1").of(Map.of("n", text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "+10", "10.", "10.0", "1e1", "1E+1", "100e-1", "0010"})
    void a_header_is_the_number_it_reads_as(String text) {
        assertEquals(Truth.TRUE, SelectorParser.parse("n = 10").of(Map.of("n", text)));
    }

    @Test
    void a_header_of_more_than_40_characters_is_no_number() {
        var selector = SelectorParser.parse("n > 0");
        assertEquals(Truth.TRUE, selector.of(Map.of("n", "1".repeat(40))));
        assertEquals(Truth.FALSE, selector.of(Map.of("n", "1".repeat(41))));
    }

    @Test
    void the_least_whole_number_divided_by_minus_1_is_too_large_to_be_whole() {
        assertEquals(0x1p63, Operand.Operator.THROUGH.of(Long.MIN_VALUE, -1L));
    }
}
