package io.bascule.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.handshake.OriginPolicy;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, right and wrong, and what is answered. */
class VisitTest {
    private static final String EVIL = "http://evil.example";

    private final Service service = new Service();

    private Service any() {
        return service.with(OriginPolicy.parse("*"));
    }

    @Test
    void the_service_greets() {
        assertEquals("Welcome to SockJS!\n", service.get("").body());
        assertEquals("Welcome to SockJS!\n", service.get("/").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "/a.html",
                "//",
                "///",
                "/0/s",
                "/0/s/",
                "/0/s/xhr/",
                "/0/s/unknown",
                "/0/s.t/xhr",
                "/0.1/s/xhr",
                "//s/xhr",
                "/0//xhr",
                "/0/s/XHR",
                "/0/s%2Ft/xhr",
                "/0%2F1/s/xhr",
                "/0/s%00/xhr",
                "/0/s%2f/xhr",
                "/0/s;x/xhr",
                "/0/s%3bx/xhr",
                "/0/..%2e/xhr",
                "/iframe",
                "/iframe.htm",
                "/IFRAME.HTML",
                "/iframe.HTML",
                "/iframe.xml",
                "/iframe-/.html"
            })
    void what_nothing_is_at_is_404(String rest) {
        var answer = service.post(rest);

        assertEquals(404, answer.status());
        assertEquals("", answer.body());
        assertEquals(0, service.sockJs().sessions());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /0/s/xhr, 'OPTIONS, POST'",
        "GET, /0/s/xhr_send, 'OPTIONS, POST'",
        "PUT, /0/s/xhr_streaming, 'OPTIONS, POST'",
        "POST, /0/s/eventsource, 'OPTIONS, GET'",
        "POST, /0/s/htmlfile, GET",
        "POST, /info, 'OPTIONS, GET'",
        "POST, '', GET",
    })
    void another_method_is_405(String method, String rest, String allowed) {
        var answer = service.ask(method, rest, "");

        assertEquals(405, answer.status());
        assertEquals(allowed, answer.header("Allow"));
    }

    @ParameterizedTest
    @CsvSource({"xhr_send, ''", "xhr_send, ' '", "xhr_send, x", "xhr_send, '[\"a'", "xhr_send, '{}'"})
    void a_send_that_cannot_be_read_is_500_and_harms_nobody(String transport, String body) {
        service.open("s");
        var answer = service.post("/0/s/" + transport, body);

        assertEquals(500, answer.status());
        assertEquals(body.isEmpty() ? "Payload expected.\n" : "Broken JSON encoding.\n", answer.body());
        service.post("/0/s/xhr_send", "[\"a\"]");
        assertEquals("[a]", service.received.toString());
    }

    @Test
    void a_send_that_is_too_large_is_413() {
        service.open("s");
        var answer = service.post("/0/s/xhr_send", "[\"" + "a".repeat(10_000) + "\"]");

        assertEquals(413, answer.status());
        assertEquals("At most 10000 bytes can be sent at once.\n", answer.body());
    }

    @Test
    void bodies_on_their_way_have_a_bounded_share_of_the_memory() {
        service.open("s");
        var bodies = new ArrayList<Exchange>();
        for (int bytes = 0; bytes <= 32 * 1024 * 1024; bytes += 10_000) {
            bodies.add(service.late("/0/s/xhr_send", "[]"));
        }

        var last = bodies.get(bodies.size() - 1);
        assertEquals(503, last.status());
        assertEquals("Too much is being sent at the moment.\n", last.body());
        bodies.get(0).breakOff();
        bodies.get(0).breakOff();
        bodies.get(1).arrive();
        assertEquals(0, service.late("/0/s/xhr_send", "[]").status());
        assertEquals(0, service.late("/0/s/xhr_send", "[]").status());
        assertEquals(503, service.post("/0/s/xhr_send", "[]").status());
        service.header("Content-Length", "2");
        assertEquals(204, service.post("/0/s/xhr_send", "[]").status());
    }

    @Test
    void a_send_to_a_session_that_is_not_there_is_404() {
        assertEquals(404, service.post("/0/s/xhr_send", "[\"a\"]").status());
        assertEquals(0, service.sockJs().sessions());
    }

    @Test
    void jsonp_sends_in_a_form() {
        any().header("Content-Type", "application/x-www-form-urlencoded");
        service.open("s");
        assertEquals(
                "ok", service.post("/0/s/jsonp_send", "d=%5B%22a%2Bb%22%5D").body());
        assertEquals(
                "Payload expected.\n", service.post("/0/s/jsonp_send", "x=1").body());
        assertEquals(
                "Payload expected.\n", service.post("/0/s/jsonp_send", "d=%").body());

        assertEquals("[a+b]", service.received.toString());
    }

    @Test
    void the_type_of_a_form_is_read_in_any_case() {
        any().header("Content-Type", "Application/X-WWW-Form-URLEncoded; Charset=UTF-8");
        service.open("s");

        assertEquals("ok", service.post("/0/s/jsonp_send", "d=%5B%22a%22%5D").body());
    }

    @Test
    void a_send_that_is_no_utf8_is_broken() {
        service.open("s");
        var answer = service.post("/0/s/xhr_send", new byte[] {'[', '"', (byte) 0xff, '"', ']'});

        assertEquals(500, answer.status());
        assertEquals("Broken JSON encoding.\n", answer.body());
        assertEquals("[]", service.received.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/iframe.html", "/sockjs-1.6.1.min.js"})
    void what_a_browser_has_kept_it_is_not_sent_again(String rest) {
        var tag = service.get(rest).header("ETag");

        for (var kept : new String[] {tag, "\"other\", " + tag, "W/" + tag, "*"}) {
            assertEquals(304, service.header("If-None-Match", kept).get(rest).status(), kept);
        }
        assertEquals(200, service.header("If-None-Match", "\"other\"").get(rest).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonp", "htmlfile"})
    void a_callback_is_needed(String transport) {
        assertEquals(
                "\"callback\" parameter required\n",
                any().get("/0/s/" + transport).body());
        assertEquals(0, service.sockJs().sessions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%3Cscript%3E", "a(b)", "%20", "a;b", "%C2%AD", "a%00", "", "a-b"})
    void a_callback_that_is_a_script_is_refused(String callback) {
        assertEquals(
                "invalid \"callback\" parameter\n",
                any().get("/0/s/jsonp?c=" + callback).body());
        assertEquals(
                "invalid \"callback\" parameter\n",
                service.get("/0/s/htmlfile?c=" + "a".repeat(65)).body());
        assertEquals(0, service.sockJs().sessions());
    }

    @Test
    void a_message_does_not_end_the_script_it_comes_in() {
        any();
        service.get("/0/s/jsonp?c=cb.x_1");
        service.send("</script><script>&");

        assertEquals(
                "/**/cb.x_1(\"a[\\\"\\u003c/script\\u003e\\u003cscript\\u003e\\u0026\\\"]\");\r\n",
                service.get("/0/s/jsonp?c=cb.x_1").body());
    }

    @Test
    void scripts_are_served_to_any_page_only() {
        assertEquals(404, service.get("/0/s/jsonp?c=a").status());
        assertEquals(404, service.post("/0/s/jsonp_send", "d=[]").status());
        assertEquals(200, any().get("/0/s/jsonp?c=a").status());
    }

    @Test
    void the_iframe_is_for_the_own_pages_or_for_any() {
        assertEquals("SAMEORIGIN", service.get("/iframe.html").header("X-Frame-Options"));
        service.with(OriginPolicy.parse("https://other.example"));
        assertEquals(404, service.get("/iframe.html").status());
        any();
        assertEquals(200, service.get("/iframe-1.6.1.html").status());
        assertEquals("", service.get("/iframe.html").header("X-Frame-Options"));
    }

    @Test
    void a_foreign_page_is_refused_and_may_not_read_that() {
        service.header("Origin", EVIL);
        for (var rest : new String[] {"/info", "/0/s/eventsource"}) {
            var answer = service.get(rest);
            assertEquals(403, answer.status(), rest);
            assertEquals("", answer.header("Access-Control-Allow-Origin"), rest);
        }
        assertEquals(403, service.post("/0/s/xhr").status());
        assertEquals(403, service.ask("OPTIONS", "/0/s/xhr", "").status());
        assertEquals(0, service.sockJs().sessions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/nothing", "/0/s/jsonp?c=a", "/0/s/htmlfile?c=(", "/0/s/websocket"})
    void what_is_answered_to_whoever_asks_a_foreign_page_may_not_read(String rest) {
        var answer = service.header("Origin", EVIL).get(rest);

        assertEquals("", answer.header("Access-Control-Allow-Origin"));
        assertEquals("", answer.header("Access-Control-Allow-Credentials"));
    }

    @Test
    void a_session_of_an_own_page_is_closed_to_foreign_ones() {
        service.open("s");
        service.header("Origin", EVIL);

        assertEquals(403, service.post("/0/s/xhr_send", "[\"a\"]").status());
        assertEquals(403, service.post("/0/s/xhr").status());
        assertTrue(service.received.isEmpty());
    }

    @Test
    void any_page_may_read_under_any_origin() {
        any().header("Origin", EVIL);
        var answer = service.post("/0/s/xhr");

        assertEquals(EVIL, answer.header("Access-Control-Allow-Origin"));
        assertEquals("true", answer.header("Access-Control-Allow-Credentials"));
        assertEquals("Origin", answer.header("Vary"));
    }

    @Test
    void without_an_origin_any_page_may_read_but_without_its_user() {
        any().header("Origin");
        var answer = service.get("/info");

        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertEquals("", answer.header("Access-Control-Allow-Credentials"));
    }

    @Test
    void a_preflight_is_answered_for_a_year() {
        any().header("Origin", EVIL).header("Access-Control-Request-Headers", "X-A, X-B");
        var answer = service.ask("OPTIONS", "/0/s/xhr_send", "");

        assertEquals(204, answer.status());
        assertEquals("OPTIONS, POST", answer.header("Access-Control-Allow-Methods"));
        assertEquals("X-A, X-B", answer.header("Access-Control-Allow-Headers"));
        assertEquals("31536000", answer.header("Access-Control-Max-Age"));
    }

    @Test
    void a_post_without_an_origin_is_no_page_of_ours() {
        service.header("Origin");

        assertEquals(403, service.post("/0/s/xhr").status());
        service.header("Sec-Fetch-Site", "same-origin");
        assertEquals(200, service.post("/0/s/xhr").status());
    }

    @Test
    void a_post_without_an_origin_comes_in_where_none_is_required() {
        service.rules = service.rules.sockJsRequireOrigin(false);
        service.again().header("Origin");

        assertEquals(200, service.post("/0/s/xhr").status());
    }

    @Test
    void a_get_that_another_site_caused_is_refused() {
        service.header("Origin").header("Sec-Fetch-Site", "cross-site");

        assertEquals(403, service.get("/0/s/htmlfile?c=a").status());
        assertEquals(0, service.sockJs().sessions());
    }

    @Test
    void another_user_does_not_get_at_a_session() {
        service.login("fabrice");
        service.open("s");
        service.login("eve");
        assertEquals(404, service.post("/0/s/xhr").status());
        assertEquals(404, service.post("/0/s/xhr_send", "[\"a\"]").status());
        service.logout();
        assertEquals(404, service.post("/0/s/xhr").status());

        assertTrue(service.received.isEmpty());
    }

    @Test
    void under_any_origin_a_script_of_who_knows_which_page_does_not_act_as_its_user() {
        any().header("Origin");
        service.login("fabrice");
        service.get("/0/s/jsonp?c=a");

        assertFalse(service.opened.element().handshake().principal().isPresent());
    }

    @Test
    void under_any_origin_a_script_of_an_own_page_acts_as_its_user() {
        any().header("Origin").header("Sec-Fetch-Site", "same-origin");
        service.login("fabrice");
        service.get("/0/s/jsonp?c=a");

        assertTrue(service.opened.element().handshake().principal().isPresent());
    }

    @Test
    void sessions_are_counted_as_connections() {
        service.places = 1;
        service.again();
        service.post("/0/s/xhr");

        var answer = service.post("/0/t/xhr");

        assertEquals(503, answer.status());
        assertFalse(answer.header("Retry-After").isEmpty());
    }

    @Test
    void no_answer_is_kept_by_anybody() {
        var answer = service.post("/0/s/xhr");

        assertEquals("no-store, no-cache, no-transform, must-revalidate, max-age=0", answer.header("Cache-Control"));
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    }

    @Test
    void a_sticky_cookie_is_set_once() {
        service.cookie = new StickyCookie.Named("node", () -> "secret");
        service.again();
        assertEquals(
                "node=secret; Path=/; HttpOnly; SameSite=Lax",
                service.post("/0/s/xhr").header("Set-Cookie"));

        service.header("Cookie", "a=b; node=other");
        assertEquals("", service.post("/0/t/xhr").header("Set-Cookie"));
        assertTrue(service.get("/info").body().contains("\"cookie_needed\":true"));
    }

    @Test
    void the_websocket_is_not_there_where_it_is_switched_off() {
        service.webSocket = false;

        assertTrue(service.get("/info").body().contains("\"websocket\":false"));
        assertEquals(404, service.get("/0/s/websocket").status());
        assertEquals(404, service.get("/websocket").status());
    }
}
