package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeInterceptor;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.OriginPolicy;
import io.bascule.handshake.SessionAttributes;
import io.bascule.it.example.ChatEndpoint;
import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application decides about its handshakes and connections in code, through {@code Bascule}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RulesInCodeIT {
    private static final ConnectionHandler.Factory ECHO =
            handshake -> new WholeMessages((client, message) -> client.send(Outgoing.reliable(message)));

    private static ServerUnderTest server(
            UnaryOperator<EndpointRules.Builder> rules, ConnectionHandler.Factory handlers) throws IOException {
        return ServerUnderTest.start(bascule -> bascule.endpoint(ChatEndpoint.class, rules, handlers));
    }

    /** Says at once what {@code told} reads from the handshake. */
    private static ConnectionHandler.Factory telling(Function<Handshake, String> told) {
        return handshake -> new ConnectionHandler() {
            @Override
            public void opened(Connection connection) {
                connection.send(Outgoing.text(told.apply(handshake)));
            }

            @Override
            public void received(Part part, boolean last) {}
        };
    }

    @Test
    void a_message_meets_the_first_decorator_first() throws Exception {
        try (var server = ServerUnderTest.start(bascule -> bascule.decorate(new Naming("first"), new Naming("second"))
                        .endpoint(ChatEndpoint.class, rules -> rules, ECHO)
                        .decorate(new Naming("third")));
                var webSocket = server.open("/chat")) {
            webSocket.text("hello");
            webSocket.expectText("hello first second third");
        }
    }

    @Test
    void an_anonymous_user_can_be_given_a_name() throws Exception {
        try (var server = server(
                        rules -> rules.principals((request, attributes) -> Optional.of(request::query)),
                        telling(handshake -> handshake.principal().orElseThrow().getName()));
                var webSocket = server.open("/chat?visitor7")) {
            webSocket.expectText("visitor7");
        }
    }

    @Test
    void the_subprotocol_can_be_chosen() throws Exception {
        try (var server = server(rules -> rules.chooser((request, offered, ours) -> offered.get(1)), ECHO);
                var webSocket = RawWebSocket.open(
                        server.port(), server.upgrade("/chat").with("Sec-WebSocket-Protocol: v12.stomp, mine"))) {
            assertEquals("mine", webSocket.answer().header("Sec-WebSocket-Protocol"));
        }
    }

    @Test
    void a_subprotocol_that_was_not_offered_is_an_error_of_the_application() throws Exception {
        try (var server = server(rules -> rules.chooser((request, offered, ours) -> "mine"), ECHO)) {
            Refusal.of(server.port(), server.upgrade("/chat").with("Sec-WebSocket-Protocol: other"), 500);
        }
    }

    @Test
    void origins_can_be_listed() throws Exception {
        try (var server = server(rules -> rules.origins(OriginPolicy.parse("https://desk.example")), ECHO)) {
            RawWebSocket.open(server.port(), server.upgrade("/chat").with("Origin: https://desk.example"))
                    .close();
            Refusal.of(server.port(), server.upgrade("/chat").with("Origin: https://other.example"), 403);
        }
    }

    @Test
    void an_http_session_can_be_made_and_its_id_copied() throws Exception {
        var attributes = SessionAttributes.names().withId("http").creating();
        try (var server = server(
                        rules -> rules.sessionAttributes(attributes),
                        telling(handshake ->
                                "JSESSIONID=" + handshake.attributes().get("http")));
                var webSocket = server.open("/chat")) {
            var cookie = webSocket.answer().header("Set-Cookie").split("; ", -1);
            assertEquals(
                    List.of("Path=/bascule", "HttpOnly", "SameSite=Lax"), List.of(cookie[1], cookie[2], cookie[3]));
            webSocket.expectText(cookie[0]);
        }
    }

    @Test
    void interceptors_are_asked_in_order_and_told_the_outcome_in_reverse() throws Exception {
        var met = new LinkedBlockingQueue<String>();
        var interceptors = List.<HandshakeInterceptor>of(new Noting("first", met), new Noting("second", met));
        try (var server = server(rules -> rules.interceptors(interceptors), ECHO);
                var webSocket = server.open("/chat")) {
            assertFalse(webSocket.answer().headers().containsKey("Set-Cookie"));
            for (var expected :
                    List.of("first before", "second before", "second after Accepted", "first after Accepted")) {
                assertEquals(expected, met.poll(10, TimeUnit.SECONDS));
            }
            assertTrue(met.isEmpty());
        }
    }

    /** Puts its name behind each text. */
    private record Naming(String name) implements ConnectionHandler.Decorator {
        @Override
        public ConnectionHandler decorate(ConnectionHandler inner, Handshake handshake) {
            return new ConnectionHandler() {
                @Override
                public void opened(Connection connection) {
                    inner.opened(connection);
                }

                @Override
                public void received(Part part, boolean last) {
                    inner.received(Part.text(part.text() + " " + name), last);
                }
            };
        }
    }

    /** Lets everybody in and notes when it was called. */
    private record Noting(String name, BlockingQueue<String> met) implements HandshakeInterceptor {
        @Override
        public Verdict before(HandshakeRequest request, Map<String, Object> attributes) {
            met.add(name + " before");
            return new GoOn();
        }

        @Override
        public void after(HandshakeRequest request, HandshakeOutcome outcome) {
            met.add(name + " after " + outcome.getClass().getSimpleName());
        }
    }
}
