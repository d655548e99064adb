package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.portfolio.PageHeaders;
import java.io.IOException;

/** Puts the demonstration together on the standalone server. */
public final class Demo {
    private Demo() {}

    public static GrizzlyServer start(BasculeOptions options) throws IOException {
        var bascule = new Bascule(options);
        bascule.endpoint(EchoEndpoint.class);
        return GrizzlyServer.start(bascule, context -> {
            var headers = context.addFilter("headers", new PageHeaders());
            headers.addMappingForUrlPatterns(null, "/*");
        });
    }
}
