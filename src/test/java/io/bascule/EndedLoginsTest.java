package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import io.bascule.handshake.LoginPrincipal;
import io.bascule.portfolio.PortfolioEndpoint;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import io.bascule.testing.BasculeInProcess;
import io.bascule.testing.StompClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndedLoginsTest {
    private final BasculeInProcess server = BasculeInProcess.with(bascule ->
            bascule.stomp(PortfolioEndpoint.class, endpoint -> endpoint, DestinationRules.of(), Login.OF_HANDSHAKE));
    private final Bascule bascule = server.bascule();
    private final Instant inAnHour = bascule.clock().instant().plus(Duration.ofHours(1));

    private record Cookie(String login) implements LoginPrincipal {
        @Override
        public String getName() {
            return "ann";
        }
    }

    private StompClient come(String login) {
        return server.open("/portfolio", Optional.of(new Cookie(login)));
    }

    private StompClient connect(String login) {
        var client = come(login);
        client.send("CONNECT\naccept-version:1.2\n\n^@");
        client.next();
        return client;
    }

    private int end(String login) {
        return bascule.endLogin(login, inAnHour).toCompletableFuture().getNow(-1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_connections_of_a_login_that_ends_are_closed_and_counted() {
        var one = connect("l1");
        var other = come("l1");
        assertEquals(2, end("l1"));
        var status = new CloseStatus(1008, "session ended");
        assertEquals(Optional.of(status), one.closed());
        assertEquals(Optional.of(status), other.closed());
    }

    @Test
    void those_of_another_login_of_the_same_user_stay() {
        var other = connect("l2");
        assertEquals(0, end("l1"));
        assertEquals(Optional.empty(), other.closed());
    }

    @Test
    void who_comes_by_an_ended_login_is_closed_at_once() {
        end("l1");
        assertEquals(
                Optional.of(new CloseStatus(1008, "session ended")), come("l1").closed());
        assertEquals(Optional.empty(), come("l2").closed());
    }

    @Test
    void it_is_known_as_ended_for_at_least_five_minutes_behind_its_time() {
        end("l1");
        server.advance(Duration.ofMinutes(65));
        end("l2");
        assertTrue(bascule.isEnded("l1"));
        server.advance(Duration.ofMinutes(1));
        end("l3");
        assertFalse(bascule.isEnded("l1"));
    }

    @Test
    void of_too_many_those_are_forgotten_that_end_first() {
        bascule.endLogin("first", inAnHour.minusMillis(1));
        for (int i = 0; i < EndedLogins.MOST; i++) {
            bascule.endLogin("l" + i, inAnHour.plusMillis(i));
        }
        assertFalse(bascule.isEnded("first"));
        assertTrue(bascule.isEnded("l0"));
        assertTrue(bascule.isEnded("l" + (EndedLogins.MOST - 1)));
    }

    @Test
    void a_login_without_a_name_is_refused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> end(""));
        assertEquals("A login is called by 0 characters; 1 to 200 are allowed", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> end("x".repeat(201)));
    }
}
