package io.bascule.server.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.HttpSessionSource;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import jakarta.servlet.http.HttpSessionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TiedHttpSessionsTest {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration THEIRS_FIRST = Duration.ofMillis(100);

    private final ManualTime time = new ManualTime();
    private final ManualClock clock = new ManualClock(time);
    private final List<String> told = new ArrayList<>();
    private TiedHttpSessions sessions = new TiedHttpSessions(clock, time, Runnable::run, false);
    private FakeHttpSession session = new FakeHttpSession(clock, sessions);

    private HttpSessionSource.Tie tie(String connection) {
        return sessions.tie(session, () -> told.add(connection));
    }

    private void seconds(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    /** A request of the session comes, through the filter. */
    private void request() {
        session.access();
        sessions.requested(session);
    }

    @Test
    void the_end_is_told_to_every_connection_once() {
        tie("first");
        tie("second");
        session.invalidate();
        time.advance(LOOK);
        assertEquals(List.of("first", "second"), told.stream().sorted().toList());
    }

    @Test
    void a_container_that_closes_them_itself_is_left_a_moment_for_it() {
        tie("one");
        session.invalidate();
        assertEquals(List.of(), told);
        time.advance(THEIRS_FIRST);
        assertEquals(List.of("one"), told);
    }

    @Test
    void another_session_s_connections_are_left_alone() {
        tie("mine");
        var other = new FakeHttpSession(clock, sessions);
        other.rename("b");
        other.invalidate();
        assertEquals(List.of(), told);
    }

    @Test
    void a_connection_that_is_gone_is_not_told() {
        tie("gone").release();
        session.invalidate();
        assertEquals(List.of(), told);
    }

    @Test
    void a_connection_of_a_session_that_has_ended_is_told_at_once() {
        session.vanish();
        tie("late");
        assertEquals(List.of("late"), told);
    }

    @Test
    void a_connection_that_opens_while_the_session_ends_is_told_at_the_next_look() {
        sessions.sessionDestroyed(
                new HttpSessionEvent(session)); // the container still lets it be used in its listeners
        tie("late");
        session.vanish();
        assertEquals(List.of(), told);
        time.advance(LOOK);
        assertEquals(List.of("late"), told);
    }

    @Test
    void an_expiry_that_the_container_has_not_noticed_is_told_within_ten_seconds() {
        tie("one");
        seconds(59);
        assertEquals(List.of(), told);
        seconds(11);
        assertEquals(List.of("one"), told);
    }

    @Test
    void an_expired_session_is_left_to_the_container() {
        tie("one");
        seconds(70);
        assertTrue(session.isValid());
    }

    @Test
    void a_session_without_an_interval_does_not_expire() {
        session.setMaxInactiveInterval(0);
        tie("one");
        time.advance(Duration.ofDays(30));
        assertEquals(List.of(), told);
    }

    @Test
    void a_request_makes_the_session_s_time_begin_anew() {
        tie("one");
        seconds(50);
        request();
        seconds(50);
        assertEquals(List.of(), told);
    }

    /** On Jetty the last access is the one before the request that was last. */
    @Test
    void a_request_counts_also_where_the_container_tells_only_of_the_one_before() {
        tie("one");
        seconds(50);
        sessions.requested(session);
        seconds(50);
        assertEquals(List.of(), told);
    }

    @Test
    void a_message_does_not_keep_the_session_alive() {
        var tie = tie("one");
        seconds(50);
        tie.heard();
        seconds(20);
        assertEquals(List.of("one"), told);
    }

    @Test
    void looking_changes_nothing_of_the_session() {
        tie("one");
        seconds(30);
        assertEquals(60, session.getMaxInactiveInterval());
        assertEquals(clock.millis() - 30_000, session.getLastAccessedTime());
        assertEquals(List.of(), Collections.list(session.getAttributeNames()));
    }

    @Test
    void a_session_that_changes_its_id_keeps_its_connections() {
        tie("one");
        session.rename("b");
        sessions.sessionIdChanged(new HttpSessionEvent(session), "a");
        assertEquals(List.of(), told);
        session.invalidate();
        time.advance(THEIRS_FIRST);
        assertEquals(List.of("one"), told);
    }

    @Test
    void a_connection_that_comes_in_while_the_id_changes_is_told_too() {
        tie("one");
        session.rename("b");
        tie("two");
        sessions.sessionIdChanged(new HttpSessionEvent(session), "a");
        session.invalidate();
        time.advance(THEIRS_FIRST);
        assertEquals(List.of("one", "two"), told.stream().sorted().toList());
    }

    @Test
    void a_session_that_cannot_be_asked_does_not_stop_the_looking_at_others() {
        var store = new IllegalArgumentException("the store is down");
        try (var log = RecordedLog.of(TiedHttpSessions.class)) {
            tie("one");
            session.failing(store);
            time.advance(LOOK);
            assertEquals(List.of("WARNING An HTTP session cannot be asked whether it is over"), log.lines());
        }
        session.vanish();
        time.advance(LOOK);
        assertEquals(List.of("one"), told);
    }

    @Nested
    class With_messages_that_keep_it_alive {
        private final HttpSessionSource.Tie tie;

        With_messages_that_keep_it_alive() {
            sessions = new TiedHttpSessions(clock, time, Runnable::run, true);
            session = new FakeHttpSession(clock, sessions);
            tie = tie("one");
        }

        /** Time passes with the container counting beside us. */
        private boolean expiresWithin(int seconds) {
            for (int second = 0; second < seconds; second++) {
                seconds(1);
                if (session.expireIfDue()) {
                    return true;
                }
            }
            return false;
        }

        @Test
        void the_container_does_not_end_it_while_messages_come() {
            for (int message = 0; message < 20; message++) {
                assertFalse(expiresWithin(50));
                tie.heard();
            }
            assertEquals(List.of(), told);
        }

        @Test
        void it_ends_one_interval_after_the_last_message() {
            seconds(50);
            tie.heard();
            assertFalse(expiresWithin(59));
            assertEquals(List.of(), told);
            seconds(6);
            assertEquals(List.of("one"), told);
            assertFalse(session.isValid());
        }

        @Test
        void its_connections_are_told_before_it_ends() {
            seconds(60);
            assertEquals(List.of("one"), told);
            assertTrue(session.isValid());
            seconds(1);
            assertFalse(session.isValid());
        }

        @Test
        void a_request_between_the_two_has_it_back() {
            seconds(60);
            request();
            seconds(1);
            assertTrue(session.isValid());
        }

        @Test
        void it_ends_so_too_when_the_connection_has_gone() {
            seconds(50);
            tie.heard();
            tie.release();
            assertFalse(expiresWithin(59));
            assertTrue(session.isValid());
            seconds(6);
            assertFalse(session.isValid());
        }

        @Test
        void an_interval_shorter_than_the_look_is_kept_as_well() {
            session.setMaxInactiveInterval(2);
            tie("two");
            for (int message = 0; message < 20; message++) {
                assertFalse(expiresWithin(1));
                tie.heard();
            }
        }

        @Test
        void the_first_request_behind_the_last_connection_gives_the_interval_back() {
            seconds(30);
            tie.heard();
            seconds(5);
            tie.release();
            request();
            assertEquals(60, session.getMaxInactiveInterval());
            assertEquals(List.of(), Collections.list(session.getAttributeNames()));
        }

        @Test
        void a_session_that_outlived_the_application_gets_its_interval_back() {
            seconds(5);
            var restarted = new TiedHttpSessions(clock, time, Runnable::run, true);
            restarted.requested(session);
            assertEquals(60, session.getMaxInactiveInterval());
        }

        @Test
        void an_interval_that_the_application_sets_meanwhile_is_the_one_that_counts() {
            seconds(10);
            session.setMaxInactiveInterval(600);
            seconds(585);
            assertEquals(List.of(), told);
            seconds(15);
            assertEquals(List.of("one"), told);
        }

        @Test
        void a_session_without_an_interval_stays_so() {
            session.setMaxInactiveInterval(-1);
            seconds(10);
            tie.heard();
            seconds(10);
            assertEquals(-1, session.getMaxInactiveInterval());
        }

        @Test
        void a_request_of_a_session_that_another_has_just_ended_is_let_through() {
            tie.release();
            session.vanish();
            sessions.requested(session);
            assertEquals(List.of(), told);
        }
    }
}
