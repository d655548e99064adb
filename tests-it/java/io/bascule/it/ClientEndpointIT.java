package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.BasculeOptions;
import io.bascule.it.example.ClockClient;
import io.bascule.it.example.ClockEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client endpoint in a container that has Bascule's settings. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientEndpointIT {
    private static ServerUnderTest server;

    private final ClockClient client = new ClockClient();

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(bascule -> bascule.endpoint(ClockEndpoint.class));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Session connect(Map<String, String> settings) throws Exception {
        var clock = URI.create("ws://127.0.0.1:" + server.port() + server.at("/clock/UTC"));
        return client.connect(clock, BasculeOptions.of(settings).limits(""));
    }

    @Test
    void it_is_answered() throws Exception {
        try (var session = connect(Map.of())) {
            session.getBasicRemote().sendText("What time is it?");
            var answer = client.answers().poll(10, TimeUnit.SECONDS);
            assertNotNull(answer);
            assertTrue(answer.startsWith("What time is it? It is "), answer);
        }
    }

    @Test
    void its_sessions_have_the_limits_of_the_settings() throws Exception {
        try (var session = connect(Map.of("message.bytes", "100KiB", "idle", "7s", "send.deadline", "3s"))) {
            assertEquals(102_400, session.getMaxTextMessageBufferSize());
            assertEquals(102_400, session.getMaxBinaryMessageBufferSize());
            assertEquals(7_000, session.getMaxIdleTimeout());
            assertEquals(3_000, session.getAsyncRemote().getSendTimeout());
        }
    }

    @Test
    void a_server_that_is_silent_for_too_long_is_left() throws Exception {
        try (var session = connect(Map.of("idle", "500ms"))) {
            assertNotNull(client.ends().poll(10, TimeUnit.SECONDS));
            assertFalse(session.isOpen());
        }
    }
}
