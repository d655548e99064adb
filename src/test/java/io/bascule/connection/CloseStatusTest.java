package io.bascule.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CloseStatusTest {
    private static String cut(String reason) {
        return CloseStatus.POLICY.because(reason).reason();
    }

    @Test
    void a_reason_of_123_bytes_is_kept() {
        assertEquals("x".repeat(123), cut("x".repeat(123)));
    }

    @Test
    void a_longer_one_is_cut() {
        assertEquals("x".repeat(123), cut("x".repeat(124)));
    }

    @Test
    void a_character_is_not_cut_in_two() {
        assertEquals("x".repeat(121), cut("x".repeat(121) + "€"));
        assertEquals("x".repeat(120) + "€", cut("x".repeat(120) + "€y"));
    }

    @Test
    void a_character_of_four_bytes_is_not_cut_in_two() {
        assertEquals("x".repeat(120), cut("x".repeat(120) + "😀"));
    }

    @Test
    void the_code_stays_when_the_reason_changes() {
        assertEquals(1008, CloseStatus.POLICY.because("x").code());
    }

    @Property
    void a_cut_reason_is_the_longest_beginning_that_fits(
            @ForAll @StringLength(max = 130) @CharRange(from = ' ', to = '\ud7ff') String reason) {
        var kept = cut(reason);
        assertTrue(reason.startsWith(kept));
        assertTrue(kept.getBytes(StandardCharsets.UTF_8).length <= 123);
        assertTrue(kept.equals(reason)
                || reason.substring(0, kept.length() + 1).getBytes(StandardCharsets.UTF_8).length > 123);
    }
}
