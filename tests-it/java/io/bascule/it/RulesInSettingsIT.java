package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.bascule.it.wire.RawWebSocket;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator decides about handshakes in settings. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RulesInSettingsIT {
    private static final String AS_THE_QUERY_SAYS = InterceptedEndpoint.AsTheQuerySays.class.getName();

    @Test
    void an_interceptor_can_be_named_for_one_path() throws Exception {
        var settings = Map.of("endpoint./echo.interceptors", AS_THE_QUERY_SAYS);
        try (var server = ServerUnderTest.startTestEndpoints(settings)) {
            Refusal.of(server.port(), server.upgrade("/echo?wait"), 429);
            RawWebSocket.open(server.port(), server.upgrade("/test/takes-text?wait"))
                    .close();
        }
    }

    @Test
    void an_annotated_interceptor_can_be_left_out_for_one_path() throws Exception {
        var settings = Map.of("endpoint./intercepted.interceptors", "");
        try (var server = ServerUnderTest.startTestEndpoints(settings)) {
            assertEquals(
                    101,
                    RawWebSocket.open(server.port(), server.upgrade("/intercepted?wait"))
                            .answer()
                            .status());
        }
    }

    @Test
    void an_extension_that_the_server_lacks_is_not_agreed_on_and_the_log_says_so() throws Exception {
        try (var log = new CapturedLog();
                var server =
                        ServerUnderTest.startTestEndpoints(Map.of("endpoint./echo.extensions", "permessage-deflate"));
                var webSocket = RawWebSocket.open(
                        server.port(), server.upgrade("/echo").with("Sec-WebSocket-Extensions: permessage-deflate"))) {
            assertFalse(webSocket.answer().headers().containsKey("Sec-WebSocket-Extensions"));
            assertEquals(
                    List.of("/echo will never agree on permessage-deflate: this server has not installed it, so that"
                            + " extensions does nothing; see the README of this server in server-configs, or leave it"
                            + " out"),
                    log.lines(Level.WARNING));
        }
    }
}
