package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.testing.HttpExchangeFake;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageHeadersTest {
    private final HttpExchangeFake exchange = new HttpExchangeFake();

    @Test
    void every_answer_carries_the_headers() throws IOException, ServletException {
        new PageHeaders().doFilter(exchange.request(), exchange.response(), (request, response) -> {});
        assertEquals(
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'self'; connect-src 'self'; frame-ancestors 'self'; object-src 'none';"
                                + " base-uri 'none'; form-action 'self'",
                        "X-Content-Type-Options",
                        "nosniff",
                        "Referrer-Policy",
                        "no-referrer",
                        "X-Frame-Options",
                        "SAMEORIGIN",
                        "Cross-Origin-Opener-Policy",
                        "same-origin"),
                exchange.headers);
    }

    @Test
    void the_headers_are_there_before_the_answer_begins() throws IOException, ServletException {
        var seen = new ArrayList<Integer>();
        new PageHeaders()
                .doFilter(
                        exchange.request(),
                        exchange.response(),
                        (request, response) -> seen.add(exchange.headers.size()));
        assertEquals(5, seen.get(0));
    }
}
