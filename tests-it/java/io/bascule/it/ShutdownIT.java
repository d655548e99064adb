package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The standalone jar as operators see it: from its one line to Ctrl-C. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownIT {
    private static final Duration END = Duration.ofSeconds(5);

    @Test
    void it_prints_one_line_with_the_url_and_serves_there() throws Exception {
        try (var server = ServerProcess.standalone(Map.of())) {
            var url = server.url();
            var answer = RawHttp.ask(
                    url.getPort(), "GET " + url.getPath() + " HTTP/1.1\nHost: localhost:" + url.getPort() + "\n\n");
            assertTrue(answer.status() < 400, answer::toString);
            server.interrupt();
            assertEquals(List.of(), server.ended(END).printed());
        }
    }

    @Test
    void ctrl_c_closes_every_client_with_1001_and_ends_the_process_in_time() throws Exception {
        try (var server = ServerProcess.standalone(Map.of())) {
            var url = server.url();
            try (var echo = RawWebSocket.open(url.getPort(), at(url, "/echo"));
                    var stomp = RawWebSocket.open(url.getPort(), at(url, "/portfolio"))) {
                awaitOpen(echo);
                server.interrupt();
                echo.expectClose(1001);
                stomp.expectClose(1001);
            }
            assertEquals(List.of(), server.ended(END).complained());
        }
    }

    @Test
    void a_client_that_does_not_answer_the_close_does_not_delay_the_end() throws Exception {
        try (var server = ServerProcess.standalone(Map.of())) {
            var url = server.url();
            try (var deaf = RawWebSocket.open(url.getPort(), at(url, "/echo"))) {
                awaitOpen(deaf);
                server.interrupt();
                server.ended(END);
                assertEquals(1001, deaf.drain().code());
            }
        }
    }

    @Test
    void a_server_that_is_closed_in_its_process_closes_its_clients_with_1001() throws Exception {
        try (var server = ServerUnderTest.start();
                var echo = server.open("/echo")) {
            awaitOpen(echo);
            server.close();
            assertEquals(1001, echo.drain().code());
        }
    }

    @Test
    void a_kept_http_connection_ends_with_the_server() throws Exception {
        try (var server = ServerUnderTest.start();
                var http = RawHttp.connect(server.port())) {
            http.send("GET " + server.at("/") + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n");
            assertEquals(200, http.answer().status());
            server.close();
            http.expectEnd();
        }
    }

    @Test
    void a_port_is_free_again_after_the_end() throws Exception {
        int port;
        try (var first = ServerUnderTest.start();
                var echo = first.open("/echo")) {
            port = first.port();
            first.close();
            echo.drain();
        }
        try (var second = ServerUnderTest.start(Map.of("port", Integer.toString(port)));
                var echo = second.open("/echo")) {
            echo.text("again");
            echo.expectText("again");
        }
    }

    /** The 101 comes before the server has opened the connection; an echo comes after. */
    private static void awaitOpen(RawWebSocket echo) throws IOException {
        echo.text("open?");
        echo.expectText("open?");
    }

    private static String at(java.net.URI url, String below) {
        return url.getPath().replaceAll("/$", "") + below;
    }
}
