package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.bascule.Bascule;
import io.bascule.it.application.BeanEvents;
import io.bascule.it.application.Beans;
import io.bascule.it.application.Seen;
import io.bascule.it.example.ClockClient;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.server.servlet.BasculeStart;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only shows inside: these tests run in a WAR with the library, in the server. */
@ExtendWith({HasWar.class, CanRun.class, ArquillianExtension.class})
class InContainerIT {
    @Deployment
    public static WebArchive inside() {
        return Wars.inside(Server.underTest());
    }

    private static int port() {
        return Integer.parseInt(Seen.context().getInitParameter("it.port"));
    }

    private static String at(String below) {
        return Seen.context().getContextPath() + below;
    }

    private static String folder(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource().getLocation().toString();
        return source.substring(0, source.lastIndexOf('/'));
    }

    @Test
    void the_jackson_in_use_is_the_one_in_the_war() {
        assertEquals(
                Seen.context().getInitParameter("it.jackson"),
                BasculeStart.of(Seen.context()).jsonVersion());
        assertEquals(folder(Bascule.class), folder(ObjectMapper.class));
    }

    @Test
    void the_library_for_tokens_in_use_is_the_one_in_the_war() {
        assertEquals(folder(Bascule.class), folder(SignedJWT.class));
    }

    @Test
    void the_client_container_opens_an_endpoint_of_this_very_application() throws Exception {
        var client = new ClockClient();
        var clock = URI.create("ws://127.0.0.1:" + port() + at("/clock/UTC"));
        try (var session =
                client.connect(clock, BasculeStart.of(Seen.context()).options().limits(""))) {
            session.getBasicRemote().sendText("What time is it?");
            var answer = client.answers().poll(10, TimeUnit.SECONDS);
            assertNotNull(answer);
            assertTrue(answer.startsWith("What time is it? It is "), answer);
        }
    }

    @Test
    void a_refused_handshake_reaches_no_filter_of_the_application() throws Exception {
        var refused = UpgradeRequest.to(port(), at("/clock/UTC?refused")).with("Origin: https://evil.example");
        assertEquals(403, RawHttp.ask(port(), refused.text()).status());
        var other =
                "GET " + at("/deployed.txt?other") + " HTTP/1.1\nHost: 127.0.0.1:" + port() + "\nConnection: close\n\n";
        assertEquals(200, RawHttp.ask(port(), other).status());
        assertTrue(Seen.QUERIES.contains("other"));
        assertFalse(Seen.QUERIES.contains("refused"));
    }

    @Test
    void beans_are_there_where_the_server_has_cdi() {
        assertEquals(Seen.context().getInitParameter("it.greeting"), Beans.greeting());
    }

    private static boolean hasCdi() {
        return Seen.context().getInitParameter("it.greeting").equals("injected");
    }

    private static StompOverWebSocket chat(String name) throws IOException {
        var stomp = StompOverWebSocket.connect(
                port(),
                UpgradeRequest.to(port(), at("/chat"))
                        .with("Sec-WebSocket-Protocol: v12.stomp")
                        .with("X-Name: " + name));
        stomp.expect("CONNECTED", "user-name:" + name);
        return stomp;
    }

    @Test
    void methods_of_beans_answer_destinations_each_time_in_a_request_of_its_own() throws Exception {
        try (var ann = chat("ann")) {
            for (var id : List.of("a", "b")) {
                ann.send("SUBSCRIBE\nid:" + id + "\ndestination:/app/greeting\n\n^@");
                if (hasCdi()) {
                    assertEquals("injected, 1, [ann]", ann.messageOf(id).body());
                }
            }
            if (!hasCdi()) {
                ann.expect(
                        "ERROR",
                        "message:there is no destination '/app/greeting'; destinations begin with /topic/, /queue/,"
                                + " /user/");
            }
        }
    }

    @Test
    void payloads_obey_their_constraints_where_the_server_has_validation() throws Exception {
        if (!hasCdi()) {
            return; // no method is found
        }
        try (var bob = chat("bob")) {
            bob.send("SUBSCRIBE\nid:e\ndestination:/user/queue/errors\n\n^@");
            bob.send("SUBSCRIBE\nid:o\ndestination:/topic/orders\n\n^@");
            bob.send("SEND\ndestination:/app/order\n\n{\"shares\":0}^@");
            var told = bob.expect("MESSAGE");
            if (Boolean.parseBoolean(Seen.context().getInitParameter("it.validation"))) {
                assertEquals("/user/queue/errors", told.header("destination"));
                assertTrue(told.body().startsWith("{\"message\":\"field 'shares': "), told::body);
            } else {
                assertEquals("{\"shares\":0}", told.body());
            }
        }
    }

    @Test
    void what_clients_do_is_observed_once() throws Exception {
        var name = "eve" + System.nanoTime();
        try (var eve = chat(name)) {
            eve.send("SUBSCRIBE\nid:a\ndestination:/topic/a\nreceipt:r\n\n^@");
            eve.receipt("r");
            eve.send("UNSUBSCRIBE\nid:a\n\n^@");
            eve.send("DISCONNECT\n\n^@");
        }
        var expected = List.of(
                "Connected " + name + " 1",
                "Subscribed " + name + " 1",
                "Unsubscribed " + name + " 1",
                "Disconnected " + name + " 1");
        Poll.until(() -> !hasCdi() || eventsOf(name).contains(expected.get(3)));
        assertEquals(hasCdi() ? expected : List.of(), eventsOf(name));
    }

    private static List<String> eventsOf(String name) {
        return BeanEvents.SEEN.stream()
                .filter(event -> event.contains(" " + name + " "))
                .toList();
    }

    @Test
    void a_servlet_sends_with_the_messenger_that_is_injected() throws Exception {
        try (var ann = chat("ann")) {
            ann.send("SUBSCRIBE\nid:n\ndestination:/topic/news\nreceipt:r\n\n^@");
            ann.receipt("r");
            var request = "GET " + at("/news") + " HTTP/1.1\nHost: 127.0.0.1:" + port() + "\nConnection: close\n\n";
            var status = RawHttp.ask(port(), request).status();
            assertEquals(hasCdi() ? 200 : 501, status);
            if (hasCdi()) {
                assertEquals("new", ann.messageOf("n").body());
            }
        }
    }
}
