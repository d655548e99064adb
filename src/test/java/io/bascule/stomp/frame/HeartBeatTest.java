package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartBeatTest {
    @Test
    void a_header_is_what_is_sent_and_what_is_wanted() {
        assertEquals(new HeartBeat(10, 20), HeartBeat.read("10,20"));
        assertEquals("10,20", new HeartBeat(10, 20).header());
    }

    @Test
    void more_than_eleven_days_are_eleven_days() {
        assertEquals(new HeartBeat(999_999_999, 0), HeartBeat.read("999999999999999999,0"));
    }

    @Test
    void anything_else_is_refused() {
        for (var header : List.of("", "1", "1,", "-1,1", "a,b", "1,1,1", "1, 1", "1234567890123456789,0")) {
            var refused = assertThrows(FrameRefused.class, () -> HeartBeat.read(header));
            assertEquals(
                    "heart-beat is '" + header + "'; it must be two numbers of milliseconds, for instance 10000,10000",
                    refused.getMessage());
        }
    }

    @Test
    void the_longer_time_counts_and_none_where_one_wants_none() {
        assertEquals(Duration.ofMillis(20), new HeartBeat(10, 0).towards(new HeartBeat(0, 20)));
        assertEquals(Duration.ofMillis(10), new HeartBeat(10, 0).towards(new HeartBeat(0, 5)));
        assertEquals(Duration.ZERO, new HeartBeat(0, 9).towards(new HeartBeat(9, 20)));
        assertEquals(Duration.ZERO, new HeartBeat(10, 9).towards(new HeartBeat(9, 0)));
    }
}
