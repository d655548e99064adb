package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.handshake.OriginPolicy;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.portfolio.Demonstration;
import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The raw WebSocket of an endpoint lies below it, at {@code /websocket}, under the rules of the endpoint. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RawWebSocketPathIT {
    private static final String FOREIGN = "Origin: https://desk.example";

    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start(bascule -> {
            Demonstration.on(bascule);
            return bascule.endpoint(Room.class, rules -> rules.origins(OriginPolicy.parse("*")))
                    .endpoint(Rooms.class)
                    .endpoint(Halls.class, rules -> rules.origins(OriginPolicy.parse("*")))
                    .endpoint(HallsOwn.class);
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void it_is_the_endpoint() throws Exception {
        try (var webSocket = server.open("/echo/websocket?a=1")) {
            webSocket.text("hello");
            webSocket.expectText("hello");
        }
    }

    @Test
    void it_speaks_stomp_where_the_endpoint_does() throws Exception {
        var request = server.upgrade("/portfolio/websocket").with("Sec-WebSocket-Protocol: v12.stomp");
        try (var stomp = StompOverWebSocket.connect(server.port(), request)) {
            assertEquals("v12.stomp", stomp.webSocket().answer().header("Sec-WebSocket-Protocol"));
            stomp.expect("CONNECTED", "version:1.2");
        }
    }

    @Test
    void it_has_the_values_of_the_template() throws Exception {
        try (var webSocket = server.open("/rooms/caf%C3%A9/websocket")) {
            webSocket.expectText("room caf\u00e9");
        }
    }

    @Test
    void its_pages_are_those_of_the_endpoint() throws Exception {
        Refusal.of(server.port(), server.upgrade("/portfolio/websocket").with(FOREIGN), 403);
        open("/rooms/7/websocket").close();
    }

    @Test
    void a_template_open_to_all_pages_does_not_open_the_raw_websocket_beside_it() throws Exception {
        try (var webSocket = server.open("/rooms/websocket")) {
            webSocket.expectText("rooms");
        }
        Refusal.of(server.port(), server.upgrade("/rooms/websocket").with(FOREIGN), 403);
    }

    @Test
    void an_endpoint_declared_there_goes_before() throws Exception {
        try (var webSocket = server.open("/halls/websocket")) {
            webSocket.expectText("halls own");
        }
        Refusal.of(server.port(), server.upgrade("/halls/websocket").with(FOREIGN), 403);
        open("/halls").close();
    }

    @Test
    void other_requests_are_refused_as_at_the_endpoint() throws Exception {
        Refusal.of(server.port(), server.upgrade("/echo/websocket").without("Upgrade"), 400);
        Refusal.of(server.port(), server.upgrade("/echo/websocket/websocket"), 404);
        Refusal.of(server.port(), server.upgrade("/nowhere/websocket"), 404);
        Refusal.of(server.port(), server.upgrade("/echo/%77ebsocket"), 404);
    }

    private static RawWebSocket open(String below) throws IOException {
        return RawWebSocket.open(server.port(), server.upgrade(below).with(FOREIGN));
    }

    @ServerEndpoint(value = "/rooms/{room}", configurator = BasculeConfigurator.class)
    public static final class Room {
        @OnOpen
        public void open(Session session, @PathParam("room") String room) throws IOException {
            session.getBasicRemote().sendText("room " + room);
        }
    }

    @ServerEndpoint(value = "/rooms", configurator = BasculeConfigurator.class)
    public static final class Rooms {
        @OnOpen
        public void open(Session session) throws IOException {
            session.getBasicRemote().sendText("rooms");
        }
    }

    @ServerEndpoint(value = "/halls", configurator = BasculeConfigurator.class)
    public static final class Halls {
        @OnOpen
        public void open(Session session) throws IOException {
            session.getBasicRemote().sendText("halls");
        }
    }

    @ServerEndpoint(value = "/halls/websocket", configurator = BasculeConfigurator.class)
    public static final class HallsOwn {
        @OnOpen
        public void open(Session session) throws IOException {
            session.getBasicRemote().sendText("halls own");
        }
    }
}
