package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.refusal.Refusal;
import io.bascule.refusal.Refusal.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator learns of a handshake that was refused, whoever in the server refused it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalsIT {
    private final AtomicReference<Bascule> bascule = new AtomicReference<>();
    private ServerUnderTest server;

    @BeforeEach
    void start() throws IOException {
        server = ServerUnderTest.start(made -> {
            bascule.set(made);
            return made.endpoint(EchoEndpoint.class);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private UpgradeRequest request() {
        return server.upgrade("/echo");
    }

    /** The one refusal there is, which is one line in the log too. */
    private Refusal refused(int status, String request) throws IOException {
        try (var log = new CapturedLog()) {
            var answer = RawHttp.ask(server.port(), request);
            assertEquals(status, answer.status(), answer::toString);
            assertEquals(kept().stream().map(Refusal::toString).toList(), log.warnings());
            assertEquals(1, kept().size());
            return kept().get(0);
        }
    }

    private List<Refusal> kept() {
        return bascule.get().refusals();
    }

    @Test
    void the_application_can_read_who_was_refused_and_why() throws Exception {
        var refusal = refused(403, request().with("Origin: http://evil.example").text());

        assertEquals("127.0.0.1", refusal.client());
        assertEquals("/echo", refusal.endpoint());
        assertEquals(Step.ORIGIN, refusal.step());
        assertEquals("bascule.origins=http://evil.example", refusal.remedy());
        assertTrue(Duration.between(refusal.time(), Instant.now()).toSeconds() < 60);
    }

    @Test
    void a_handshake_without_a_host_is_one_too() throws Exception {
        assertEquals(
                "Refused /echo from 127.0.0.1 with 400: Host is missing",
                refused(400, request().without("Host").text()).toString());
    }

    @Test
    void a_handshake_whose_head_is_too_large_is_one_too() throws Exception {
        var refusal = refused(400, request().with("X: " + "x".repeat(17_000)).text());

        assertEquals(
                "Refused /echo from 127.0.0.1 with 400: it cannot be read: HTTP packet header is too large",
                refusal.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "400, Content-Length: 5",
        "400, Content-Length: x",
        "400, Content-Length: 0|Content-Length: 4",
        "400, Transfer-Encoding: chunked",
        "400, Transfer-Encoding : chunked",
        "400, X(: a",
        "417, Expect: 100-continue"
    })
    void a_handshake_that_is_no_proper_request_is_one_too(int status, String lines) throws Exception {
        var request = request();
        for (var line : lines.split("\\|", -1)) {
            request = request.with(line);
        }

        assertEquals(Step.REQUEST, refused(status, request.text()).step());
    }

    @Test
    void a_handshake_of_another_version_of_http_is_one_too() throws Exception {
        var request = request().asking("GET " + server.at("/echo") + " HTTP/2.0");

        assertEquals(Step.REQUEST, refused(505, request.text()).step());
    }

    @Test
    void a_request_that_cannot_be_read_and_is_no_handshake_is_none() throws Exception {
        try (var log = new CapturedLog()) {
            var answer = RawHttp.ask(server.port(), "GET /bascule/ HTTP/1.1\nX(: a\nHost: 127.0.0.1\n\n");

            assertEquals(400, answer.status(), answer::toString);
            assertEquals(List.of(), kept());
            assertEquals(List.of(), log.warnings());
        }
    }

    @Test
    void a_flood_does_not_fill_the_log() throws Exception {
        try (var log = new CapturedLog()) {
            for (int sent = 0; sent < 150; sent++) {
                RawHttp.ask(
                        server.port(),
                        request()
                                .with("Origin: http://evil" + sent + ".example")
                                .text());
            }

            assertEquals(50, log.warnings().size());
            assertEquals(
                    "bascule.origins=http://evil149.example", kept().get(99).remedy());
        }
    }
}
