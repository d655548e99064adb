package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that come while the server stops; one that does not answer the close frame keeps it from having stopped. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppingIT {
    private ServerUnderTest server;
    private RawWebSocket deaf;
    private Thread stopping;

    @BeforeEach
    void stopping() throws IOException {
        server = ServerUnderTest.start();
        deaf = server.open("/echo");
        deaf.text("open?");
        deaf.expectText("open?");
        stopping = new Thread(server::close);
        stopping.start();
        assertEquals(1001, RawWebSocket.Closing.of(deaf.frame()).code());
    }

    @AfterEach
    void stopped() throws Exception {
        deaf.close();
        stopping.join();
    }

    @Test
    void a_handshake_is_answered_503() throws Exception {
        var answer = RawHttp.ask(server.port(), server.upgrade("/echo").text());
        assertEquals("HTTP/1.1 503 Service Unavailable", answer.statusLine());
        assertEquals("The server is stopping.\n", answer.body());
    }

    @Test
    void a_request_is_answered_503() throws Exception {
        var answer = RawHttp.ask(server.port(), "GET " + server.at("/") + " HTTP/1.1\nHost: 127.0.0.1\n\n");
        assertEquals("HTTP/1.1 503 Service Unavailable", answer.statusLine());
    }
}
