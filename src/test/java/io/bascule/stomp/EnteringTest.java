package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Part;
import io.bascule.presence.Clients;
import io.bascule.stomp.Login.Identity;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A login of the application's, which may take its time. */
class EnteringTest {
    private static final String CONNECT = "CONNECT\naccept-version:1.2\nlogin:ann\npasscode:secret\n\n\0";
    private static final Login ANN = (handshake, connect) -> Identity.named("ann");

    private final ManualTime time = new ManualTime();
    private final FakeBroker broker = new FakeBroker();
    /** What the threads of the application have to do. */
    private final Queue<Runnable> work = new ArrayDeque<>();

    private RecordingConnection connection =
            new RecordingConnection("", RecordingConnection.handshake(Optional.empty()));

    private StompSession session(Login login) {
        var handshake = RecordingConnection.handshake(Optional.empty());
        connection = new RecordingConnection("c1", handshake);
        var rules = DestinationRules.of(DestinationRules.Rule.send("/topic/**", DestinationRules.Who.A_USER));
        var session = new Stomp(
                        Client.OPTIONS,
                        broker,
                        new Clients(Runnable::run),
                        work::add,
                        time,
                        time,
                        rules,
                        SlowClientRules.NONE,
                        login)
                .create(handshake);
        session.opened(connection);
        return session;
    }

    private void work() {
        for (var task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static void send(StompSession session, String... messages) {
        for (var message : messages) {
            session.received(Part.text(message), true);
        }
    }

    @Test
    void a_login_runs_where_application_code_does_and_connected_follows_it() {
        var session = session(ANN);
        send(session, CONNECT);
        assertEquals(List.of(), connection.seen());
        work();
        assertTrue(connection.seen().get(0).contains("\nuser-name:ann\n"));
        assertEquals(Optional.of("ann"), session.user());
    }

    @Test
    void what_is_sent_meanwhile_is_read_behind_connected_and_in_order() {
        var session = session(ANN);
        send(session, CONNECT + "SEND\ndestination:/topic/a\n\n1\0SEND\ndesti", "nation:/topic/a\n\n2\0");
        send(session, "SEND\ndestination:/topic/b\nreceipt:r\n\n3\0");
        assertEquals(List.of(), broker.asked);
        work();
        assertEquals(List.of("publish /topic/a", "publish /topic/a", "publish /topic/b"), broker.asked);
        var seen = connection.seen();
        assertTrue(seen.get(0).startsWith("CONNECTED\n"));
        assertEquals("RECEIPT\nreceipt-id:r\n\n^@", seen.get(1));
    }

    @Test
    void a_refused_login_is_an_error_and_nothing_behind_it_is_read() {
        var session = session((handshake, connect) -> {
            throw new Login.Refused("Not today");
        });
        send(session, CONNECT + "SEND\ndestination:/topic/a\n\n1\0");
        work();
        var seen = connection.seen();
        assertTrue(seen.get(0).startsWith("ERROR\nmessage:Not today\n"));
        assertFalse(seen.get(0).contains("secret"));
        assertEquals("CLOSE 1008 Not today", seen.get(1));
        assertEquals(List.of("gone"), broker.asked);
    }

    @Test
    void a_login_that_fails_is_the_servers_fault() {
        var session = session((handshake, connect) -> {
            throw new IllegalStateException("no database at 10.0.0.7");
        });
        try (var log = RecordedLog.of(StompSession.class)) {
            send(session, CONNECT);
            work();
            assertEquals("SEVERE c1: CONNECT failed", log.lines().get(0));
        }
        assertEquals("CLOSE 1011 Internal error", connection.seen().get(1));
    }

    @Test
    void a_login_that_does_not_come_to_an_end_closes_the_connection() {
        var session = session(ANN);
        time.advance(Client.OPTIONS.firstMessage().minusMillis(1));
        send(session, CONNECT);
        time.advance(Client.OPTIONS.firstMessage().minusMillis(1));
        assertEquals(List.of(), connection.seen());
        try (var log = RecordedLog.of(StompSession.class)) {
            time.advance(Duration.ofMillis(1));
            assertEquals(
                    "WARNING c1: its login has taken 30000 ms (firstMessage) and has not come to an end",
                    log.lines().get(0));
        }
        assertEquals(
                List.of(
                        "ERROR\nmessage:The login takes too long\ncontent-type:text/plain\ncontent-length:42\n\n"
                                + "The login takes too long\nTry again later.\n^@",
                        "CLOSE 1013 The login takes too long"),
                connection.seen());
        work();
        assertEquals(List.of(), connection.seen());
        assertEquals(Optional.empty(), session.user());
    }

    @Test
    void a_login_that_comes_to_an_end_leaves_no_deadline_behind() {
        var session = session(ANN);
        send(session, CONNECT);
        work();
        connection.seen();
        time.advance(Client.OPTIONS.firstMessage().multipliedBy(2));
        assertEquals(List.of(), connection.seen());
    }

    @Test
    void a_client_that_has_gone_meanwhile_does_not_come_in() {
        var session = session(ANN);
        send(session, CONNECT);
        session.closed(CloseStatus.ABNORMAL);
        work();
        assertEquals(List.of(), connection.seen());
        assertEquals(0, time.pending());
    }

    @Test
    void a_quick_login_needs_no_thread_of_the_application() {
        var session = session(Login.quick(ANN));
        send(session, CONNECT);
        assertTrue(connection.seen().get(0).contains("\nuser-name:ann\n"));
        assertEquals(0, work.size());
    }

    @Test
    void a_name_that_no_user_can_have_is_refused() {
        for (var name : List.of("", " ", "a\nuser-name:bob", "a\0b", "a%2Fb", "a%2fb", "a".repeat(256))) {
            assertEquals(
                    "This user name cannot be used here",
                    assertThrows(Login.Refused.class, () -> Identity.named(name))
                            .getMessage());
        }
        assertEquals(Optional.of("a/b"), Identity.named("a/b").user());
    }

    @Test
    void a_principal_without_a_name_is_anonymous() {
        assertEquals(Identity.ANONYMOUS, Identity.of(Optional.empty()));
        assertEquals(Identity.named("ann"), Identity.of(Optional.of(() -> "ann")));
    }
}
