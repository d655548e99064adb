package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.util.List;

/** What every refused request has in common, whatever its status: a short answer, the end, and no look inside. */
final class Refusal {
    private static final List<String> INSIDES =
            List.of("Grizzly", "Tyrus", "glassfish", "Exception", "bascule.", "java.", "jakarta.", "\tat ", "<html");
    private static final int SHORT = 200;

    private Refusal() {}

    /** Sends {@code request}, which the server must answer with {@code status} and then end the connection. */
    static RawHttp.Answer of(int port, UpgradeRequest request, int status) throws IOException {
        return of(port, request.text(), status);
    }

    static RawHttp.Answer of(int port, String request, int status) throws IOException {
        try (var http = RawHttp.connect(port)) {
            http.send(request);
            var answer = http.answer();
            assertEquals(status, answer.status(), answer::toString);
            assertTellsNothing(answer);
            assertEquals("close", answer.header("Connection"), answer::toString);
            http.expectEnd();
            return answer;
        }
    }

    /** Fails if {@code answer} is long or names what the server is made of. */
    static void assertTellsNothing(RawHttp.Answer answer) {
        assertTrue(answer.body().length() <= SHORT, answer::toString);
        for (var inside : INSIDES) {
            assertFalse(answer.toString().contains(inside), () -> "'" + inside + "' stands in\n" + answer);
        }
    }

    /** Fails unless {@code log} has exactly one WARNING and each of {@code parts} stands in it. */
    static void assertOneWarning(CapturedLog log, String... parts) {
        assertEquals(1, log.warnings().size(), () -> String.join("\n", log.warnings()));
        for (var part : parts) {
            assertTrue(
                    log.warnings().get(0).contains(part),
                    () -> "'" + part + "' is missing in: " + log.warnings().get(0));
        }
    }
}
