package io.bascule.portfolio;

import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Starts the demonstration in a servlet container; declared in our own WAR behind {@link BasculeStart}. */
public final class PortfolioStart implements ServletContextListener {
    private static final String DEMONSTRATION = "io.bascule.Demonstration";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var demonstration = Demonstration.on(BasculeStart.of(context));
        demonstration.addTo(context);
        context.setAttribute(DEMONSTRATION, demonstration);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(DEMONSTRATION) instanceof Demonstration demonstration) {
            demonstration.close();
        }
    }
}
