package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StompVersionTest {
    @Test
    void the_highest_of_those_that_are_known_is_chosen() {
        assertEquals(Optional.of(StompVersion.V1_1), StompVersion.highestOf(List.of("1.1", "9", "1.0")));
        assertEquals(Optional.of(StompVersion.V1_2), StompVersion.highestOf(List.of("1.2", "1.0")));
        assertEquals(Optional.empty(), StompVersion.highestOf(List.of("2.0")));
    }

    @Test
    void a_version_is_written_as_in_headers() {
        assertEquals("1.0,1.1,1.2", StompVersion.ALL);
        assertEquals("1.1", StompVersion.V1_1.number());
    }

    @Test
    void a_name_with_what_would_end_it_can_be_written_where_there_is_an_escape() {
        for (var name : List.of("a:b", "a\nb", ":", "\n")) {
            assertTrue(StompVersion.V1_1.carriesName(name));
            assertFalse(StompVersion.V1_0.carriesName(name));
        }
        for (var name : List.of("a\r", "\r")) {
            assertTrue(StompVersion.V1_2.carriesName(name));
            assertFalse(StompVersion.V1_1.carriesName(name));
        }
        for (var name : List.of("a\0", "\0", "")) {
            assertFalse(StompVersion.V1_2.carriesName(name));
        }
        assertTrue(StompVersion.V1_0.carriesName("\\"));
    }
}
