package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.HttpExchangeFake;
import io.bascule.testing.ManualTime;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoginServletTest {
    private static final String WRONG = "401 {\"message\":\"Wrong name or password\"}";

    private final ManualTime time = new ManualTime();
    private final LoginServlet servlet =
            new LoginServlet(LoginServletTest::belong, time, request -> true, ServletRequest::getRemoteAddr);

    @Test
    void the_right_password_logs_in() throws IOException {
        assertEquals("200 {\"user\":\"fabrice\"}", login("fabrice", "fab123").answered());
    }

    @Test
    void the_answer_is_json_that_nobody_keeps() throws IOException {
        assertEquals(
                Map.of("Cache-Control", "no-store", "Content-Type", "application/json", "Content-Length", "18"),
                login("fabrice", "fab123").headers);
    }

    @Test
    void the_name_is_an_attribute_of_a_session_that_lasts_eight_hours_of_silence() throws IOException {
        var session = sessionOf(login("paulson", "bond"));
        assertEquals(Map.of("user", "paulson"), session.attributes);
        assertEquals(28_800, session.idleSeconds);
    }

    @Test
    void a_wrong_password_is_refused() throws IOException {
        assertEquals(WRONG, login("fabrice", "bond").answered());
    }

    @Test
    void a_wrong_name_is_refused_in_the_same_words() throws IOException {
        assertEquals(WRONG, login("nobody", "fab123").answered());
    }

    @Test
    void a_refused_login_makes_no_session() throws IOException {
        assertNull(login("fabrice", "bond").session);
    }

    @Test
    void a_login_over_a_session_of_nobody_ends_it_and_makes_a_new_one() throws IOException {
        var old = new HttpExchangeFake.Session();
        var exchange = login(old, "fabrice", "fab123");
        assertTrue(old.ended);
        assertEquals(Map.of("user", "fabrice"), sessionOf(exchange).attributes);
    }

    @Test
    void a_login_of_another_user_ends_the_session_of_the_first() throws IOException {
        var old = sessionOf(login("fabrice", "fab123"));
        var exchange = login(old, "paulson", "bond");
        assertTrue(old.ended);
        assertEquals(Map.of("user", "paulson"), sessionOf(exchange).attributes);
    }

    @Test
    void a_login_of_the_same_user_renews_the_id_of_the_session() throws IOException {
        var old = sessionOf(login("fabrice", "fab123"));
        var id = old.id;
        var exchange = login(old, "fabrice", "fab123");
        assertSame(old, exchange.session);
        assertEquals("changed " + id, old.id);
    }

    @Test
    void a_refused_login_leaves_the_session_of_another_user_alone() throws IOException {
        var old = sessionOf(login("fabrice", "fab123"));
        login(old, "paulson", "fab123");
        assertFalse(old.ended);
    }

    @Test
    void other_methods_are_told_which_one_is_allowed() throws IOException {
        for (var method : List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            var exchange = new HttpExchangeFake();
            exchange.method = method;
            serve(exchange);
            assertEquals("405", exchange.answered());
            assertEquals("POST", exchange.headers.get("Allow"));
        }
    }

    @Test
    void a_page_that_is_not_ours_is_refused() throws IOException {
        var exchange = form("username=fabrice&password=fab123");
        new LoginServlet(LoginServletTest::belong, time, request -> false, ServletRequest::getRemoteAddr)
                .service(exchange.request(), exchange.response());
        assertEquals("403 {\"message\":\"This was sent by a page of another site\"}", exchange.answered());
    }

    @Test
    void fetch_metadata_of_another_site_is_refused() throws IOException {
        for (var sites : List.of(
                List.of("cross-site"), List.of("same-site"), List.of("same-origin", "cross-site"), List.of(""))) {
            var exchange = form("username=fabrice&password=fab123");
            exchange.fetchSites = sites;
            serve(exchange);
            assertEquals("403 {\"message\":\"This was sent by a page of another site\"}", exchange.answered());
        }
    }

    @Test
    void fetch_metadata_of_our_own_page_is_let_in() throws IOException {
        var exchange = form("username=fabrice&password=fab123");
        exchange.fetchSites = List.of("same-origin");
        serve(exchange);
        assertEquals(200, exchange.status);
    }

    @Test
    void a_body_that_is_no_form_is_refused_unread() throws IOException {
        for (var type : List.of(
                "application/json", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-16")) {
            var exchange = form("username=fabrice&password=fab123");
            exchange.contentType = type;
            serve(exchange);
            assertEquals("415 {\"message\":\"Send application/x-www-form-urlencoded in UTF-8\"}", exchange.answered());
            assertEquals(0, exchange.bytesRead);
        }
    }

    @Test
    void a_body_without_content_type_is_refused() throws IOException {
        var exchange = form("username=fabrice&password=fab123");
        exchange.contentType = null;
        serve(exchange);
        assertEquals(415, exchange.status);
    }

    @Test
    void a_form_may_name_its_encoding() throws IOException {
        var exchange = form("username=fabrice&password=fab123");
        exchange.contentType = "Application/X-WWW-Form-Urlencoded;charset=\"UTF-8\"";
        serve(exchange);
        assertEquals(200, exchange.status);
    }

    @Test
    void a_body_of_4096_bytes_is_read() throws IOException {
        var exchange = padded(4096);
        serve(exchange);
        assertEquals(200, exchange.status);
    }

    @Test
    void a_body_that_says_it_is_longer_is_refused_unread() throws IOException {
        var exchange = padded(4097);
        serve(exchange);
        assertEquals("413 {\"message\":\"Send at most 4096 bytes\"}", exchange.answered());
        assertEquals("close", exchange.headers.get("Connection"));
        assertEquals(0, exchange.bytesRead);
    }

    @Test
    void a_body_of_unknown_length_is_read_no_further_than_the_limit() throws IOException {
        var exchange = padded(1_000_000);
        exchange.lengthKnown = false;
        serve(exchange);
        assertEquals(413, exchange.status);
        assertEquals(4097, exchange.bytesRead);
    }

    @Test
    void a_form_without_password_is_refused() throws IOException {
        var exchange = form("username=fabrice");
        serve(exchange);
        assertEquals("400 {\"message\":\"Send the fields username and password, once each\"}", exchange.answered());
    }

    @Test
    void after_ten_failures_even_the_right_password_has_to_wait() throws IOException {
        tenFailures();
        var exchange = login("fabrice", "fab123");
        assertEquals("429 {\"message\":\"Too many failed attempts; try again in 60 s\"}", exchange.answered());
        assertEquals("60", exchange.headers.get("Retry-After"));
    }

    @Test
    void a_minute_after_ten_failures_the_right_password_logs_in() throws IOException {
        tenFailures();
        time.advance(Duration.ofMinutes(1));
        assertEquals(200, login("fabrice", "fab123").status);
    }

    @Test
    void logins_that_succeed_are_never_too_many() throws IOException {
        for (var login = 0; login < 12; login++) {
            assertEquals(200, login("fabrice", "fab123").status);
        }
    }

    @Test
    void a_third_password_at_the_same_time_is_not_even_checked() throws Exception {
        var checking = new CountDownLatch(2);
        var third = new CountDownLatch(1);
        var busy = new LoginServlet(
                (name, password) -> {
                    checking.countDown();
                    return awaited(third);
                },
                time,
                request -> true,
                ServletRequest::getRemoteAddr);
        var threads = Executors.newFixedThreadPool(2);
        try {
            var first = threads.submit(() -> serve(busy, form("username=fabrice&password=fab123")));
            var second = threads.submit(() -> serve(busy, form("username=fabrice&password=fab123")));
            assertTrue(awaited(checking));
            var putOff = serve(busy, form("username=fabrice&password=fab123"));
            third.countDown();
            assertEquals("503 {\"message\":\"Too many are logging in; try again in 1 s\"}", putOff.answered());
            assertEquals("1", putOff.headers.get("Retry-After"));
            assertEquals(200, first.get().status);
            assertEquals(200, second.get().status);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_session_tells_who_is_logged_in() throws IOException {
        var exchange = whoIs(login("fabrice", "fab123").session);
        assertEquals("200 {\"user\":\"fabrice\"}", exchange.answered());
        assertEquals("no-store", exchange.headers.get("Cache-Control"));
    }

    @Test
    void without_a_session_nobody_is_logged_in() throws IOException {
        assertEquals("200 {\"user\":null}", whoIs(null).answered());
    }

    @Test
    void in_a_session_without_login_nobody_is_logged_in() throws IOException {
        assertEquals(
                "200 {\"user\":null}", whoIs(new HttpExchangeFake.Session()).answered());
    }

    @Test
    void the_session_can_only_be_asked_for() throws IOException {
        var exchange = new HttpExchangeFake();
        exchange.path = "/session";
        serve(exchange);
        assertEquals("405", exchange.answered());
        assertEquals("GET", exchange.headers.get("Allow"));
    }

    private void tenFailures() throws IOException {
        for (var attempt = 0; attempt < 10; attempt++) {
            assertEquals(WRONG, login("fabrice", "guess " + attempt).answered());
        }
    }

    private HttpExchangeFake login(String name, String password) throws IOException {
        return login(null, name, password);
    }

    private HttpExchangeFake login(HttpExchangeFake.@Nullable Session session, String name, String password)
            throws IOException {
        var exchange = form("username=" + name + "&password=" + password.replace(' ', '+'));
        exchange.session = session;
        serve(exchange);
        return exchange;
    }

    private static HttpExchangeFake.Session sessionOf(HttpExchangeFake exchange) {
        return Objects.requireNonNull(exchange.session);
    }

    private HttpExchangeFake whoIs(HttpExchangeFake.@Nullable Session session) throws IOException {
        var exchange = new HttpExchangeFake();
        exchange.method = "GET";
        exchange.path = "/session";
        exchange.session = session;
        serve(exchange);
        return exchange;
    }

    private void serve(HttpExchangeFake exchange) throws IOException {
        serve(servlet, exchange);
    }

    private static HttpExchangeFake serve(LoginServlet servlet, HttpExchangeFake exchange) throws IOException {
        servlet.service(exchange.request(), exchange.response());
        return exchange;
    }

    private static boolean belong(String name, String password) {
        return (name + "/" + password).matches("fabrice/fab123|paulson/bond");
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpExchangeFake form(String body) {
        var exchange = new HttpExchangeFake();
        exchange.body = body;
        return exchange;
    }

    private static HttpExchangeFake padded(int length) {
        var fields = "username=fabrice&password=fab123&more=";
        return form(fields + "x".repeat(length - fields.length()));
    }
}
