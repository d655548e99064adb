package io.bascule.it.servers;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/**
 * Does with the HTTP session what {@code ?do=} says and answers with the session's id: {@code create} (with
 * {@code &seconds=}, its interval), {@code id}, {@code rename}, {@code invalidate}. 404 without a session.
 */
@WebServlet("/http-session")
public class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var what = request.getParameter("do");
        var session = request.getSession(what.equals("create"));
        if (session == null) {
            response.sendError(404);
            return;
        }
        var answer = done(what, request, session);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(answer.length());
        response.getWriter().write(answer);
    }

    private static String done(String what, HttpServletRequest request, HttpSession session) {
        var id = session.getId();
        return switch (what) {
            case "create" -> {
                session.setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds")));
                yield id;
            }
            case "id" -> id;
            case "rename" -> request.changeSessionId();
            case "invalidate" -> {
                session.invalidate();
                yield id;
            }
            default -> throw new IllegalArgumentException(what);
        };
    }
}
