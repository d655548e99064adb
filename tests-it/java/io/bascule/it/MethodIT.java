package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that the page has no use for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MethodIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "SECRET"})
    void they_are_answered_405_and_not_repeated(String method) throws Exception {
        var answer = RawHttp.ask(
                server.port(),
                method + " " + server.at("/icon.svg") + " HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n");
        assertEquals("HTTP/1.1 405 Method Not Allowed", answer.statusLine());
        assertEquals("GET, HEAD", answer.header("Allow"));
        assertEquals("", answer.body());
    }
}
