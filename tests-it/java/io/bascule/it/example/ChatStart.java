package io.bascule.it.example;

import io.bascule.Bascule;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;

/** The README's example of STOMP in a WAR. */
public final class ChatStart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        register(BasculeStart.of(event.getServletContext()));
    }

    static void register(Bascule bascule) {
        var rules = DestinationRules.of(
                Rule.subscribe("/**", Who.A_USER), // whoever is logged in may listen, and talk to the application
                Rule.send("/app/**", Who.A_USER));
        bascule.messages(List.of(new ChatMessages()))
                .stomp(ChatEndpoint.class, endpoint -> endpoint, rules, Login.OF_HANDSHAKE);
    }
}
