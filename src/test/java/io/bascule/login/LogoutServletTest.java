package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.HttpExchangeFake;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogoutServletTest {
    private final HttpExchangeFake exchange = new HttpExchangeFake();
    private final HttpExchangeFake.Session session = new HttpExchangeFake.Session();

    @Test
    void a_logout_ends_the_session() throws IOException {
        exchange.session = session;
        logOut(true);
        assertTrue(session.ended);
        assertEquals("200 {\"user\":null}", exchange.answered());
    }

    @Test
    void a_logout_without_session_is_answered_alike_and_makes_none() throws IOException {
        logOut(true);
        assertEquals("200 {\"user\":null}", exchange.answered());
        assertEquals(null, exchange.session);
    }

    @Test
    void a_logout_that_another_page_wants_is_refused() throws IOException {
        exchange.session = session;
        logOut(false);
        assertFalse(session.ended);
        assertEquals("403 {\"message\":\"This was sent by a page of another site\"}", exchange.answered());
    }

    @Test
    void a_logout_that_a_page_of_another_site_wants_is_refused() throws IOException {
        exchange.session = session;
        exchange.fetchSites = List.of("cross-site");
        logOut(true);
        assertFalse(session.ended);
        assertEquals(403, exchange.status);
    }

    @Test
    void other_methods_are_told_which_one_is_allowed() throws IOException {
        exchange.session = session;
        exchange.method = "GET";
        logOut(true);
        assertFalse(session.ended);
        assertEquals("405", exchange.answered());
        assertEquals("POST", exchange.headers.get("Allow"));
    }

    private void logOut(boolean ownPage) throws IOException {
        new LogoutServlet(request -> ownPage).service(exchange.request(), exchange.response());
    }
}
