package io.bascule.it;

import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep an HTTP connection open and use it slowly or not at all. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowHttpIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(Map.of("http.request", "300ms", "http.idle", "1s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get() {
        return "GET " + server.at("/") + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n\n";
    }

    @Test
    void a_client_that_sends_nothing_is_cut_off() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.expectEnd();
        }
    }

    @Test
    void a_head_that_does_not_end_is_cut_off() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send("GET " + server.at("/") + " HTTP/1.1\nHost: loc");
            http.expectEnd();
        }
    }

    @Test
    void a_body_that_does_not_come_is_cut_off() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(FormPost.text(server, "/login", "").replace("Content-Length: 0", "Content-Length: 9"));
            http.expectEnd();
        }
    }

    @Test
    void a_connection_between_two_requests_ends_after_its_idle_time() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(get());
            http.answer();
            http.expectEnd();
        }
    }

    @Test
    void a_websocket_is_not_cut_by_the_limits_of_http() throws Exception {
        try (var webSocket = server.open("/echo");
                var idle = RawHttp.connect(server.port())) {
            idle.send(get());
            idle.answer();
            idle.expectEnd();
            webSocket.text("still there?");
            webSocket.expectText("still there?");
        }
    }
}
