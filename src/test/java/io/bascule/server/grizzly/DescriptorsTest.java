package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.RecordedLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    @Test
    void where_there_is_room_for_all_all_are_taken() {
        assertEquals(1_000, Descriptors.roomFor(1_000, 1_256));
    }

    @Test
    void where_there_is_not_it_takes_fewer_and_says_why() {
        try (var log = RecordedLog.of(Descriptors.class)) {
            assertEquals(768, Descriptors.roomFor(11_000, 1_024));
            assertEquals(
                    List.of("INFO This process may open only 1024 files: it takes 768 TCP connections, not the 11000 of"
                            + " bascule.connections and bascule.http.connections; raise it with ulimit -n"),
                    log.lines());
        }
    }

    @Test
    void one_is_always_taken() {
        assertEquals(1, Descriptors.roomFor(11_000, 100));
    }

    @Test
    void what_the_operating_system_says_can_be_read() {
        assertEquals(1, Descriptors.roomFor(1));
    }
}
