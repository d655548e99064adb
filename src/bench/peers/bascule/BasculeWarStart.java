package bascule;

import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** The application's listener in the WAR. */
@WebListener
public final class BasculeWarStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Endpoints.on(BasculeStart.of(event.getServletContext()));
    }
}
