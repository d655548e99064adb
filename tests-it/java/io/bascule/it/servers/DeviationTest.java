package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviationTest {
    private static final String PINGED = "an HTTP session expires although pings come: its two connections";

    private static Case named(String name) {
        return Cases.all().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whether_undertow_or_we_close_first_at_the_end_of_a_session_is_left_out() {
        for (var seen : List.of(
                "1008, 1008",
                "1008 session ended, 1008",
                "1008, 1008 session ended",
                "1008 session ended, 1008 session ended")) {
            assertEquals("1008, 1008", Deviation.read(Server.WILDFLY, named(PINGED), seen));
        }
    }

    @Test
    void all_that_undertow_closes_at_the_end_of_a_session_is_read_so() {
        var undertows = Deviation.all().stream()
                .filter(known -> known.why().startsWith("Undertow closes the connections of an ended HTTP session"))
                .toList();
        assertEquals(6, undertows.size());
        for (var known : undertows) {
            var row = named(known.row());
            assertEquals(known.answer(), Deviation.read(Server.UNDERTOW, row, row.expected()));
        }
    }

    @Test
    void a_server_that_has_no_part_in_it_is_taken_at_its_word() {
        assertEquals("1008 session ended", Deviation.read(Server.JETTY, named(PINGED), "1008 session ended"));
    }
}
