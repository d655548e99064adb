package io.bascule.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
