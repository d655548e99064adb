package io.bascule.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.HttpExchangeFake;
import io.bascule.testing.ManualClock;
import io.bascule.testing.ManualTime;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginServletTest {
    private static final String WRONG = "401 {\"message\":\"Wrong name or password\"}";

    private final ManualTime time = new ManualTime();
    private final FakeEndings endings = new FakeEndings();
    private final Logins logins = new Logins(new ManualClock(new ManualTime()), new SecureRandom(), "", endings);
    private final LoginCookie cookie = new LoginCookie(logins, request -> false);
    private final LoginServlet servlet =
            new LoginServlet(LoginServletTest::belong, cookie, time, request -> true, ServletRequest::getRemoteAddr);

    @Test
    void the_right_password_logs_in() throws IOException {
        assertEquals("200 {\"user\":\"fabrice\"}", login("fabrice", "fab123").answered());
    }

    @Test
    void the_answer_is_json_that_nobody_keeps() throws IOException {
        var headers = login("fabrice", "fab123").headers;
        headers.remove("Set-Cookie");
        assertEquals(
                Map.of("Cache-Control", "no-store", "Content-Type", "application/json", "Content-Length", "18"),
                headers);
    }

    @Test
    void the_cookie_is_for_this_application_and_no_script() throws IOException {
        assertEquals(
                "; Path=/bascule; HttpOnly; SameSite=Lax",
                setCookie(login("paulson", "bond")).replaceFirst("[^;]*", ""));
    }

    @Test
    void the_cookie_of_a_page_by_https_is_for_https_only() throws IOException {
        var exchange = form("username=fabrice&password=fab123");
        var byHttps = new LoginCookie(logins, request -> true);
        serve(
                new LoginServlet(
                        LoginServletTest::belong, byHttps, time, request -> true, ServletRequest::getRemoteAddr),
                exchange);
        assertEquals(
                "; Path=/bascule; HttpOnly; Secure; SameSite=Lax",
                setCookie(exchange).replaceFirst("[^;]*", ""));
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
    void a_refused_login_sets_no_cookie() throws IOException {
        assertNull(login("fabrice", "bond").headers.get("Set-Cookie"));
    }

    @Test
    void a_login_ends_the_one_that_the_browser_had_before() throws IOException {
        var before = login("fabrice", "fab123");
        var after = login(before, "paulson", "bond");
        assertEquals(1, endings.ended.size());
        assertEquals("200 {\"user\":null}", whoIs(before).answered());
        assertEquals("200 {\"user\":\"paulson\"}", whoIs(after).answered());
    }

    @Test
    void a_login_of_the_same_user_brings_another_cookie() throws IOException {
        var before = login("fabrice", "fab123");
        var after = login(before, "fabrice", "fab123");
        assertNotEquals(setCookie(before), setCookie(after));
        assertEquals("200 {\"user\":\"fabrice\"}", whoIs(after).answered());
    }

    @Test
    void a_refused_login_leaves_that_of_another_user_alone() throws IOException {
        login(login("fabrice", "fab123"), "paulson", "fab123");
        assertEquals(Map.of(), endings.ended);
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
        new LoginServlet(LoginServletTest::belong, cookie, time, request -> false, ServletRequest::getRemoteAddr)
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
                cookie,
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
        var exchange = whoIs(login("fabrice", "fab123"));
        assertEquals("200 {\"user\":\"fabrice\"}", exchange.answered());
        assertEquals("no-store", exchange.headers.get("Cache-Control"));
    }

    @Test
    void without_a_cookie_nobody_is_logged_in() throws IOException {
        assertEquals("200 {\"user\":null}", whoIs(new HttpExchangeFake()).answered());
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
        return login(new HttpExchangeFake(), name, password);
    }

    private HttpExchangeFake login(HttpExchangeFake before, String name, String password) throws IOException {
        var exchange = form("username=" + name + "&password=" + password.replace(' ', '+'));
        exchange.cookies = cookies(before);
        serve(exchange);
        return exchange;
    }

    private static String setCookie(HttpExchangeFake exchange) {
        return exchange.headers.getOrDefault("Set-Cookie", "");
    }

    /** What the browser sends behind that answer. */
    private static List<String> cookies(HttpExchangeFake exchange) {
        return List.of("theme=dark; " + setCookie(exchange).replaceFirst(";.*", ""));
    }

    private HttpExchangeFake whoIs(HttpExchangeFake before) throws IOException {
        var exchange = new HttpExchangeFake();
        exchange.method = "GET";
        exchange.path = "/session";
        exchange.cookies = cookies(before);
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
