package io.bascule.portfolio;

import io.bascule.server.servlet.BasculeStart;
import io.bascule.server.servlet.HealthServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Starts the demonstration in a servlet container; declared in our own WAR behind {@link BasculeStart}. */
public final class PortfolioStart implements ServletContextListener {
    private static final String DEMONSTRATION = "io.bascule.Demonstration";

    /**
     * Starts the demonstration.
     *
     * @throws IllegalStateException if the settings want none: the application is not deployed, since the container
     *     would serve the page and the endpoints of this WAR all the same
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var bascule = BasculeStart.of(context);
        if (!bascule.options().portfolio()) {
            throw new IllegalStateException("bascule.portfolio=false leaves nothing of this WAR, which is the"
                    + " demonstration; take the setting away, or deploy a WAR of your own with bascule-library.jar");
        }
        var demonstration = Demonstration.on(bascule);
        demonstration.addTo(context);
        context.addServlet("health", new HealthServlet(bascule::health)).addMapping("/health");
        context.setAttribute(DEMONSTRATION, demonstration);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(DEMONSTRATION) instanceof Demonstration demonstration) {
            demonstration.close();
        }
    }
}
