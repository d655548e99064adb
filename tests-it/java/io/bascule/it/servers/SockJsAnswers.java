package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the SockJS protocol wants of answers of many kinds; each fails unless it is so. */
final class SockJsAnswers {
    static final String SCRIPT = "application/javascript;charset=UTF-8";
    static final String TEXT = "text/plain;charset=UTF-8";
    static final String HTML = "text/html;charset=UTF-8";
    private static final String YEAR = ".*max-age=[1-9][0-9]{6}.*";

    private SockJsAnswers() {}

    /** The status; and what is wrong with an answer that is no success. */
    static String refusal(Answer answer) {
        return answer.status() + Answers.flawsOf(answer);
    }

    /** A refusal of a method has no body and says which are allowed. */
    static String methodRefusal(Answer answer) {
        assertEquals(List.of(), answer.lines("Content-Type"));
        assertEquals("", answer.body());
        return refusal(answer) + " Allow: " + answer.header("Allow");
    }

    static void status(int status, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
    }

    static void type(String type, Answer answer) {
        assertEquals(
                type.toLowerCase(Locale.ROOT),
                answer.header("Content-Type").replace(" ", "").toLowerCase(Locale.ROOT));
    }

    static void noCookie(Answer answer) {
        assertEquals(List.of(), answer.lines("Set-Cookie"));
    }

    /** Pages of all origins may read the answer, as {@code origin}; {@code none} where the request has no Origin. */
    static void shared(Answer answer, String origin) {
        boolean none = origin.equals("none");
        assertEquals(none ? "*" : origin, answer.header("Access-Control-Allow-Origin"));
        assertEquals(none ? List.of() : List.of("true"), answer.lines("Access-Control-Allow-Credentials"));
    }

    static void notCached(Answer answer) {
        assertEquals("no-store, no-cache, no-transform, must-revalidate, max-age=0", answer.header("Cache-Control"));
        assertEquals(List.of(), answer.lines("Expires"));
        assertEquals(List.of(), answer.lines("Last-Modified"));
    }

    static void cachedForLong(Answer answer) {
        var control = answer.header("Cache-Control");
        assertTrue(control.contains("public") && control.matches(YEAR), control);
        assertFalse(answer.header("Expires").isEmpty());
    }

    /** The cookie for load balancers, as the suite wants it. */
    static void cookie(String value, Answer answer) {
        var parts = answer.header("Set-Cookie").split(";", -1);
        assertEquals("JSESSIONID=" + value, parts[0].strip());
        assertEquals("path=/", parts[1].strip().toLowerCase(Locale.ROOT));
    }

    /** What a browser is told that asks whether a page may ask; its status. */
    static String preflight(SockJsTalk talk, String path, String method) throws IOException {
        for (var origin : List.of("test", "null")) {
            var answer = talk.options(path, "Origin: " + origin, "Access-Control-Request-Method: OPTIONS, " + method);
            status(204, answer);
            cachedForLong(answer);
            assertTrue(Integer.parseInt(answer.header("Access-Control-Max-Age")) > 1_000_000);
            assertEquals("OPTIONS, " + method, answer.header("Access-Control-Allow-Methods"));
            assertEquals("", answer.body());
            shared(answer, origin);
        }
        return "204";
    }
}
