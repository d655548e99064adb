package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The choice of the subprotocol (RFC 6455 section 4.2.2), and the seed's own request. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubprotocolIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The lines of Sec-WebSocket-Protocol that answer {@code offered}. */
    private static List<String> agreed(ServerUnderTest asked, String... offered) throws IOException {
        var request = asked.upgrade("/portfolio");
        for (var line : offered) {
            request = request.with("Sec-WebSocket-Protocol: " + line);
        }
        try (var webSocket = RawWebSocket.open(asked.port(), request)) {
            return webSocket.answer().lines("Sec-WebSocket-Protocol");
        }
    }

    @Test
    void the_seeds_request_is_answered_as_written_and_its_connection_speaks_stomp_1_0() throws Exception {
        var request = new UpgradeRequest(
                "GET /bascule/portfolio HTTP/1.1",
                List.of(
                        "Host: localhost:8080",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: Uc9l9TMkWGbHFD2qnFHltg==",
                        "Sec-WebSocket-Protocol: v10.stomp, v11.stomp",
                        "Sec-WebSocket-Version: 13",
                        "Origin: http://localhost:8080"));
        try (var stomp = new StompOverWebSocket(RawWebSocket.open(server.port(), request))) {
            var answer = stomp.webSocket().answer();
            assertEquals("HTTP/1.1 101 Switching Protocols", answer.statusLine());
            assertEquals("websocket", answer.header("Upgrade"));
            assertEquals("Upgrade", answer.header("Connection"));
            assertEquals("1qVdfYHU9hPOl4JYYNXF623Gzn0=", answer.header("Sec-WebSocket-Accept"));
            assertEquals("v10.stomp", answer.header("Sec-WebSocket-Protocol"));
            stomp.send("""
                    CONNECT

                    ^@""");
            assertTrue(stomp.expect("CONNECTED").has("session"));
            stomp.send("""
                    SUBSCRIBE
                    destination:/topic/price.stock.BTC
                    receipt:sub

                    ^@""");
            stomp.receipt("sub");
        }
    }

    @Test
    void the_clients_order_decides() throws Exception {
        assertEquals(List.of("v10.stomp"), agreed(server, "v10.stomp, v12.stomp"));
        assertEquals(List.of("v12.stomp"), agreed(server, "v12.stomp, v10.stomp"));
    }

    @Test
    void the_answer_is_in_the_clients_spelling() throws Exception {
        assertEquals(List.of("V12.STOMP"), agreed(server, "V12.STOMP"));
    }

    @Test
    void every_header_line_counts() throws Exception {
        assertEquals(List.of("v11.stomp"), agreed(server, "v9.foo", "v11.stomp"));
    }

    @Test
    void none_that_fits_is_answered_without_the_header() throws Exception {
        assertEquals(List.of(), agreed(server, "mqtt"));
    }

    @Test
    void none_offered_is_answered_without_the_header() throws Exception {
        assertEquals(List.of(), agreed(server));
    }

    @Test
    void the_servers_order_decides_where_it_is_told_to() throws Exception {
        try (var other = ServerUnderTest.start(Map.of("subprotocols.order", "server"))) {
            assertEquals(List.of("v12.stomp"), agreed(other, "v10.stomp, v12.stomp"));
        }
    }

    @Test
    void none_that_fits_is_refused_where_one_is_required() throws Exception {
        try (var other = ServerUnderTest.start(Map.of("subprotocols.order", "required"));
                var log = new CapturedLog()) {
            Refusal.of(other.port(), other.upgrade("/portfolio").with("Sec-WebSocket-Protocol: mqtt"), 400);
            Refusal.assertOneWarning(log, "subprotocols.order");
        }
    }
}
