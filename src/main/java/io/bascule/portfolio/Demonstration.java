package io.bascule.portfolio;

import io.bascule.Bascule;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.EndpointRules.PrincipalResolver;
import io.bascule.handshake.SessionAttributes;
import io.bascule.login.LoginServlet;
import io.bascule.login.LogoutServlet;
import io.bascule.login.Users;
import io.bascule.server.servlet.RequestSnapshot;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.SlowClientRules.Conflation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The demonstration, put together on a Bascule as any application would do it. Accounts live in memory, as long as
 * this object. Made by {@link #on}; any thread.
 */
public final class Demonstration implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Demonstration.class.getName());

    /**
     * What the demonstration wants of the broker where the operator says nothing: the courses of the last ten minutes, for
     * the charts of those who come. In our WAR they stand in {@code web.xml}.
     */
    public static final Map<String, String> SETTINGS = Map.of("history./topic/course.stock.*", "120");

    private static final String PRICES = "/topic/price.stock.*";
    private static final String COURSES = "/topic/course.stock.*";

    /** Whoever has not logged in may see the prices, their courses and how its own connection is doing, and nothing else. */
    private static final DestinationRules RULES = DestinationRules.of(
            Rule.subscribe(PRICES, Who.ANYONE),
            Rule.subscribe(COURSES, Who.ANYONE),
            Rule.subscribe("/user/queue/connection", Who.ANYONE),
            Rule.send("/app/connection/**", Who.ANYONE),
            Rule.subscribe("/**", Who.A_USER),
            Rule.send("/app/**", Who.A_USER));

    /** Of each stock the newest price, however slow the client. */
    private static final SlowClientRules SLOW = SlowClientRules.NONE.conflate(PRICES, new Conflation.ByDestination());

    private final Bascule bascule;
    private final Market market;
    private final PortfolioMessages messages;
    private final ConnectionMessages connection;
    private final Users users = new Users();

    private Demonstration(Bascule bascule) {
        this.bascule = bascule;
        this.market = new Market(
                bascule.messenger(),
                bascule.timer(),
                bascule.ticker(),
                bascule.clock(),
                bascule.options().portfolioSpeed());
        this.messages = new PortfolioMessages(bascule.messenger(), market, bascule.clock(), bascule.random());
        this.connection = new ConnectionMessages(
                bascule.messenger(), id -> bascule.connections().find(id));
    }

    /** Registers the endpoints and messages of the demonstration, and begins to publish prices. */
    public static Demonstration on(Bascule bascule) {
        var demonstration = new Demonstration(bascule);
        bascule.endpoint(EchoEndpoint.class)
                .messages(List.of(demonstration.messages, demonstration.connection))
                .stomp(PortfolioEndpoint.class, Demonstration::forPage, RULES, SLOW, Login.OF_HANDSHAKE);
        demonstration.market.open(bascule.handlers()).whenComplete((started, failed) -> {
            if (failed != null) {
                LOG.log(
                        Level.ERROR,
                        "There are no prices: the trades cannot be read; build the WAR or jar anew",
                        failed);
            }
        });
        return demonstration;
    }

    private static EndpointRules.Builder forPage(EndpointRules.Builder rules) {
        return rules.sockJs(true)
                .sessionAttributes(SessionAttributes.names(LoginServlet.USER))
                .principals(PrincipalResolver.ofAttribute(LoginServlet.USER));
    }

    /** Adds the servlets and the filter of the page; before the context has started. */
    public void addTo(ServletContext context) {
        Predicate<HttpServletRequest> ownPage = request -> bascule.isFromOwnPage(RequestSnapshot.of(request));
        Function<HttpServletRequest, String> client = request -> bascule.client(RequestSnapshot.of(request));
        context.addServlet("login", new LoginServlet(users::accepts, bascule.ticker(), ownPage, client))
                .addMapping("/login", "/session");
        context.addServlet("logout", new LogoutServlet(ownPage)).addMapping("/logout");
        var headers = context.addFilter("headers", new PageHeaders());
        headers.setAsyncSupported(
                true); // or Undertow lets no request of SockJS be so, though it gets no further than ours
        headers.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    /** Publishes no more prices. */
    @Override
    public void close() {
        market.close();
    }
}
