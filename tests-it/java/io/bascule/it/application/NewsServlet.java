package io.bascule.it.application;

import io.bascule.application.Messenger;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Sends the news to {@code /topic/news} with the messenger that the server has injected. */
@WebServlet("/news")
public class NewsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Messenger messenger;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        if (messenger == null) {
            response.setStatus(501);
        } else {
            messenger.send("/topic/news", "new");
        }
    }
}
