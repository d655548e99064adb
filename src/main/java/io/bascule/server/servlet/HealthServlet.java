package io.bascule.server.servlet;

import io.bascule.backplane.Backplane.Health;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * {@code GET /health} says how this node does: {@code {"status":"up"}}, or {@code {"status":"degraded","why":"..."}} when
 * it cannot reach the others. 200 in both cases, since it serves its own clients all the same.
 */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<Health> health;

    /** @param health is asked at each request; any thread */
    public HealthServlet(Supplier<Health> health) {
        this.health = health;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var body = written(health.get()).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** What stands in {@code why} is our own and needs no escapes. */
    private static String written(Health now) {
        return now.up() ? "{\"status\":\"up\"}" : "{\"status\":\"degraded\",\"why\":\"" + now.why() + "\"}";
    }
}
