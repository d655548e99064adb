package io.bascule;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.WholeMessages;
import io.bascule.handshake.EndpointTable;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.KeptPlace;
import io.bascule.handshake.OriginPolicy;
import io.bascule.refusal.Refusals;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingConnection;
import io.bascule.websocket.BasculeConfigurator;
import io.bascule.websocket.HandshakeRules;
import jakarta.websocket.server.ServerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BasculeTest {
    private static final ConnectionHandler.Factory FIRST = handshake -> new WholeMessages((c, m) -> {});
    private static final ConnectionHandler.Factory SECOND = handshake -> new WholeMessages((c, m) -> {});

    private static OriginPolicy origins(Class<?> endpoint, Map<String, String> settings) {
        try (var bascule = new Bascule(BasculeOptions.of(settings))) {
            return bascule.endpoint(endpoint).endpoints().get(0).origins();
        }
    }

    @Test
    void a_path_that_is_taken_keeps_its_handler() {
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            bascule.endpoint(Silent.class, rules -> rules, FIRST);
            assertThrows(IllegalArgumentException.class, () -> bascule.endpoint(Silent.class, rules -> rules, SECOND));
            assertSame(FIRST, handler(bascule));
        }
    }

    @Test
    void an_endpoint_that_makes_its_handler_itself_cannot_serve_sockjs() {
        try (var bascule = new Bascule(BasculeOptions.of(Map.of("endpoint./silent.sockjs", "true")))) {
            bascule.endpoint(Silent.class);
            assertEquals(
                    "bascule.endpoint./silent.sockjs=true cannot be used: the endpoint makes its handler itself, for each"
                            + " WebSocket; register it with Bascule.endpoint(class, rules, handler), or write false",
                    assertThrows(BadSetting.class, bascule::allRegistered).getMessage());
        }
    }

    @Test
    void an_endpoint_whose_handlers_are_made_for_it_may_serve_sockjs() {
        try (var bascule = new Bascule(BasculeOptions.of(Map.of("endpoint./silent.sockjs", "true")))) {
            bascule.endpoint(Silent.class, rules -> rules, FIRST);
            assertDoesNotThrow(bascule::allRegistered);
        }
    }

    private static ConnectionHandler.Factory handler(Bascule bascule) {
        var request = RecordingConnection.handshake(Optional.empty()).request();
        var handshake = new Handshake(request, "/silent", Map.of(), "", Optional.empty(), Map.of());
        var accepted = new HandshakeOutcome.Accepted(
                handshake, bascule.endpoints().get(0), "/silent", EndpointTable.Way.RAW, "127.0.0.1", KeptPlace.any());
        return bascule.admit(accepted, bascule.portableCarrier()).handler().orElseThrow();
    }

    @Test
    void the_json_library_in_use_is_known() {
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            assertEquals(PackageVersion.VERSION.toString(), bascule.jsonVersion());
        }
    }

    @Test
    void nothing_of_it_runs_any_more_when_it_is_closed() throws Exception {
        var running = new ArrayBlockingQueue<Thread>(2);
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            bascule.handlers().execute(() -> linger(running));
            bascule.timer().after(Duration.ZERO, () -> linger(running));
            var threads = List.of(running.take(), running.take());
            bascule.close();
            assertEquals(List.of(), threads.stream().filter(Thread::isAlive).toList());
        }
    }

    /** Takes a moment more, whatever interrupts it. */
    private static void linger(Queue<Thread> running) {
        running.add(Thread.currentThread());
        long start = System.nanoTime();
        while (System.nanoTime() - start < 50_000_000) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_handler_that_never_ends_does_not_hold_up_the_close() {
        var never = new CountDownLatch(1);
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            bascule.handlers().execute(() -> awaitQuietly(never));
        }
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_handler_may_close_it() throws Exception {
        var closed = new CountDownLatch(1);
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            bascule.handlers().execute(() -> {
                bascule.close();
                closed.countDown();
            });
            closed.await();
        }
    }

    @Test
    void an_endpoint_that_says_nothing_follows_the_setting() {
        assertEquals(new OriginPolicy.SameOrigin(), origins(Silent.class, Map.of()));
        assertEquals(new OriginPolicy.AnyOrigin(), origins(Silent.class, Map.of("origins", "*")));
    }

    @Test
    void an_endpoint_that_names_origins_does_not_follow_the_setting() {
        assertEquals(OriginPolicy.parse("https://a.example"), origins(Listing.class, Map.of("origins", "*")));
    }

    @Test
    void an_endpoint_that_insists_on_its_own_origin_is_not_opened_by_the_setting() {
        assertEquals(new OriginPolicy.SameOrigin(), origins(Strict.class, Map.of("origins", "*")));
    }

    @Test
    void a_setting_for_the_very_path_wins_over_the_annotation() {
        assertEquals(new OriginPolicy.AnyOrigin(), origins(Strict.class, Map.of("endpoint./strict.origins", "*")));
    }

    @Test
    void the_log_names_the_setting_that_wins_over_the_annotation() {
        try (var bascule = new Bascule(BasculeOptions.defaults());
                var log = RecordedLog.of(Refusals.class)) {
            bascule.endpoint(Strict.class).decide(request("/strict", "http://shop.example"));
            assertEquals(
                    List.of("WARNING Refused /strict from 127.0.0.1 with 403: Origin http://shop.example is not"
                            + " http://localhost (from Host); to let it in:"
                            + " bascule.endpoint./strict.origins=http://shop.example"),
                    log.lines());
        }
    }

    @Test
    void a_client_is_known_by_the_address_that_a_trusted_proxy_names() {
        assertEquals("127.0.0.1", client(Map.of()));
        assertEquals("198.51.100.1", client(Map.of("trustedProxies", "127.0.0.1")));
    }

    private static String client(Map<String, String> settings) {
        var headers = Map.of("Host", List.of("localhost"), "X-Forwarded-For", List.of("198.51.100.1"));
        try (var bascule = new Bascule(BasculeOptions.of(settings))) {
            return bascule.client(request("/login", headers));
        }
    }

    private static HandshakeRequest request(String path, String origin) {
        var headers = Map.of(
                "Host", List.of("localhost"),
                "Upgrade", List.of("websocket"),
                "Connection", List.of("Upgrade"),
                "Sec-WebSocket-Key", List.of("Uc9l9TMkWGbHFD2qnFHltg=="),
                "Sec-WebSocket-Version", List.of("13"),
                "Origin", List.of(origin));
        return request(path, headers);
    }

    private static HandshakeRequest request(String path, Map<String, List<String>> headers) {
        return new HandshakeRequest(
                "GET", "HTTP/1.1", path, "", headers, "127.0.0.1", 80, false, Optional.empty(), HttpSessionSource.NONE);
    }

    @ServerEndpoint(value = "/silent", configurator = BasculeConfigurator.class)
    static final class Silent {}

    @HandshakeRules(origins = "https://a.example")
    @ServerEndpoint(value = "/listing", configurator = BasculeConfigurator.class)
    static final class Listing {}

    @HandshakeRules(origins = "same")
    @ServerEndpoint(value = "/strict", configurator = BasculeConfigurator.class)
    static final class Strict {}
}
