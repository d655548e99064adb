package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/** STOMP of Spring's {@code WebSocketStompClient} over its {@code SockJsClient}, against the conformance server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpringSockJsClientIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startConformance(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void speaks(Transport transport, String topic) throws Exception {
        try (var client = SpringClient.overSockJs(server.port(), transport)) {
            var inbox = client.subscribe(topic);
            for (int message = 0; message < 100; message++) {
                client.send(topic, "hello € " + message);
            }
            for (int message = 0; message < 100; message++) {
                assertEquals("hello € " + message, inbox.next().text());
            }
        }
    }

    @Test
    void it_speaks_by_websocket() throws Exception {
        speaks(new WebSocketTransport(new StandardWebSocketClient()), "/topic/websocket");
    }

    @Test
    void it_speaks_by_xhr_streaming() throws Exception {
        speaks(new RestTemplateXhrTransport(), "/topic/streaming");
    }

    @Test
    void it_speaks_by_xhr_polling() throws Exception {
        var transport = new RestTemplateXhrTransport();
        transport.setXhrStreamingDisabled(true);
        speaks(transport, "/topic/polling");
    }
}
