package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.server.servlet.ServletExchange;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers the requests that {@link FrontFilter} has found to be SockJS's; all others go on to the servlets. */
final class SockJsFilter implements Filter {
    /** The attribute of such a request: how the front filter saw it. */
    static final String REQUEST = "io.bascule.sockjs.request";

    private final Bascule bascule;

    SockJsFilter(Bascule bascule) {
        this.bascule = bascule;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(REQUEST) instanceof HandshakeRequest seen) {
            bascule.sockJs()
                    .serve(new ServletExchange(
                            seen, (HttpServletRequest) request, (HttpServletResponse) response, false));
        } else {
            chain.doFilter(request, response);
        }
    }
}
