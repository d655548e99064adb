package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void what_is_printable_is_shown_as_it_is() {
        assertEquals("' az~'", Quoted.of(" az~"));
    }

    @Test
    void what_is_not_is_shown_as_its_number() {
        assertEquals("'\\u001f\\u007f\\u00e4\\u000a'", Quoted.of("\u001f\u007f\u00e4\n"));
    }

    @Test
    void the_201st_character_is_cut_off() {
        assertEquals("'" + "x".repeat(200) + "'", Quoted.of("x".repeat(200)));
        assertEquals("'" + "x".repeat(200) + "...'", Quoted.of("x".repeat(201)));
    }
}
