package io.bascule.login;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.login.Logins.LoggedIn;
import io.bascule.time.Ticker;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /login} with the form fields {@code username} and {@code password} logs in; {@code GET /session} tells who
 * is logged in. To be mapped to both paths. Every answer with a body is JSON, {@code {"user":…}} or
 * {@code {"message":…}}.
 *
 * <p>Answers of {@code /login}, in the order in which things are looked at:
 *
 * <pre>
 *   405 not POST                                     Allow: POST
 *   403 sent by a page of another site               Origin, Sec-Fetch-Site
 *   415 not application/x-www-form-urlencoded
 *   413 more than 4 KiB
 *   400 not those two fields
 *   429 ten failures within a minute of this address, or for this name       Retry-After
 *   503 two passwords are being checked already      Retry-After: 1
 *   401 wrong name or password, which of them is not said
 *   200 logged in: {"user":"fabrice"}
 * </pre>
 *
 * <p>A login is a cookie ({@link Logins}), which no HTTP session has to be kept for. The login that the browser had before
 * is ended, which closes what hung on it.
 */
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_BODY_BYTES = 4096;
    private static final int CHECKS_AT_ONCE = 2;
    /** The field of the answers that holds the name. */
    static final String USER = "user";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient BiPredicate<String, String> passwords;
    private final transient LoginCookie cookie;
    private final transient LoginAttempts attempts;
    private final transient Predicate<HttpServletRequest> ownPage;
    private final transient Function<HttpServletRequest, String> client;
    private final transient Semaphore checks = new Semaphore(CHECKS_AT_ONCE);

    /**
     * A login that counts failures of its own.
     *
     * @param passwords whether a name and a password belong together ({@link Users#accepts}); may take its time
     * @param ownPage whether the request's Origin, if it has one, is a page of this server or one that it trusts
     * @param client the address whose failures are counted: the client's own, not that of a proxy in between
     */
    public LoginServlet(
            BiPredicate<String, String> passwords,
            LoginCookie cookie,
            Ticker ticker,
            Predicate<HttpServletRequest> ownPage,
            Function<HttpServletRequest, String> client) {
        this.passwords = passwords;
        this.cookie = cookie;
        this.attempts = new LoginAttempts(ticker);
        this.ownPage = ownPage;
        this.client = client;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/session".equals(request.getServletPath())) {
            if (takes("GET", request, response)) {
                answer(
                        response,
                        200,
                        USER,
                        cookie.of(request).map(LoggedIn::user).orElse(null));
            }
        } else if (takes("POST", request, response) && isFromOwnPage(request, response, ownPage)) {
            receive(request, response);
        }
    }

    private void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isForm(request.getContentType())) {
            refuse(response, 415, "Send application/x-www-form-urlencoded in UTF-8");
            return;
        }
        var body = body(request);
        if (body.isEmpty()) {
            response.setHeader("Connection", "close"); // or the server would have to read the rest
            refuse(response, 413, "Send at most " + MAX_BODY_BYTES + " bytes");
            return;
        }
        var form = LoginForm.of(body.get());
        if (form.isEmpty()) {
            refuse(response, 400, "Send the fields username and password, once each");
            return;
        }
        attempt(form.get(), request, response);
    }

    /** Empty when there is more than is allowed; no byte beyond that is read. */
    private static Optional<byte[]> body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > MAX_BODY_BYTES) {
            return Optional.empty();
        }
        var body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        return body.length > MAX_BODY_BYTES ? Optional.empty() : Optional.of(body);
    }

    private void attempt(LoginForm form, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var address = client.apply(request);
        var wait = attempts.begin(address, form.username());
        if (wait.isPresent()) {
            refuseForNow(response, 429, "Too many failed attempts", wait.get());
        } else if (!checks.tryAcquire()) {
            attempts.takeBack(address, form.username());
            refuseForNow(response, 503, "Too many are logging in", Duration.ofSeconds(1));
        } else if (!check(form)) {
            refuse(response, 401, "Wrong name or password");
        } else {
            attempts.takeBack(address, form.username());
            cookie.begin(form.username(), request, response);
            answer(response, 200, USER, form.username());
        }
    }

    /** With a permit of {@link #checks}, which it gives back. */
    private boolean check(LoginForm form) {
        try {
            return passwords.test(form.username(), form.password());
        } finally {
            checks.release();
        }
    }

    private static boolean isForm(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
        var parameters = parts.length < 2 ? "" : parts[1].strip().replace("\"", "");
        return parts[0].strip().equals("application/x-www-form-urlencoded")
                && (parameters.isEmpty() || parameters.equals("charset=utf-8"));
    }

    /** Whether the request has this method; else it has been answered. */
    static boolean takes(String method, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        if (method.equals(request.getMethod())) {
            return true;
        }
        response.setHeader("Allow", method);
        response.setStatus(405);
        return false;
    }

    /** Whether no page of another site has sent this; else it has been answered. */
    static boolean isFromOwnPage(
            HttpServletRequest request, HttpServletResponse response, Predicate<HttpServletRequest> ownPage)
            throws IOException {
        var sites = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        if (ownPage.test(request) && sites.stream().allMatch(LoginServlet::isOwnSite)) {
            return true;
        }
        refuse(response, 403, "This was sent by a page of another site");
        return false;
    }

    /** As Fetch Metadata has it: the same origin, or not sent by any page. */
    private static boolean isOwnSite(String site) {
        return site.equals("same-origin") || site.equals("none");
    }

    private static void refuseForNow(HttpServletResponse response, int status, String message, Duration wait)
            throws IOException {
        var seconds = wait.plusNanos(999_999_999).toSeconds();
        response.setHeader("Retry-After", Long.toString(seconds));
        refuse(response, status, message + "; try again in " + seconds + " s");
    }

    private static void refuse(HttpServletResponse response, int status, String message) throws IOException {
        answer(response, status, "message", message);
    }

    /** Answers with a JSON object of one field. */
    static void answer(HttpServletResponse response, int status, String name, @Nullable String value)
            throws IOException {
        var body = JSON.writeValueAsBytes(Collections.singletonMap(name, value));
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
