package io.bascule.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.application.Caller;
import io.bascule.application.MessageMapping;
import io.bascule.application.SendToUser;
import io.bascule.portfolio.PortfolioEndpoint;
import io.bascule.presence.ClientEvent;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BasculeInProcessTest {
    static class Answering {
        @MessageMapping("/double")
        @SendToUser("/queue/doubled")
        public int twice(int number, Caller caller) {
            return 2 * number;
        }
    }

    private static void application(Bascule bascule) {
        bascule.messages(List.of(new Answering()))
                .stomp(PortfolioEndpoint.class, endpoint -> endpoint, DestinationRules.of(), Login.OF_HANDSHAKE);
    }

    private static String body(Frame frame) {
        return new String(frame.body(), StandardCharsets.UTF_8);
    }

    @Test
    void handlers_answer_while_a_client_sends() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var ann = server.connect("/portfolio", "ann");
            var tab = server.connect("/portfolio", "ann");
            tab.subscribe("d", "/user/queue/doubled");
            ann.send("/app/double", "21");
            assertEquals("42", body(tab.next()));
            assertTrue(ann.isQuiet());
        }
    }

    @Test
    void a_bad_payload_is_an_error_that_names_the_field_and_the_connection_ends() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var nobody = server.connectAnonymously("/portfolio");
            nobody.send("/app/double", "\"x\"");
            var error = nobody.next();
            assertEquals(Command.ERROR, error.command());
            assertEquals(
                    Optional.of("payload: not a whole number"), error.headers().first("message"));
            assertEquals(1002, nobody.closed().orElseThrow().code());
            var thrown = assertThrows(AssertionError.class, nobody::next);
            assertEquals(
                    "No frame has arrived, and the server has closed: 1002 payload: not a whole number",
                    thrown.getMessage());
        }
    }

    @Test
    void a_bad_payload_is_a_message_without_a_receipt_for_whoever_listens_for_errors() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var ann = server.connect("/portfolio", "ann");
            ann.subscribe("e", "/user/queue/errors");
            ann.send("SEND\ndestination:/app/double\nreceipt:1\n\n\"x\"^@");
            ann.send("SEND\ndestination:/app/double\nreceipt:2\n\n1^@");
            assertEquals("{\"message\":\"payload: not a whole number\"}", body(ann.next()));
            assertEquals(Optional.of("2"), ann.next().headers().first("receipt-id"));
            assertTrue(ann.isQuiet());
            assertEquals(Optional.empty(), ann.closed());
        }
    }

    @Test
    void heart_beats_come_when_time_is_advanced_and_silence_ends_the_connection() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var ann = server.open("/portfolio", Optional.empty());
            ann.send("CONNECT\naccept-version:1.2\nheart-beat:1000,1000\n\n^@");
            assertEquals(Command.CONNECTED, ann.next().command());
            server.advance(Duration.ofMillis(1_900));
            assertTrue(ann.heartBeats() > 0);
            assertEquals(Optional.empty(), ann.closed());
            server.advance(Duration.ofMillis(100));
            assertEquals("no heart-beat for 2000 ms", ann.closed().orElseThrow().reason());
        }
    }

    @Test
    void a_message_may_be_larger_than_a_client_may_send() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var ann = server.connect("/portfolio", "ann");
            ann.subscribe("t", "/topic/t");
            server.bascule().messenger().send("/topic/t", "x".repeat(100_000));
            assertEquals(100_000, ann.next().body().length);
        }
    }

    @Test
    void settings_hold_as_on_a_server() {
        try (var server = BasculeInProcess.with(Map.of("firstMessage", "5s"), BasculeInProcessTest::application)) {
            var ann = server.open("/portfolio", Optional.empty());
            server.advance(Duration.ofSeconds(5));
            assertEquals(1008, ann.closed().orElseThrow().code());
        }
    }

    @Test
    void who_comes_and_goes_is_told_and_known() {
        var events = new ArrayList<ClientEvent>();
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            server.bascule().presence().listen(events::add);
            var ann = server.connect("/portfolio", "ann");
            assertEquals(Set.of("ann"), server.bascule().presence().users());
            ann.subscribe("a", "/topic/a");
            ann.subscribe("d", "/app/nothing");
            var user = Optional.of("ann");
            var id = Objects.requireNonNull(events.get(0)).connection();
            assertEquals(
                    List.of(
                            new ClientEvent.Connected(id, user),
                            new ClientEvent.Subscribed(id, user, "a", "/topic/a"),
                            new ClientEvent.Unsubscribed(id, user, "a", "/topic/a"),
                            new ClientEvent.Disconnected(id, user)),
                    events);
            assertEquals(Set.of(), server.bascule().presence().users());
        }
    }

    @Test
    void a_client_that_vanishes_is_gone() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            server.connect("/portfolio", "ann").vanish();
            assertEquals(0, server.bascule().counts().connections());
            assertEquals(Set.of(), server.bascule().presence().connections());
        }
    }

    @Test
    void a_handshake_that_is_refused_says_why() {
        try (var server = BasculeInProcess.with(BasculeInProcessTest::application)) {
            var thrown = assertThrows(AssertionError.class, () -> server.connectAnonymously("/nowhere"));
            assertEquals(
                    "The handshake is refused with 404: no endpoint has this path; below the context path there are"
                            + " [/portfolio]",
                    thrown.getMessage());
        }
    }
}
