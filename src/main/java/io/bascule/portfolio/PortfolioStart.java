package io.bascule.portfolio;

import io.bascule.Bascule;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.server.servlet.HealthServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Starts the demonstration in a servlet container; declared in our own WAR behind {@link BasculeStart}. */
public final class PortfolioStart implements ServletContextListener {
    private static final Logger LOG = System.getLogger(PortfolioStart.class.getName());
    /** The data source that every server of Jakarta EE has (Jakarta EE Platform 10, section EE.5.20). */
    private static final String SERVERS_OWN = "java:comp/DefaultDataSource";

    private static final String DEMONSTRATION = "io.bascule.Demonstration";

    /**
     * Starts the demonstration.
     *
     * @throws IllegalStateException if the settings want none: the application is not deployed, since the container
     *     would serve the page and the endpoints of this WAR all the same; or if they name a database that cannot be used
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var bascule = BasculeStart.of(context);
        if (!bascule.options().portfolio()) {
            throw new IllegalStateException("bascule.portfolio=false leaves nothing of this WAR, which is the"
                    + " demonstration; take the setting away, or deploy a WAR of your own with bascule-library.jar");
        }
        var demonstration = demonstration(bascule);
        demonstration.addTo(context);
        context.addServlet("health", new HealthServlet(bascule::health)).addMapping("/health");
        context.setAttribute(DEMONSTRATION, demonstration);
    }

    private static Demonstration demonstration(Bascule bascule) {
        var named = bascule.options().portfolioDatabase();
        if (named.equals("memory")) {
            return Demonstration.on(bascule);
        }
        var name = named.isEmpty() ? SERVERS_OWN : named;
        try {
            var demonstration = Demonstration.on(bascule, found(name));
            LOG.log(Level.INFO, "Accounts are kept in the data source {0}", name);
            return demonstration;
        } catch (NamingException | SQLException cannot) {
            if (named.isEmpty()) {
                sayInMemory(cannot);
                return Demonstration.on(bascule);
            }
            throw new IllegalStateException(
                    "bascule.portfolio.database cannot be used (" + cannot.getMessage()
                            + "); name a data source of this server, such as java:comp/env/jdbc/bascule",
                    cannot);
        }
    }

    private static void sayInMemory(Exception why) {
        if (why instanceof NamingException) {
            LOG.log(Level.INFO, "Accounts are kept in memory: this server has no {0}", SERVERS_OWN);
        } else {
            LOG.log(
                    Level.WARNING,
                    "Accounts are kept in memory: {0} cannot be used ({1}); start its database, or set"
                            + " bascule.portfolio.database to another data source, or to memory",
                    SERVERS_OWN,
                    why.getMessage());
        }
        LOG.log(Level.DEBUG, "Why not", why);
    }

    @SuppressWarnings("BanJNDI") // the name is the operator's
    private static DataSource found(String name) throws NamingException {
        if (new InitialContext().lookup(name) instanceof DataSource source) {
            return source;
        }
        throw new NamingException("it is no data source");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(DEMONSTRATION) instanceof Demonstration demonstration) {
            demonstration.close();
        }
    }
}
