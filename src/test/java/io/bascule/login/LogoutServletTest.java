package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.HttpExchangeFake;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogoutServletTest {
    private final FakeEndings endings = new FakeEndings();
    private final Logins logins = new Logins(new ManualClock(new ManualTime()), new SecureRandom(), "", endings);
    private final HttpExchangeFake exchange = new HttpExchangeFake();

    @BeforeEach
    void logIn() {
        exchange.cookies = List.of("bascule-login=" + logins.begin("fabrice"));
    }

    @Test
    void a_logout_ends_the_login() throws IOException {
        logOut(true);
        assertEquals(1, endings.ended.size());
        assertEquals(Optional.empty(), logins.of(exchange.cookies));
        assertEquals("200 {\"user\":null}", exchange.answered());
    }

    @Test
    void a_logout_has_the_browser_forget_the_cookie() throws IOException {
        logOut(true);
        assertEquals(
                "bascule-login=; Path=/bascule; Max-Age=0; HttpOnly; SameSite=Lax", exchange.headers.get("Set-Cookie"));
    }

    @Test
    void a_logout_without_login_is_answered_alike() throws IOException {
        exchange.cookies = List.of();
        logOut(true);
        assertEquals("200 {\"user\":null}", exchange.answered());
        assertEquals(Map.of(), endings.ended);
    }

    @Test
    void a_logout_that_another_page_wants_is_refused() throws IOException {
        logOut(false);
        assertEquals(Map.of(), endings.ended);
        assertEquals("403 {\"message\":\"This was sent by a page of another site\"}", exchange.answered());
    }

    @Test
    void a_logout_that_a_page_of_another_site_wants_is_refused() throws IOException {
        exchange.fetchSites = List.of("cross-site");
        logOut(true);
        assertEquals(Map.of(), endings.ended);
        assertEquals(403, exchange.status);
    }

    @Test
    void other_methods_are_told_which_one_is_allowed() throws IOException {
        exchange.method = "GET";
        logOut(true);
        assertEquals(Map.of(), endings.ended);
        assertEquals("405", exchange.answered());
        assertEquals("POST", exchange.headers.get("Allow"));
    }

    private void logOut(boolean ownPage) throws IOException {
        new LogoutServlet(new LoginCookie(logins, request -> false), request -> ownPage)
                .service(exchange.request(), exchange.response());
    }
}
