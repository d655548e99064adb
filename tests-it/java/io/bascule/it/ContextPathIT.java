package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.WebSocketFrame;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Page, servlets and endpoints lie under the context path, whatever that is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextPathIT {
    private static int status(ServerUnderTest server, String target) throws Exception {
        var request = "GET " + target + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n";
        return RawHttp.ask(server.port(), request).status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/bascule", "/a/b", "/a/b/c/"})
    void everything_lies_under_the_context_path(String contextPath) throws Exception {
        try (var server = ServerUnderTest.start(Map.of("contextPath", contextPath))) {
            assertEquals(200, status(server, server.at("/")));
            assertEquals(200, status(server, server.at("/js/main.js")));
            assertEquals(200, status(server, server.at("/session")));
            assertEquals(405, status(server, server.at("/login")));
            assertEquals(404, status(server, server.at("/nothing")));
            assertEquals(404, status(server, "/elsewhere/"));
            try (var webSocket = server.open("/echo")) {
                webSocket.send(WebSocketFrame.text("hello"));
                webSocket.expectText("hello");
            }
        }
    }
}
