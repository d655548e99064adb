package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries that are no proper URI but that browsers send. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddQueryIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startTestEndpoints(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b|c", "?{}^`\\", "?\"<>[]", "?%", "?100%zz", "?%C3%A4", "?a?b", "?\u00e4", "?"})
    void a_handshake_with_it_opens_the_connection(String query) throws Exception {
        try (var log = new CapturedLog();
                var webSocket = server.open("/echo" + query)) {
            webSocket.text("a");
            webSocket.expectText("a");
            assertEquals(List.of(), log.lines(Level.SEVERE));
        }
    }
}
