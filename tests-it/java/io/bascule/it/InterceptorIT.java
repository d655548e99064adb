package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Application code that is asked about a handshake, here by {@link InterceptedEndpoint}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterceptorIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startTestEndpoints(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static UpgradeRequest asking(String query) {
        return server.upgrade("/intercepted?" + query);
    }

    @Test
    void a_refusal_without_a_status_is_403() throws Exception {
        try (var log = new CapturedLog()) {
            assertEquals("", Refusal.of(server.port(), asking("refuse"), 403).body());
            Refusal.assertOneWarning(log, "/intercepted");
        }
    }

    @Test
    void a_refusal_has_its_own_status_headers_and_body() throws Exception {
        var answer = Refusal.of(server.port(), asking("wait"), 429);
        assertEquals("7", answer.header("Retry-After"));
        assertEquals("Later.\n", answer.body());
    }

    @Test
    void an_exception_is_500_without_text() throws Exception {
        assertEquals("", Refusal.of(server.port(), asking("fail"), 500).body());
    }

    @Test
    void the_origin_is_asked_first() throws Exception {
        Refusal.of(server.port(), asking("wait").with("Origin: http://evil.example"), 403);
    }

    @Test
    void what_it_leaves_reaches_the_connection_and_an_exception_afterwards_breaks_nothing() throws Exception {
        try (var webSocket = RawWebSocket.open(server.port(), asking("world"))) {
            webSocket.expectText("hello world");
            assertFalse(webSocket.answer().headers().containsKey("Set-Cookie"));
        }
    }
}
