package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.RecordedLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionAttributesTest {
    private final FakeHttpSession session = new FakeHttpSession();

    @Test
    void without_a_wish_the_session_is_not_even_looked_at() {
        session.values.put("user", "fabrice");

        assertEquals(Map.of(), SessionAttributes.NONE.copiedFrom(session));
        assertEquals(0, session.lookedAt);
    }

    @Test
    void the_named_attributes_are_copied_and_absent_ones_left_out() {
        session.values.putAll(Map.of("user", "fabrice", "cart", 7));

        assertEquals(
                Map.of("user", "fabrice"),
                SessionAttributes.names("user", "theme").copiedFrom(session));
    }

    @Test
    void all_attributes_are_copied() {
        session.values.putAll(Map.of("user", "fabrice", "cart", 7));

        assertEquals(session.values, SessionAttributes.all().copiedFrom(session));
    }

    @Test
    void the_id_of_the_session_is_copied_under_the_wished_name() {
        session.values.put("user", "fabrice");

        assertEquals(
                Map.of("HTTP.SESSION.ID", "5e55"),
                SessionAttributes.NONE.withId("HTTP.SESSION.ID").copiedFrom(session));
    }

    @Test
    void no_session_is_made_unless_wished() {
        session.exists = false;

        assertEquals(Map.of(), SessionAttributes.all().withId("id").copiedFrom(session));
        assertFalse(session.exists);
    }

    @Test
    void a_session_is_made_when_wished() {
        session.exists = false;

        assertEquals(Map.of(), SessionAttributes.NONE.creating().copiedFrom(session));
        assertTrue(session.exists);
    }

    @Test
    void the_servers_own_names_are_skipped_with_one_log_line() {
        session.values.putAll(Map.of(
                "io.bascule.connection",
                1,
                "bascule.x",
                2,
                "org.apache.y",
                3,
                "org.glassfish.z",
                4,
                "user",
                "fabrice"));
        try (var log = RecordedLog.of(SessionAttributes.class)) {
            assertEquals(Map.of("user", "fabrice"), SessionAttributes.all().copiedFrom(session));
            assertEquals(
                    List.of("FINE Not copied from the HTTP session, since the names are the server's own: bascule.x,"
                            + " io.bascule.connection, org.apache.y, org.glassfish.z"),
                    log.lines());
        }
    }

    @Test
    void the_setting_holds_names_or_a_star() {
        assertEquals(SessionAttributes.NONE, SessionAttributes.parse(""));
        assertEquals(SessionAttributes.names("user", "cart"), SessionAttributes.parse(" user, cart,,user"));
        assertEquals(SessionAttributes.all(), SessionAttributes.parse("*"));
    }

    @Test
    void a_name_beside_the_star_is_refused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> SessionAttributes.parse("*,user"));
        assertEquals(
                "'*' copies every attribute, 'user' too; write '*' alone, or leave it out to copy only the others",
                refused.getMessage());
    }
}
