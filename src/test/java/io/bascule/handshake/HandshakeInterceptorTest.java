package io.bascule.handshake;

import static io.bascule.handshake.RequestBuilder.seed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.handshake.HandshakeInterceptor.GoOn;
import io.bascule.handshake.HandshakeInterceptor.Refuse;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.refusal.Refusals;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandshakeInterceptorTest {
    /** What happened, in order. */
    private final List<String> events = new ArrayList<>();

    private final ManualTime time = new ManualTime();
    private Places places = new Places(new Places.Limits(100, 100, 100), time);

    /** An interceptor that notes its calls, and before that does what the test wants. */
    private final class Noted implements HandshakeInterceptor {
        private final String name;
        private final HandshakeInterceptor inner;

        Noted(String name, HandshakeInterceptor inner) {
            this.name = name;
            this.inner = inner;
        }

        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) throws Exception {
            events.add("before " + name);
            return inner.before(request, attributes);
        }

        @Override
        public void after(HandshakeRequest request, HandshakeOutcome outcome) throws Exception {
            events.add("after " + name + ": " + (outcome instanceof Refused no ? no.status() : "accepted"));
            inner.after(request, outcome);
        }
    }

    @Test
    void who_finds_no_room_costs_the_application_nothing() {
        places = KeptPlace.one(time);
        KeptPlace.of(places);
        assertEquals(503, ((Refused) decide(seed(), noted("a"))).status());
        assertEquals(List.of(), events);
    }

    @Test
    void a_client_has_its_place_while_the_application_is_asked() {
        decide(seed(), new Noted("a", (request, attributes) -> {
            events.add(places.taken() + " taken");
            return new Refuse(403);
        }));
        assertEquals(List.of("before a", "1 taken", "after a: 403"), events);
        assertEquals(0, places.taken());
    }

    @Test
    void a_client_that_the_application_fails_for_has_no_place() {
        decide(seed(), new Noted("a", (request, attributes) -> {
            throw new IllegalStateException("broken");
        }));
        assertEquals(0, places.taken());
        assertEquals(0, places.remembered());
    }

    @Test
    void an_interceptor_is_told_when_the_user_has_too_many_connections() {
        places = new Places(new Places.Limits(100, 100, 1), time);
        decide(seed().by(() -> "fabrice"), noted("a"));
        events.clear();
        decide(seed().by(() -> "fabrice"), noted("a"));
        assertEquals(List.of("before a", "after a: 429"), events);
        assertEquals(1, places.taken());
    }

    @Test
    void who_is_let_in_and_never_opened_loses_the_place() {
        decide(seed(), noted("a"));
        assertEquals(1, places.taken());
        time.advance(Place.OPENING);
        assertEquals(0, places.taken());
    }

    @Test
    void interceptors_are_asked_in_order_and_told_in_reverse() {
        decide(seed(), noted("a"), noted("b"), noted("c"));

        assertEquals(
                List.of(
                        "before a",
                        "before b",
                        "before c",
                        "after c: accepted",
                        "after b: accepted",
                        "after a: accepted"),
                events);
    }

    @Test
    void the_first_that_refuses_ends_it_and_only_those_asked_are_told() {
        decide(seed(), noted("a"), new Noted("b", (request, attributes) -> new Refuse(429)), noted("c"));

        assertEquals(List.of("before a", "before b", "after b: 429", "after a: 429"), events);
    }

    @Test
    void a_refusal_has_the_interceptors_status_headers_and_body() {
        var refused = (Refused)
                decide(seed(), (request, attributes) -> new Refuse(429, Map.of("Retry-After", "7"), "Later.\n"));

        assertEquals(429, refused.status());
        assertEquals(Map.of("Retry-After", "7"), refused.headers());
        assertEquals("Later.\n", refused.body());
    }

    @Test
    void a_refusal_without_a_status_is_403() {
        assertEquals(403, ((Refused) decide(seed(), (request, attributes) -> new Refuse())).status());
    }

    @Test
    void attributes_are_shared_and_reach_the_connection() {
        var accepted = (Accepted) decide(
                seed(),
                (request, attributes) -> {
                    attributes.put("seen", 1);
                    return new GoOn();
                },
                (request, attributes) -> {
                    attributes.merge("seen", 1, (one, other) -> (Integer) one + (Integer) other);
                    return new GoOn();
                });

        assertEquals(Map.of("seen", 2), accepted.handshake().attributes());
    }

    @Test
    void an_exception_before_is_500_without_text_and_the_others_are_told() {
        var refused = (Refused) decide(seed(), noted("a"), new Noted("b", (request, attributes) -> {
            throw new Exception("database down");
        }));

        assertEquals(500, refused.status());
        assertEquals("", refused.body());
        assertEquals(List.of("before a", "before b", "after a: 500"), events);
    }

    @Test
    void an_error_before_is_500_too() {
        assertEquals(
                500,
                ((Refused) decide(seed(), (request, attributes) -> {
                            throw new NoClassDefFoundError("gone");
                        }))
                        .status());
    }

    @Test
    void an_exception_before_is_logged_once_with_its_stack() {
        var broken = new IllegalStateException("database down");
        try (var log = RecordedLog.of(ApplicationSteps.class)) {
            decide(seed(), (request, attributes) -> {
                throw broken;
            });

            assertEquals(List.of("SEVERE A handshake at /echo failed"), log.lines());
            assertEquals(List.of(broken), log.thrown());
        }
    }

    @Test
    void no_verdict_is_500_and_never_a_way_in() {
        assertEquals(500, ((Refused) decide(seed(), (request, attributes) -> noVerdict())).status());
    }

    @Test
    void an_attribute_of_null_is_500() {
        assertEquals(
                500,
                ((Refused) decide(seed(), (request, attributes) -> {
                            attributes.put("user", noVerdict());
                            return new GoOn();
                        }))
                        .status());
    }

    @Test
    void an_exception_after_is_logged_and_breaks_nothing() {
        var broken = new IllegalStateException("too late");
        try (var log = RecordedLog.of(ApplicationSteps.class)) {
            var outcome = decide(seed(), noted("a"), new FailingAfter(broken));

            assertEquals(Accepted.class, outcome.getClass());
            assertEquals(List.of("before a", "after a: accepted"), events);
            assertEquals(
                    List.of("SEVERE The interceptor " + FailingAfter.class.getName() + " failed after a handshake"),
                    log.lines());
            assertEquals(List.of(broken), log.thrown());
        }
    }

    @Test
    void a_foreign_origin_reaches_no_interceptor() {
        decide(seed().origin("https://evil.example"), noted("a"));

        assertEquals(List.of(), events);
    }

    @Test
    void interceptors_are_told_when_the_subprotocol_fails_the_handshake() {
        var rules = EndpointRules.at("/echo", Object.class)
                .subprotocols(new Subprotocols(List.of("mqtt"), Subprotocols.Order.REQUIRED))
                .interceptors(List.of(noted("a")))
                .build();
        decide(seed(), rules);

        assertEquals(List.of("before a", "after a: 400"), events);
    }

    @Test
    void a_status_that_refuses_nothing_is_no_refusal() {
        var refused = assertThrows(IllegalArgumentException.class, () -> new Refuse(101));

        assertEquals("Status 101 refuses nothing; name one from 200 to 599", refused.getMessage());
    }

    @Test
    void a_header_with_a_line_break_is_no_refusal() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new Refuse(302, Map.of("Location", "/\r\nSet-Cookie: a=b"), ""));

        assertEquals("Header Location holds a line break; take it out", refused.getMessage());
    }

    private record FailingAfter(RuntimeException failure) implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            return new GoOn();
        }

        @Override
        public void after(HandshakeRequest request, HandshakeOutcome outcome) {
            throw failure;
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what code that is not checked may return
    private static <T> T noVerdict() {
        return null;
    }

    private HandshakeInterceptor noted(String name) {
        return new Noted(name, (request, attributes) -> new GoOn());
    }

    private HandshakeOutcome decide(RequestBuilder request, HandshakeInterceptor... interceptors) {
        return decide(
                request,
                EndpointRules.at("/echo", Object.class)
                        .interceptors(List.of(interceptors))
                        .build());
    }

    private HandshakeOutcome decide(RequestBuilder request, EndpointRules rules) {
        var endpoints = new EndpointTable();
        endpoints.add(rules);
        return new HandshakePolicy(
                        endpoints,
                        TrustedProxies.NONE,
                        AllowedHosts.LOOPBACK,
                        places,
                        new Refusals(Clock.systemUTC(), new ManualTime()),
                        false)
                .decide(request.path("/echo").build())
                .orElseThrow();
    }
}
