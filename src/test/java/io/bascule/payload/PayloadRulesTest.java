package io.bascule.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.RecordedLog;
import jakarta.validation.constraints.Min;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PayloadRulesTest {
    public record Order(@Min(1) int shares) {}

    public record Free(int shares) {}

    @Test
    void constraints_that_nothing_looks_at_are_logged_at_the_start() {
        try (var log = RecordedLog.of(PayloadRules.class)) {
            PayloadRules.NONE.prepare(Order.class);
            PayloadRules.NONE.prepare(Free.class);
            assertEquals(
                    List.of(
                            "WARNING The constraints of io.bascule.payload.PayloadRulesTest$Order are not looked at: nothing"
                                    + " here implements Jakarta Validation; add hibernate-validator, or check in the method"),
                    log.lines());
        }
        assertEquals(Optional.empty(), PayloadRules.NONE.broken(new Order(0)));
    }

    @Test
    void the_first_five_breaches_of_a_long_list_are_told() {
        try (var rules = PayloadRules.found()) {
            var orders = Collections.nCopies(1_000, new Order(0));
            assertEquals(5, rules.broken(orders).orElseThrow().split("; ", -1).length);
        }
    }
}
