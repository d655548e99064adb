package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.portfolio.Demonstration;
import io.bascule.portfolio.EchoEndpoint;
import java.io.IOException;

/** The demonstration on the standalone server. */
public final class Demo {
    private Demo() {}

    /**
     * Starts the server with the demonstration, or with the echo alone when {@code portfolio=false}.
     *
     * @throws IOException if the address cannot be had; the message says what to do
     */
    public static GrizzlyServer start(BasculeOptions options) throws IOException {
        var bascule = new Bascule(options);
        if (options.portfolio()) {
            var demonstration = Demonstration.on(bascule);
            return GrizzlyServer.start(bascule, context -> {
                demonstration.addTo(context);
                context.addServlet("page", new PageServlet()).addMapping("/");
            });
        }
        return GrizzlyServer.start(bascule.endpoint(EchoEndpoint.class), context -> {});
    }
}
