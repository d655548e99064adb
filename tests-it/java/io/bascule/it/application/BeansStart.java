package io.bascule.it.application;

import io.bascule.it.example.ChatEndpoint;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Registers an endpoint, and leaves the handlers to be found. */
@WebListener
public final class BeansStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        BasculeStart.of(event.getServletContext())
                .stomp(ChatEndpoint.class, endpoint -> endpoint, DestinationRules.of(), Login.OF_HANDSHAKE);
    }
}
