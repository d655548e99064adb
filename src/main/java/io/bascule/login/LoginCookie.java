package io.bascule.login;

import io.bascule.login.Logins.LoggedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The cookie of a login between a browser and the servlets: for this application, for no script, not sent along by other
 * sites' forms, and over https only where the page came so. Any thread.
 */
public final class LoginCookie {
    private final Logins logins;
    private final Predicate<HttpServletRequest> https;

    /** @param https whether the browser sees the page that sent the request by https */
    public LoginCookie(Logins logins, Predicate<HttpServletRequest> https) {
        this.logins = logins;
        this.https = https;
    }

    /** Who sent the request. */
    Optional<LoggedIn> of(HttpServletRequest request) {
        var lines = request.getHeaders("Cookie"); // null where a container lets nobody see them
        return logins.of(lines == null ? List.of() : Collections.list(lines));
    }

    /** Logs {@code user} in, and whoever it was before out. */
    void begin(String user, HttpServletRequest request, HttpServletResponse response) {
        of(request).ifPresent(logins::end);
        set(logins.begin(user), "", request, response);
    }

    /** Ends the login, if there is one, and has the browser forget it. */
    void end(HttpServletRequest request, HttpServletResponse response) {
        of(request).ifPresent(logins::end);
        set("", "; Max-Age=0", request, response);
    }

    /** By hand: not every container knows SameSite. */
    private void set(String value, String more, HttpServletRequest request, HttpServletResponse response) {
        var path = request.getContextPath().isEmpty() ? "/" : request.getContextPath();
        var secure = https.test(request) ? "; Secure" : "";
        response.addHeader(
                "Set-Cookie",
                Logins.COOKIE + "=" + value + "; Path=" + path + more + "; HttpOnly" + secure + "; SameSite=Lax");
    }
}
