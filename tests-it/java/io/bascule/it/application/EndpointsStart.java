package io.bascule.it.application;

import io.bascule.handshake.OriginPolicy;
import io.bascule.it.example.ClockEndpoint;
import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Registers an endpoint in code, whose annotation says otherwise about origins. */
public final class EndpointsStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        BasculeStart.of(event.getServletContext())
                .endpoint(ClockEndpoint.class, rules -> rules.origins(OriginPolicy.parse("https://code.example")));
    }
}
