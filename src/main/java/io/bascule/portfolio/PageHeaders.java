package io.bascule.portfolio;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * The headers that keep the page to itself: nothing is loaded from, sent to or framed by another site. Puts them on
 * every answer.
 */
final class PageHeaders implements Filter {
    /**
     * The headers by name. {@code connect-src 'self'} covers {@code ws:} and {@code wss:} of the page's own host and port
     * (Content Security Policy Level 3, "Does url match expression"; Firefox, Chrome since 71, Safari since 16).
     */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; connect-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "SAMEORIGIN",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        if (response instanceof HttpServletResponse answer) {
            HEADERS.forEach(answer::setHeader);
        }
        next.doFilter(request, response);
    }
}
