package io.bascule.login;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * {@code POST /logout} ends the login, and with it the connections of all its tabs; answers
 * {@code {"user":null}}, also when there was none. 405 for another method, 403 when a page of another site sent it.
 */
public final class LogoutServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient LoginCookie cookie;
    private final transient Predicate<HttpServletRequest> ownPage;

    /**
     * The logout to a login.
     *
     * @param ownPage as for {@link LoginServlet}
     */
    public LogoutServlet(LoginCookie cookie, Predicate<HttpServletRequest> ownPage) {
        this.cookie = cookie;
        this.ownPage = ownPage;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (LoginServlet.takes("POST", request, response) && LoginServlet.isFromOwnPage(request, response, ownPage)) {
            cookie.end(request, response);
            LoginServlet.answer(response, 200, LoginServlet.USER, null);
        }
    }
}
