package io.bascule.it.application;

import io.bascule.it.suite.Suite;
import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** The services of the SockJS protocol's own suite. */
public final class SuiteStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        Suite.on(BasculeStart.of(event.getServletContext()));
    }
}
