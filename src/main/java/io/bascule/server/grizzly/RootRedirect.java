package io.bascule.server.grizzly;

import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/** Shows whoever asks for the root of the server where the application is; everything else is not found. */
final class RootRedirect extends HttpHandler {
    private final String target;

    RootRedirect(String target) {
        this.target = target;
    }

    @Override
    public void service(Request request, Response response) {
        if (request.getRequestURI().equals("/")) {
            response.setStatus(302);
            response.setHeader("Location", target);
        } else {
            response.setStatus(404);
        }
        response.setContentLength(0);
    }
}
