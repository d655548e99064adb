package io.bascule.portfolio;

import io.bascule.Bascule;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.Handshake;
import io.bascule.login.LoginCookie;
import io.bascule.login.LoginServlet;
import io.bascule.login.Logins;
import io.bascule.login.Logins.LoggedIn;
import io.bascule.login.LogoutServlet;
import io.bascule.login.Users;
import io.bascule.server.servlet.RequestSnapshot;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import io.bascule.stomp.Login.Identity;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.SlowClientRules.Conflation;
import io.bascule.stomp.frame.Headers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * The demonstration, put together on a Bascule as any application would do it. Accounts live in memory, as long as
 * this object, unless there is a database. Made by {@link #on}; any thread.
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
    private final Logins logins;

    private Demonstration(Bascule bascule, Accounts accounts) {
        this.bascule = bascule;
        this.market = new Market(
                bascule.messenger(),
                bascule.timer(),
                bascule.ticker(),
                bascule.clock(),
                bascule.options().portfolioSpeed());
        this.messages = new PortfolioMessages(bascule.messenger(), market, accounts, bascule.clock(), bascule.random());
        this.logins =
                new Logins(bascule.clock(), bascule.random(), bascule.options().secret(), new Endings());
        this.connection = new ConnectionMessages(
                bascule.messenger(),
                id -> bascule.connections().find(id),
                bascule.options().node());
    }

    /** Registers the endpoints and messages of the demonstration, and begins to publish prices; accounts are in memory. */
    public static Demonstration on(Bascule bascule) {
        return on(bascule, new Accounts.InMemory());
    }

    /**
     * As {@link #on(Bascule)}, with the accounts in a database.
     *
     * @param database its connections are given back soon
     * @throws SQLException if it cannot be reached, or can neither read nor make our tables
     */
    public static Demonstration on(Bascule bascule, DataSource database) throws SQLException {
        return on(bascule, AccountsInDatabase.in(database));
    }

    private static Demonstration on(Bascule bascule, Accounts accounts) {
        var demonstration = new Demonstration(bascule, accounts);
        bascule.endpoint(EchoEndpoint.class)
                .messages(List.of(demonstration.messages, demonstration.connection))
                .stomp(
                        PortfolioEndpoint.class,
                        demonstration::forPage,
                        RULES,
                        SLOW,
                        Login.quick(demonstration::identity));
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

    private EndpointRules.Builder forPage(EndpointRules.Builder rules) {
        return rules.sockJs(true)
                .principals((request, attributes) -> logins.of(request.lines("Cookie"))
                        .<Principal>map(login -> login)
                        .or(request::principal));
    }

    /** Who was logged in at the handshake, unless that has ended since, for as long as it lasts. */
    private Identity identity(Handshake handshake, Headers connect) {
        var login = login(handshake);
        if (login.isEmpty()) {
            return Identity.of(handshake.principal());
        }
        return login.filter(logins::isTaken)
                .map(one -> new Identity(
                        Optional.of(one.user()),
                        Set.of(),
                        Optional.of(Duration.between(bascule.clock().instant(), one.ends()))))
                .orElse(Identity.ANONYMOUS);
    }

    private static Optional<LoggedIn> login(Handshake handshake) {
        return handshake.principal().filter(LoggedIn.class::isInstance).map(LoggedIn.class::cast);
    }

    /** A login ends at all nodes. */
    private final class Endings implements Logins.Endings {
        @Override
        public void end(String login, Instant until) {
            bascule.endLogin(login, until);
        }

        @Override
        public boolean isEnded(String login) {
            return bascule.isEnded(login);
        }
    }

    /** Adds the servlets and the filter of the page; before the context has started. */
    public void addTo(ServletContext context) {
        Predicate<HttpServletRequest> ownPage = request -> bascule.isFromOwnPage(RequestSnapshot.of(request));
        Function<HttpServletRequest, String> client = request -> bascule.client(RequestSnapshot.of(request));
        var cookie = new LoginCookie(logins, this::isHttps);
        context.addServlet("login", new LoginServlet(users::accepts, cookie, bascule.ticker(), ownPage, client))
                .addMapping("/login", "/session");
        context.addServlet("logout", new LogoutServlet(cookie, ownPage)).addMapping("/logout");
        var headers = context.addFilter("headers", new PageHeaders());
        // or Undertow lets no request of SockJS be asynchronous, though it gets no further than ours
        headers.setAsyncSupported(true);
        headers.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private boolean isHttps(HttpServletRequest request) {
        return bascule.ownOrigin(RequestSnapshot.of(request))
                .map(own -> own.scheme().equals("https"))
                .orElse(request.isSecure());
    }

    /** Publishes no more prices. */
    @Override
    public void close() {
        market.close();
    }
}
