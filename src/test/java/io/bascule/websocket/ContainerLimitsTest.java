package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerLimitsTest {
    @Test
    void the_container_of_clients_has_our_limits_as_its_own() {
        var container = ContainerLimits.client(Admissions.LIMITS);
        assertEquals(65_536, container.getDefaultMaxTextMessageBufferSize());
        assertEquals(65_536, container.getDefaultMaxBinaryMessageBufferSize());
        assertEquals(60_000, container.getDefaultMaxSessionIdleTimeout());
        assertEquals(10_000, container.getDefaultAsyncSendTimeout());
    }

    @Test
    void a_session_is_left_to_us_for_as_long_as_we_take() {
        var session = new FakeSession().sendTimeout(10_000);
        ContainerLimits.leave(session.session(), Admissions.LIMITS);
        assertEquals(List.of("IDLE -1", "SEND TIMEOUT -1"), session.seen());
    }

    @Test
    void behind_us_tomcat_drops_who_does_not_read_or_does_not_answer_our_close() {
        var session = new FakeSession();
        ContainerLimits.leave(session.session(), Admissions.LIMITS);
        assertEquals(
                Map.of(
                        "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 12_000L,
                        "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 2_000L),
                session.properties());
    }
}
