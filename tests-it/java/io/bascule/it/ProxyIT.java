package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.it.ProxyProgram.ShippedText;
import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Behind the real nginx and the real haproxy, each with the configuration that we ship in {@code server-configs}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyIT {
    private static final String FABRICE = "username=fabrice&password=fab123";
    private static final String EVIL = "https://evil.example";
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    static Path keys;

    private static SelfSigned certificate;

    @TempDir
    Path folder;

    private ProxiedSite site;

    /** A test that runs behind each of the proxies. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(ProxyProgram.class)
    private @interface BehindEach {}

    @BeforeAll
    static void certify() throws Exception {
        certificate = SelfSigned.forName(ProxiedSite.NAME, keys);
    }

    @AfterEach
    void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    /** As shipped, with further settings. */
    private void start(ProxyProgram program, Map<String, String> further) throws Exception {
        start(program, further, UnaryOperator.identity());
    }

    private void start(ProxyProgram program, Map<String, String> further, UnaryOperator<ShippedText> change)
            throws Exception {
        assumeTrue(
                program.isInstalled(),
                "There is no " + program.program() + " here; install it with: apt-get install -y nginx haproxy");
        var settings = new HashMap<>(ProxiedSite.SETTINGS);
        settings.putAll(further);
        site = ProxiedSite.start(program, certificate, folder, settings, change);
    }

    /** Fails unless {@code request} is answered 403, with no look inside, and {@code warning} is all that is logged. */
    private void refused(UpgradeRequest request, String warning) throws IOException {
        try (var log = new CapturedLog()) {
            var answer = site.answer(request);
            assertEquals(403, answer.status(), answer::toString);
            Refusal.assertTellsNothing(answer);
            assertEquals(List.of(warning), log.warnings());
        }
    }

    private void accepted(UpgradeRequest request) throws IOException {
        try (var webSocket = RawWebSocket.open(site.connect(), request)) {
            echoes(webSocket);
        }
    }

    private static void echoes(RawWebSocket webSocket) throws IOException {
        webSocket.text("still here");
        webSocket.expectText("still here");
    }

    @BehindEach
    void a_page_of_this_server_is_let_in(ProxyProgram program) throws Exception {
        start(program, Map.of());
        accepted(site.upgrade("/echo"));
    }

    @BehindEach
    void without_the_setting_it_is_refused_and_the_log_names_the_setting(ProxyProgram program) throws Exception {
        start(program, Map.of("trustedProxies", ""));
        var seen = site.origin().replace("https", "http");
        refused(
                site.upgrade("/echo"),
                "Refused /echo from 127.0.0.1 with 403: Origin " + site.origin() + " is not " + seen
                        + " (from Host; X-Forwarded-Proto=https came from 127.0.0.1, which is not in"
                        + " bascule.trustedProxies); to let it in: bascule.origins=" + site.origin()
                        + ", or, if 127.0.0.1 is your proxy, bascule.trustedProxies=127.0.0.1");
    }

    @BehindEach
    void a_name_that_is_not_listed_is_refused_and_the_log_names_the_setting(ProxyProgram program) throws Exception {
        start(program, Map.of("hosts", "localhost"));
        refused(
                site.upgrade("/echo"),
                "Refused /echo from 127.0.0.1 with 403: Host " + site.origin().replace("https://", "")
                        + " is not one of localhost in bascule.hosts; to let it in:"
                        + " bascule.hosts=localhost,bascule.example");
    }

    @BehindEach
    void a_foreign_page_is_refused(ProxyProgram program) throws Exception {
        start(program, Map.of());
        refused(site.upgrade("/echo", EVIL), foreign());
    }

    private String foreign() {
        return "Refused /echo from 127.0.0.1 with 403: Origin https://evil.example is not " + site.origin()
                + " (from Host, and X-Forwarded-Proto=https of 127.0.0.1); to let it in:"
                + " bascule.origins=https://evil.example";
    }

    @BehindEach
    void the_page_of_the_same_name_without_tls_is_refused(ProxyProgram program) throws Exception {
        start(program, Map.of());
        var plain = site.origin().replace("https", "http");
        refused(site.upgrade("/echo", plain), foreign().replace(EVIL, plain));
    }

    @BehindEach
    void what_a_client_claims_of_proxies_lets_no_foreign_page_in(ProxyProgram program) throws Exception {
        start(program, Map.of());
        refused(claiming(site.upgrade("/echo", EVIL)), foreign());
    }

    @BehindEach
    void what_a_client_claims_of_proxies_shuts_no_own_page_out(ProxyProgram program) throws Exception {
        start(program, Map.of());
        accepted(claiming(site.upgrade("/echo")));
    }

    private static UpgradeRequest claiming(UpgradeRequest request) {
        return request.with("Forwarded: for=203.0.113.9;host=evil.example;proto=http")
                .with("X-Forwarded-For: 203.0.113.9")
                .with("X-Forwarded-Host: evil.example")
                .with("X-Forwarded-Port: 443")
                .with("X-Forwarded-Proto: ws")
                .with("x-forwarded-proto: http");
    }

    @BehindEach
    void a_proxy_that_passes_on_what_clients_claim_is_found_out(ProxyProgram program) throws Exception {
        start(program, Map.of(), shipped -> shipped.with(program.removesForwarded(), ""));
        refused(
                site.upgrade("/echo").with("Forwarded: host=evil.example;proto=http"),
                "Refused /echo from 127.0.0.1 with 403: Forwarded says that the scheme is http, X-Forwarded-* that it is"
                        + " https; to let it in: let the proxy 127.0.0.1 set either Forwarded or X-Forwarded-*, and remove"
                        + " what clients send of both");
    }

    @BehindEach
    void no_other_protocol_is_switched_to(ProxyProgram program) throws Exception {
        start(program, Map.of());
        var answer = site.answer(site.upgrade("/echo").replacing("Upgrade: h2c"));
        assertEquals(400, answer.status(), answer::toString);
    }

    @BehindEach
    void the_page_comes_with_its_styles_and_headers_over_one_connection(ProxyProgram program) throws Exception {
        start(program, Map.of());
        try (var http = new RawHttp(site.connect())) {
            http.send(site.request("GET", "/") + "\n");
            var page = http.answer();
            assertEquals(200, page.status(), page::toString);
            assertTrue(page.header("Content-Security-Policy").contains("connect-src 'self'"), page::toString);
            http.send(site.request("GET", "/css/page.css") + "\n");
            assertEquals("text/css;charset=utf-8", http.answer().header("Content-Type"));
        }
    }

    @BehindEach
    void the_folder_without_its_slash_leads_to_the_page_over_https(ProxyProgram program) throws Exception {
        start(program, Map.of());
        var answer = site.get("");
        assertEquals(302, answer.status(), answer::toString);
        assertEquals(site.server().at("/"), answer.header("Location"));
    }

    @BehindEach
    void whoever_logs_in_gets_a_cookie_for_https_only_and_is_known_to_stomp(ProxyProgram program) throws Exception {
        start(program, Map.of());
        var login = site.post("/login", site.origin(), FABRICE);
        assertEquals(200, login.status(), login::toString);
        assertTrue(login.header("Set-Cookie").contains("; Secure"), login::toString);
        var request = site.upgrade("/portfolio").with(FormPost.cookie(login)).with("Sec-WebSocket-Protocol: v12.stomp");
        try (var stomp = StompOverWebSocket.connect(site.connect(), request)) {
            stomp.expect("CONNECTED", "user-name:fabrice");
            stomp.send("SUBSCRIBE\nid:all\ndestination:/app/positions\n\n^@");
            assertTrue(stomp.messageOf("all").body().contains("ticker"));
        }
    }

    @BehindEach
    void a_foreign_page_cannot_log_in(ProxyProgram program) throws Exception {
        start(program, Map.of());
        assertEquals(403, site.post("/login", EVIL, FABRICE).status());
    }

    /** Three pings a second apart take longer than the proxy's patience. */
    @BehindEach
    void a_connection_that_only_pings_outlives_the_timeout_of_the_proxy(ProxyProgram program) throws Exception {
        start(program, Map.of("idle", "2s"), shipped -> shipped.with("90s", "2s"));
        try (var silent = site.open("/echo")) {
            for (int pings = 0; pings < 3; pings++) {
                var ping = silent.frame();
                assertEquals(WebSocketFrame.PING, ping.opcode(), ping::toString);
                silent.send(WebSocketFrame.of(WebSocketFrame.PONG, ping.payload()));
            }
            echoes(silent);
        }
    }

    @BehindEach
    void without_pings_the_proxy_would_cut_it(ProxyProgram program) throws Exception {
        start(program, Map.of("idle", "0"), shipped -> shipped.with("90s", "1s"));
        try (var silent = site.open("/echo")) {
            silent.expectEnd();
        }
    }

    @BehindEach
    void who_answers_no_ping_is_closed_by_bascule_before_the_proxy_cuts(ProxyProgram program) throws Exception {
        start(program, Map.of("idle", "1s"));
        try (var dead = site.open("/echo")) {
            assertEquals(WebSocketFrame.PING, dead.frame().opcode());
            dead.expectClose(1008);
        }
    }

    @BehindEach
    void a_large_message_goes_through_both_ways(ProxyProgram program) throws Exception {
        start(program, Map.of("message.bytes", "1MiB", "outbox.bytes", "2MiB"));
        var large = "x".repeat(MEBIBYTE);
        try (var webSocket = site.open("/echo")) {
            webSocket.text(large);
            webSocket.expectText(large);
        }
    }

    @BehindEach
    void a_streaming_answer_comes_as_it_is_written(ProxyProgram program) throws Exception {
        start(program, Map.of());
        try (var http = new RawHttp(site.connect())) {
            http.send(site.request(
                            "POST",
                            "/portfolio/000/streamed/xhr_streaming",
                            "Origin: " + site.origin(),
                            "Content-Length: 0")
                    + "\n");
            var head = http.head();
            assertEquals(200, head.status(), head::toString);
            http.stream(head).expect("h".repeat(2048) + "\no\n");
        }
    }

    @BehindEach
    void the_end_of_the_server_is_told_with_1001(ProxyProgram program) throws Exception {
        start(program, Map.of());
        try (var webSocket = site.open("/echo")) {
            echoes(webSocket);
            site.stopServer();
            assertEquals(1001, webSocket.drain().code());
        }
    }

    @BehindEach
    void the_server_may_go_and_come_back(ProxyProgram program) throws Exception {
        start(program, Map.of());
        site.stopServer();
        var meanwhile = site.answer(site.upgrade("/echo"));
        assertTrue(List.of(502, 503).contains(meanwhile.status()), meanwhile::toString);
        site.startServer();
        accepted(site.upgrade("/echo"));
    }

    @BehindEach
    void the_proxy_may_go_and_come_back(ProxyProgram program) throws Exception {
        start(program, Map.of());
        try (var webSocket = site.open("/echo")) {
            echoes(webSocket);
            site.stopProxy();
            webSocket.expectEnd();
        }
        site.startProxy();
        accepted(site.upgrade("/echo"));
    }

    @BehindEach
    void the_log_of_requests_holds_no_query(ProxyProgram program) throws Exception {
        start(program, Map.of());
        try (var webSocket = RawWebSocket.open(site.connect(), site.upgrade("/echo?token=secret"))) {
            webSocket.closeNormally();
        }
        // Before it is stopped, which ends it whatever it still has to write.
        boolean written = Poll.until(() -> site.proxyLog().contains("\"GET /bascule/echo\" 101 "));
        var log = site.proxyLog();
        assertTrue(written, log);
        assertTrue(log.contains("origin \"" + site.origin() + "\""), log);
        assertFalse(log.contains("secret"), log);
    }

    @BehindEach
    void one_address_has_so_many_connections_and_no_more(ProxyProgram program) throws Exception {
        start(
                program,
                Map.of(),
                shipped -> shipped.with(program.limit(), program.limit().replace("100", "1")));
        try (var first = site.open("/echo")) {
            echoes(first);
            var further = site.answer(site.upgrade("/echo"));
            assertEquals(429, further.status(), further::toString);
            first.closeNormally();
        }
        assertTrue(Poll.until(() -> site.get("/session").status() == 200));
    }
}
