package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

/** Forms that a page posts, and the cookie a login brings. */
public final class FormPost {
    private FormPost() {}

    /** The text of a POST of {@code form} from a page of the server itself, with further header lines. */
    public static String text(Served server, String below, String form, String... lines) {
        return text(server, below, form, List.of("Origin: " + server.origin()), lines);
    }

    /** The same with {@code origin} in the place of the own Origin; empty for none. */
    public static String text(Served server, String below, String form, List<String> origin, String... lines) {
        var text = new StringBuilder("POST " + server.at(below) + " HTTP/1.1\n");
        text.append("Host: 127.0.0.1:").append(server.port()).append('\n');
        origin.forEach(line -> text.append(line).append('\n'));
        List.of(lines).forEach(line -> text.append(line).append('\n'));
        text.append("Content-Type: application/x-www-form-urlencoded\n");
        text.append("Content-Length: ").append(form.length()).append("\n\n");
        return text.append(form).toString();
    }

    public static RawHttp.Answer send(Served server, String below, String form, String... lines) throws IOException {
        return RawHttp.ask(server.port(), text(server, below, form, lines));
    }

    /** Logs in; the header line to send from then on, for instance {@code Cookie: bascule-login=…}. */
    public static String logIn(Served server, String username, String password) throws IOException {
        var answer = send(server, "/login", "username=" + username + "&password=" + password);
        assertEquals(200, answer.status(), answer::toString);
        return cookie(answer);
    }

    /** The header line that answers the Set-Cookie of {@code answer}. */
    public static String cookie(RawHttp.Answer answer) {
        return "Cookie: " + answer.header("Set-Cookie").split(";", 2)[0];
    }
}
