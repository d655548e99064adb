package io.bascule.server.grizzly;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.SessionAttributes;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.portfolio.LoginServlet;
import io.bascule.portfolio.LogoutServlet;
import io.bascule.portfolio.PageHeaders;
import io.bascule.portfolio.Portfolio;
import io.bascule.portfolio.PortfolioEndpoint;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.glassfish.grizzly.servlet.WebappContext;

/** Puts the demonstration together on the standalone server. */
public final class Demo {
    /** The attribute of the HTTP session that {@link LoginServlet} sets, and the connection gets. */
    private static final String USER = "user";

    /** Whoever has not logged in may see the prices, and nothing else. */
    private static final DestinationRules RULES = DestinationRules.of(
            Rule.subscribe("/topic/price.stock.*", Who.ANYONE),
            Rule.subscribe("/topic/**", Who.A_USER),
            Rule.subscribe("/app/**", Who.A_USER),
            Rule.subscribe("/user/queue/*", Who.A_USER),
            Rule.subscribe("/**", Who.NOBODY),
            Rule.send("/app/**", Who.A_USER),
            Rule.send("/**", Who.NOBODY));

    private Demo() {}

    /**
     * Starts the server with the demonstration, or without it when {@code portfolio=false}.
     *
     * @throws IOException if the address cannot be had; the message says what to do
     */
    public static GrizzlyServer start(BasculeOptions options) throws IOException {
        var bascule = new Bascule(options);
        bascule.endpoint(EchoEndpoint.class);
        if (!options.portfolio()) {
            return GrizzlyServer.start(bascule, context -> {});
        }
        var portfolio = new Portfolio(
                bascule.messenger(),
                bascule.timer(),
                bascule.ticker(),
                Clock.systemUTC(),
                bascule.handlers(),
                options.portfolioSpeed(),
                bascule.random());
        bascule.messages(List.of(portfolio.messages()))
                .stomp(PortfolioEndpoint.class, Demo::userFromSession, RULES, Login.OF_HANDSHAKE);
        portfolio.start();
        return GrizzlyServer.start(bascule, context -> addServlets(context, bascule, portfolio));
    }

    private static EndpointRules.Builder userFromSession(EndpointRules.Builder rules) {
        return rules.sessionAttributes(SessionAttributes.names(USER))
                .principals((request, attributes) -> Optional.ofNullable(attributes.get(USER))
                        .map(Object::toString)
                        .map(Demo::principal));
    }

    private static Principal principal(String name) {
        return () -> name;
    }

    private static void addServlets(WebappContext context, Bascule bascule, Portfolio portfolio) {
        Predicate<HttpServletRequest> ownPage = request -> bascule.isFromOwnPage(snapshot(request));
        context.addServlet("login", new LoginServlet(portfolio.users()::accepts, bascule.ticker(), ownPage))
                .addMapping("/login", "/session");
        context.addServlet("logout", new LogoutServlet(ownPage)).addMapping("/logout");
        context.addFilter("headers", new PageHeaders()).addMappingForUrlPatterns(null, "/*");
    }

    private static HandshakeRequest snapshot(HttpServletRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        for (var name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new HandshakeRequest(
                request.getMethod(),
                request.getProtocol(),
                request.getServletPath(),
                "",
                headers,
                request.getRemoteAddr(),
                request.getLocalPort(),
                request.isSecure(),
                Optional.empty(),
                HttpSessionSource.NONE);
    }
}
