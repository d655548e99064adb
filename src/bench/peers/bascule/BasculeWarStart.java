package bascule;

import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** The application's listener in the WAR. */
public final class BasculeWarStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Endpoints.on(BasculeStart.of(event.getServletContext()));
    }
}
