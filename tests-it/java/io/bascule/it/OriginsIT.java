package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Origins, proxies and host names, as settings let them in or not: handshake.md, table A3. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OriginsIT {
    private static final Map<String, String> LISTED =
            Map.of("origins", "https://desk.example,http://b\u00fccher.example,null");

    private static ServerUnderTest behindProxy() throws IOException {
        return ServerUnderTest.start(Map.of("trustedProxies", "127.0.0.1/32"));
    }

    private static void accepted(ServerUnderTest server, UpgradeRequest request) throws IOException {
        RawWebSocket.open(server.port(), request).close();
    }

    private static void refused(ServerUnderTest server, UpgradeRequest request, String... inLog) throws IOException {
        try (var log = new CapturedLog()) {
            Refusal.of(server.port(), request, 403);
            Refusal.assertOneWarning(log, inLog);
        }
    }

    @Test
    void a_listed_origin_is_let_in() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            accepted(server, server.upgrade("/echo").with("Origin: https://desk.example"));
        }
    }

    @Test
    void a_listed_origin_is_let_in_in_another_spelling() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            accepted(server, server.upgrade("/echo").with("Origin: HTTPS://Desk.Example:443"));
        }
    }

    @Test
    void a_listed_name_is_let_in_as_browsers_write_it() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            accepted(server, server.upgrade("/echo").with("Origin: http://xn--bcher-kva.example"));
        }
    }

    @Test
    void the_own_origin_is_let_in_beside_the_listed() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            accepted(server, server.upgrade("/echo").with("Origin: http://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void null_is_let_in_where_it_is_listed() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            accepted(server, server.upgrade("/echo").with("Origin: null"));
        }
    }

    @Test
    void another_than_the_listed_is_refused() throws Exception {
        try (var server = ServerUnderTest.start(LISTED)) {
            refused(server, server.upgrade("/echo").with("Origin: https://desk.example:8443"), "origins");
            refused(server, server.upgrade("/echo").with("Origin: https://desk.example.evil"), "origins");
        }
    }

    @Test
    void a_star_lets_every_origin_in() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("origins", "*"))) {
            accepted(server, server.upgrade("/echo").with("Origin: https://anybody.example"));
        }
    }

    @Test
    void a_star_is_warned_of_at_the_start() throws Exception {
        try (var log = new CapturedLog();
                var server = ServerUnderTest.start(Map.of("origins", "*"))) {
            assertTrue(log.warnings().stream().anyMatch(line -> line.contains("/echo") && line.contains("origins=*")));
            accepted(server, server.upgrade("/echo"));
        }
    }

    @Test
    void two_origins_are_refused_even_where_all_are_let_in() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("origins", "*"))) {
            refused(server, server.upgrade("/echo").with("Origin: http://a").with("Origin: http://a"));
        }
    }

    @Test
    void no_origin_is_refused_where_one_is_required() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("requireOrigin", "true"))) {
            refused(server, server.upgrade("/echo"), "requireOrigin");
            accepted(server, server.upgrade("/echo").with("Origin: http://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void where_it_is_told_to_the_answer_says_what_would_let_a_page_in() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("dev", "true"));
                var http = RawHttp.connect(server.port())) {
            http.send(
                    server.upgrade("/echo").with("Origin: http://desk.example").text());
            assertTrue(http.answer().body().contains("origins=http://desk.example"));
        }
    }

    @Test
    void a_path_can_have_origins_of_its_own() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("endpoint./echo.origins", "https://desk.example"))) {
            accepted(server, server.upgrade("/echo").with("Origin: https://desk.example"));
            refused(server, server.upgrade("/portfolio").with("Origin: https://desk.example"), "origins");
        }
    }

    @Test
    void forwarded_headers_of_anybody_are_not_believed() throws Exception {
        try (var server = ServerUnderTest.start()) {
            refused(
                    server,
                    server.upgrade("/echo")
                            .with("Origin: https://localhost")
                            .with("X-Forwarded-Proto: https")
                            .with("X-Forwarded-Host: localhost"),
                    "trustedProxies");
        }
    }

    @Test
    void x_forwarded_headers_of_a_trusted_proxy_are_believed() throws Exception {
        try (var server = behindProxy()) {
            accepted(
                    server,
                    server.upgrade("/echo")
                            .with("Origin: https://localhost")
                            .with("X-Forwarded-Proto: https")
                            .with("X-Forwarded-Host: localhost"));
        }
    }

    @Test
    void a_forwarded_scheme_of_wss_is_https() throws Exception {
        try (var server = behindProxy()) {
            accepted(
                    server,
                    server.upgrade("/echo")
                            .with("Origin: https://localhost")
                            .with("X-Forwarded-Proto: wss")
                            .with("X-Forwarded-Host: localhost"));
        }
    }

    @Test
    void the_header_forwarded_of_a_trusted_proxy_is_believed() throws Exception {
        try (var server = behindProxy()) {
            accepted(
                    server,
                    server.upgrade("/echo")
                            .with("Origin: https://localhost")
                            .with("Forwarded: for=192.0.2.1;proto=https;host=localhost"));
        }
    }

    @Test
    void forwarded_headers_that_contradict_each_other_are_refused() throws Exception {
        try (var server = behindProxy()) {
            refused(
                    server,
                    server.upgrade("/echo")
                            .with("Origin: https://localhost")
                            .with("Forwarded: proto=http;host=localhost")
                            .with("X-Forwarded-Proto: https")
                            .with("X-Forwarded-Host: localhost"));
        }
    }

    @Test
    void a_host_name_of_the_setting_is_taken() throws Exception {
        try (var server = ServerUnderTest.start(Map.of("hosts", "desk.example"))) {
            accepted(server, server.upgrade("/echo").replacing("Host: Desk.Example:" + server.port()));
        }
    }
}
