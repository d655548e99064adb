package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standalone server without its demonstration: {@code portfolio=false}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EchoAloneIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(Map.of("portfolio", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/js/main.js", "/login", "/session", "/portfolio"})
    void nothing_of_the_demonstration_is_there(String path) throws Exception {
        var request = "GET " + server.at(path) + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n";
        assertEquals(404, RawHttp.ask(server.port(), request).status());
    }

    @Test
    void the_echo_is_there() throws Exception {
        try (var webSocket = server.open("/echo")) {
            webSocket.send(WebSocketFrame.text("hello"));
            webSocket.expectText("hello");
        }
    }
}
