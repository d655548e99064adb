package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.HttpSessionSource;
import io.bascule.server.grizzly.HttpSessions.LiveSession;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.glassfish.grizzly.http.server.Request;
import org.junit.jupiter.api.Test;

class HttpSessionsTest {
    private final ManualTime time = new ManualTime();
    private final HttpSessions sessions = sessions(false);
    private final List<String> told = new ArrayList<>();

    private HttpSessions sessions(boolean keepAlive) {
        return new HttpSessions(new SecureRandom(), new ManualClock(time), time, "/bascule", keepAlive);
    }

    /** A session that was used just now. */
    private LiveSession used() {
        return used(sessions);
    }

    private LiveSession used(HttpSessions sessions) {
        var session = sessions.create();
        session.setTimestamp(new ManualClock(time).millis());
        return session;
    }

    @Test
    void an_id_has_128_bits_in_url_safe_characters() {
        assertTrue(sessions.create().id().matches("[A-Za-z0-9_-]{22}"));
        assertNotEquals(sessions.create().id(), sessions.create().id());
    }

    @Test
    void a_session_is_found_by_its_id() {
        var session = used();
        assertSame(session, sessions.find(session.id()).orElseThrow());
        assertEquals(Optional.empty(), sessions.find("unknown"));
    }

    @Test
    void a_session_ends_after_30_minutes_without_a_request() {
        var session = used();
        time.advance(Duration.ofMinutes(30));
        assertTrue(sessions.find(session.id()).isPresent());
        time.advance(Duration.ofMillis(1));
        assertEquals(Optional.empty(), sessions.find(session.id()));
    }

    @Test
    void a_session_that_is_over_is_invalid_within_ten_seconds() {
        var session = used();
        time.advance(Duration.ofMinutes(30).plusSeconds(10));
        assertFalse(session.isValid());
    }

    @Test
    void a_session_that_expires_tells_its_connections_within_ten_seconds() {
        used().whenEnded(() -> told.add("ended"));
        time.advance(Duration.ofMinutes(30));
        assertEquals(List.of(), told);
        time.advance(Duration.ofSeconds(10));
        assertEquals(List.of("ended"), told);
    }

    @Test
    void messages_do_not_keep_a_session_alive_unless_the_setting_says_so() {
        var tie = used().whenEnded(() -> told.add("ended"));
        time.advance(Duration.ofMinutes(29));
        tie.heard();
        time.advance(Duration.ofMinutes(2));
        assertEquals(List.of("ended"), told);
    }

    @Test
    void with_the_setting_a_session_lives_30_minutes_from_the_last_message() {
        var tie = used(sessions(true)).whenEnded(() -> told.add("ended"));
        time.advance(Duration.ofMinutes(29));
        tie.heard();
        time.advance(Duration.ofMinutes(30));
        assertEquals(List.of(), told);
        time.advance(Duration.ofSeconds(10));
        assertEquals(List.of("ended"), told);
    }

    @Test
    void a_session_keeps_its_timeout_when_grizzly_sets_none_at_a_request() {
        var session = used();
        session.setSessionTimeout(-1000);
        assertTrue(sessions.find(session.id()).isPresent());
        time.advance(Duration.ofMinutes(31));
        assertTrue(sessions.find(session.id()).isEmpty());
    }

    @Test
    void a_session_that_is_invalidated_tells_every_connection_once() {
        var session = used();
        session.whenEnded(() -> told.add("first"));
        session.whenEnded(() -> told.add("second"));
        session.setValid(false);
        session.setValid(false);
        assertEquals(List.of("first", "second"), told.stream().sorted().toList());
    }

    @Test
    void a_connection_that_is_gone_is_not_told() {
        var session = used();
        session.whenEnded(() -> told.add("ended")).release();
        session.setValid(false);
        assertEquals(List.of(), told);
    }

    @Test
    void a_connection_that_comes_behind_the_end_is_told_at_once() {
        var session = used();
        session.setValid(false);
        session.whenEnded(() -> told.add("ended"));
        assertEquals(List.of("ended"), told);
    }

    @Test
    void a_connection_that_may_be_told_takes_itself_off_the_list() {
        var session = used();
        var ties = new ArrayList<HttpSessionSource.Tie>();
        ties.add(session.whenEnded(() -> {
            told.add("ended");
            ties.forEach(HttpSessionSource.Tie::release);
        }));
        session.setValid(false);
        assertEquals(List.of("ended"), told);
    }

    @Test
    void an_invalid_session_is_not_found() {
        var session = used();
        session.setValid(false);
        assertEquals(Optional.empty(), sessions.find(session.id()));
    }

    @Test
    void a_session_can_be_given_another_id() {
        var session = used();
        var old = session.id();
        assertEquals(old, sessions.changeSessionId(Request.create(), session));
        assertEquals(Optional.empty(), sessions.find(old));
        assertSame(session, sessions.find(session.id()).orElseThrow());
    }

    @Test
    void the_cookie_is_out_of_reach_of_scripts_and_other_applications() {
        var session = sessions.create();
        assertEquals("JSESSIONID=" + session.id() + "; Path=/bascule; HttpOnly", sessions.setCookie(session));
    }

    @Test
    void more_than_100000_are_not_kept() {
        for (int i = 0; i < 100_000; i++) {
            sessions.create();
        }
        var refused = assertThrows(IllegalStateException.class, sessions::create);
        assertEquals("There are 100000 HTTP sessions already", refused.getMessage());
    }
}
