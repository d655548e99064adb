package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.servers.SockJsCases;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What the server for clients of other makers promises beside STOMP itself. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConformanceServerIT {
    private static final int MEBIBYTE = 1 << 20;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startConformance(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void it_serves_at_the_root() {
        assertEquals("/raw", server.at("/raw"));
    }

    @Test
    void every_origin_is_let_in() throws Exception {
        RawWebSocket.open(server.port(), server.upgrade("/raw").with("Origin: http://anybody.example"))
                .close();
    }

    @Test
    void each_subprotocol_is_spoken_and_none_is_needed() throws Exception {
        for (var name : List.of("v12.stomp", "v11.stomp", "v10.stomp")) {
            var request = server.upgrade("/stomp").with("Sec-WebSocket-Protocol: " + name);
            try (var webSocket = RawWebSocket.open(server.port(), request)) {
                assertEquals(name, webSocket.answer().header("Sec-WebSocket-Protocol"));
            }
        }
        server.open("/stomp").close();
    }

    @Test
    void the_services_of_the_sockjs_suite_are_at_the_root() throws Exception {
        for (var path :
                List.of("/echo", "/close", "/disabled_websocket_echo", "/cookie_needed_echo", "/stomp-sockjs")) {
            var request = "GET " + path + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\nConnection: close\n\n";
            assertEquals(
                    "Welcome to SockJS!\n", RawHttp.ask(server.port(), request).body(), path);
        }
    }

    @TestFactory
    Stream<DynamicTest> the_suite_passes_at_the_root() throws IOException {
        var suite = ServerUnderTest.startConformance(Map.of("message.bytes", "64KiB"));
        return SockJsCases.atTheRoot(suite.port()).onClose(suite::close);
    }

    @Test
    void messages_of_17_mib_come_back_raw() throws Exception {
        var largest = new byte[17 * MEBIBYTE];
        Arrays.fill(largest, (byte) 'x');
        try (var webSocket = server.open("/raw")) {
            webSocket.binary(largest);
            webSocket.expectBinary(largest);
        }
    }

    @Test
    void a_larger_message_closes_with_1009() throws Exception {
        try (var webSocket = server.open("/raw")) {
            webSocket.send(WebSocketFrame.part(WebSocketFrame.BINARY, new byte[17 * MEBIBYTE]));
            webSocket.send(WebSocketFrame.of(WebSocketFrame.CONTINUATION, new byte[1]));
            webSocket.expectClose(1009);
        }
    }
}
