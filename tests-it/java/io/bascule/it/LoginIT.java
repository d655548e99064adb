package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.HttpBody;
import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logging in and out by form. Each test has its own server, since too many attempts are counted. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginIT {
    private static final String FABRICE = "username=fabrice&password=fab123";
    private static final String WRONG = "username=fabrice&password=wrong";
    private static final String CONNECT =
            "[\"CONNECT\\naccept-version:1.2\\nhost:127.0.0.1\\nheart-beat:0,0\\n\\n\\u0000\"]";

    private ServerUnderTest server;

    @BeforeEach
    void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Who the server says the sender of {@code cookie} is: the body of GET /session. */
    private RawHttp.Answer session(String... lines) throws IOException {
        return RawHttp.ask(
                server.port(),
                "GET " + server.at("/session") + " HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\n"
                        + String.join("\n", lines) + (lines.length == 0 ? "" : "\n") + "\n");
    }

    private Set<String> attributes(RawHttp.Answer answer) {
        var parts = List.of(answer.header("Set-Cookie").split("; *", -1));
        return new HashSet<>(parts.subList(1, parts.size()));
    }

    @Test
    void the_right_password_logs_in() throws Exception {
        var cookie = FormPost.logIn(server, "fabrice", "fab123");
        assertTrue(session(cookie).body().contains("\"fabrice\""));
    }

    @Test
    void a_login_lasts_over_many_requests() throws Exception {
        var cookie = FormPost.logIn(server, "fabrice", "fab123");
        for (int asked = 0; asked < 20; asked++) {
            assertTrue(session(cookie).body().contains("\"fabrice\""), "at request " + asked);
        }
    }

    @Test
    void the_same_user_may_log_in_again_and_lasts() throws Exception {
        var first = FormPost.logIn(server, "fabrice", "fab123");
        var second = FormPost.cookie(FormPost.send(server, "/login", "username=fabrice&password=fab123", first));
        assertNotEquals(first, second);
        for (int asked = 0; asked < 20; asked++) {
            assertTrue(session(second).body().contains("\"fabrice\""), "at request " + asked);
        }
        assertFalse(session(first).body().contains("\"fabrice\""));
    }

    @Test
    void a_wrong_password_is_answered_401() throws Exception {
        var answer = FormPost.send(server, "/login", WRONG);
        assertEquals(401, answer.status(), answer::toString);
        assertEquals(List.of(), answer.lines("Set-Cookie"));
        Refusal.assertTellsNothing(answer);
    }

    @Test
    void an_unknown_user_is_answered_as_a_wrong_password() throws Exception {
        var unknown = FormPost.send(server, "/login", "username=nobody&password=wrong");
        var wrong = FormPost.send(server, "/login", WRONG);
        assertEquals(401, unknown.status(), unknown::toString);
        assertEquals(wrong.body(), unknown.body());
    }

    @Test
    void a_form_without_its_fields_is_refused() throws Exception {
        var answer = FormPost.send(server, "/login", "a=b");
        assertTrue(answer.status() == 400 || answer.status() == 401, answer::toString);
    }

    @Test
    void a_foreign_origin_is_answered_403() throws Exception {
        var text = FormPost.text(server, "/login", FABRICE, List.of("Origin: http://evil.example"));
        assertEquals(403, RawHttp.ask(server.port(), text).status());
    }

    @Test
    void the_origin_null_is_answered_403() throws Exception {
        var text = FormPost.text(server, "/login", FABRICE, List.of("Origin: null"));
        assertEquals(403, RawHttp.ask(server.port(), text).status());
    }

    @Test
    void a_cross_site_fetch_is_answered_403() throws Exception {
        var text = FormPost.text(server, "/login", FABRICE, List.of(), "Sec-Fetch-Site: cross-site");
        assertEquals(403, RawHttp.ask(server.port(), text).status());
    }

    @Test
    void a_foreign_page_cannot_log_anybody_out() throws Exception {
        var cookie = FormPost.logIn(server, "fabrice", "fab123");
        var text = FormPost.text(server, "/logout", "", List.of("Origin: http://evil.example"), cookie);
        assertEquals(403, RawHttp.ask(server.port(), text).status());
        assertTrue(session(cookie).body().contains("\"fabrice\""));
    }

    @Test
    void a_body_of_more_than_4_kib_is_answered_413() throws Exception {
        var answer = FormPost.send(server, "/login", FABRICE + "&x=" + "x".repeat(4096));
        assertEquals(413, answer.status(), answer::toString);
    }

    @Test
    void a_body_of_4_kib_is_read() throws Exception {
        var form = FABRICE + "&x=";
        var answer = FormPost.send(server, "/login", form + "x".repeat(4096 - form.length()));
        assertEquals(200, answer.status(), answer::toString);
    }

    @Test
    void a_body_that_announces_too_much_is_answered_413_before_it_comes() throws Exception {
        try (var http = RawHttp.connect(server.port())) {
            http.send(FormPost.text(server, "/login", "").replace("Content-Length: 0", "Content-Length: 1000000"));
            assertEquals(413, http.answer().status());
        }
    }

    @Test
    void get_is_answered_405() throws Exception {
        var request = FormPost.text(server, "/login", "").replace("POST", "GET");
        assertEquals(405, RawHttp.ask(server.port(), request).status());
    }

    @Test
    void too_many_attempts_are_answered_429_with_the_seconds_to_wait() throws Exception {
        RawHttp.Answer answer = FormPost.send(server, "/login", WRONG);
        for (int tried = 1; tried < 100 && answer.status() == 401; tried++) {
            answer = FormPost.send(server, "/login", WRONG);
        }
        assertEquals("HTTP/1.1 429 Too Many Requests", answer.statusLine());
        assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0, answer::toString);
    }

    @Test
    void behind_a_trusted_proxy_the_attempts_of_one_client_are_not_those_of_another() throws Exception {
        try (var other = ServerUnderTest.start(Map.of("trustedProxies", "127.0.0.1"))) {
            for (int tried = 0; tried < 10; tried++) {
                FormPost.send(other, "/login", "username=nobody&password=wrong", "X-Forwarded-For: 192.0.2.1");
            }
            var same = FormPost.send(other, "/login", FABRICE, "X-Forwarded-For: 192.0.2.1");
            assertEquals(429, same.status(), same::toString);
            var another = FormPost.send(other, "/login", FABRICE, "X-Forwarded-For: 192.0.2.2");
            assertEquals(200, another.status(), another::toString);
        }
    }

    @Test
    void who_only_claims_to_be_a_proxy_gets_no_more_attempts() throws Exception {
        for (int tried = 0; tried < 10; tried++) {
            FormPost.send(server, "/login", "username=nobody&password=wrong", "X-Forwarded-For: 192.0.2." + tried);
        }
        var next = FormPost.send(server, "/login", FABRICE, "X-Forwarded-For: 192.0.2.10");
        assertEquals(429, next.status(), next::toString);
    }

    @Test
    void the_cookie_is_for_this_application_and_no_script() throws Exception {
        var answer = FormPost.send(server, "/login", FABRICE);
        assertEquals(Set.of("HttpOnly", "SameSite=Lax", "Path=/bascule"), attributes(answer));
    }

    @Test
    void the_cookie_is_secure_behind_a_trusted_proxy_that_speaks_https() throws Exception {
        try (var other = ServerUnderTest.start(Map.of("trustedProxies", "127.0.0.1"))) {
            var text = FormPost.text(
                    other,
                    "/login",
                    FABRICE,
                    List.of("Origin: https://localhost"),
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: localhost");
            var answer = RawHttp.ask(other.port(), text);
            assertTrue(attributes(answer).contains("Secure"), answer::toString);
        }
    }

    @Test
    void behind_a_trusted_proxy_too_many_attempts_are_those_of_one_client() throws Exception {
        try (var other = ServerUnderTest.start(Map.of("trustedProxies", "127.0.0.1"))) {
            for (int tried = 0; tried < 10; tried++) {
                assertEquals(401, tryAs("198.51.100.1", "nobody" + tried, other).status());
            }
            assertEquals(429, tryAs("198.51.100.1", "somebody", other).status());
            assertEquals(401, tryAs("198.51.100.2", "somebody", other).status());
        }
    }

    private static RawHttp.Answer tryAs(String client, String name, ServerUnderTest through) throws IOException {
        return FormPost.send(through, "/login", "username=" + name + "&password=wrong", "X-Forwarded-For: " + client);
    }

    @Test
    void a_login_of_another_user_ends_that_of_the_first() throws Exception {
        var before = FormPost.logIn(server, "fabrice", "fab123");
        var after = FormPost.cookie(FormPost.send(server, "/login", "username=paulson&password=bond", before));
        assertNotEquals(before, after);
        assertTrue(session(after).body().contains("\"paulson\""));
        assertFalse(session(before).body().contains("\"paulson\""));
    }

    @Test
    void a_cookie_that_a_stranger_made_is_never_taken() throws Exception {
        var chosen = "Cookie: bascule-login=AAAAAAAAAAAAAAAAAAAAAA";
        var answer = FormPost.send(server, "/login", FABRICE, chosen);
        assertNotEquals(chosen, FormPost.cookie(answer));
        assertFalse(session(chosen).body().contains("fabrice"));
    }

    @Test
    void a_login_in_the_url_is_never_taken() throws Exception {
        var id = FormPost.logIn(server, "fabrice", "fab123").replace("Cookie: bascule-login=", "");
        var answer = RawHttp.ask(
                server.port(),
                "GET " + server.at("/session;bascule-login=" + id) + " HTTP/1.1\nHost: 127.0.0.1:" + server.port()
                        + "\n\n");
        assertFalse(answer.body().contains("fabrice"));
    }

    @Test
    void a_logout_ends_the_login() throws Exception {
        var cookie = FormPost.logIn(server, "fabrice", "fab123");
        var answer = FormPost.send(server, "/logout", "", cookie);
        assertTrue(answer.status() == 200 || answer.status() == 204, answer::toString);
        assertFalse(session(cookie).body().contains("fabrice"));
    }

    @Test
    void a_logout_ends_the_streaming_answer_of_that_login_alone() throws Exception {
        var fabrice = FormPost.logIn(server, "fabrice", "fab123");
        var paulson = FormPost.logIn(server, "paulson", "bond");
        try (var ended = RawHttp.connect(server.port());
                var other = RawHttp.connect(server.port())) {
            var stream = stream(ended, "/portfolio/000/ended", fabrice);
            var kept = stream(other, "/portfolio/000/other", paulson);
            FormPost.send(server, "/logout", "", fabrice);
            stream.expect("c[1008,\"session ended\"]\n");
            stream.expectEnd();
            assertEquals(
                    204,
                    FormPost.send(server, "/portfolio/000/other/xhr_send", CONNECT, paulson)
                            .status());
            kept.expect("a[\"CONNECTED");
        }
    }

    /** The streaming answer of a new SockJS session, behind its opening frame. */
    private HttpBody stream(RawHttp http, String session, String cookie) throws IOException {
        http.send(FormPost.text(server, session + "/xhr_streaming", "", cookie));
        var body = http.stream(http.head());
        body.expect("h".repeat(2048) + "\no\n");
        return body;
    }

    @Test
    void without_a_login_nobody_is_told() throws Exception {
        assertFalse(session().body().contains("fabrice"));
    }
}
