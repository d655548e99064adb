package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private static final Sites NOWHERE = Sites.only(new Site(0, ""), null);

    @Test
    void a_case_that_is_asked_again_is_held_again() throws Exception {
        var held = new AtomicInteger();
        var cases = Together.of(new Case("a", "1", sites -> Integer.toString(held.incrementAndGet())));
        assertEquals("1", cases.get(0).answer(NOWHERE));
        assertEquals("2", cases.get(0).answer(NOWHERE));
    }
}
