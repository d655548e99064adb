package io.bascule.it.application;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * Says what {@code ?of=} asks about the inside of an application that has a {@link CrowdStart}: {@code heap} (bytes in use
 * behind a collection), {@code counts}, {@code threads} (the names of those of Bascule), {@code ends} (since asked last),
 * {@code bare} (messages that {@link BareEndpoint} has sent).
 */
@WebServlet("/inside")
public class InsideServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var answer = of(request.getParameter("of")).getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private static String of(String what) {
        return switch (what) {
            case "heap" -> Long.toString(heap());
            case "counts" -> counts();
            case "threads" -> threads();
            case "ends" -> ends();
            case "bare" -> Integer.toString(BareEndpoint.sent());
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static long heap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc(); // what the first has only marked as gone
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static String counts() {
        var counts = CrowdStart.bascule().counts();
        return counts.connections() + " " + counts.places() + " " + counts.subscriptions() + " "
                + counts.appointments();
    }

    private static String threads() {
        return String.join(
                "\n",
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("bascule-"))
                        .toList());
    }

    private static String ends() {
        var ends = new ArrayList<String>();
        for (var end = CrowdStart.ENDS.poll(); end != null; end = CrowdStart.ENDS.poll()) {
            ends.add(end);
        }
        return String.join("\n", ends);
    }
}
