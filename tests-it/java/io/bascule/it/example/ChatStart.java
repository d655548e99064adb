package io.bascule.it.example;

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
        var bascule = BasculeStart.of(event.getServletContext());
        var rules = DestinationRules.of(
                Rule.subscribe("/**", Who.A_USER), // whoever is logged in may listen, and talk to the application
                Rule.send("/app/**", Who.A_USER));
        bascule.messages(List.of(new ChatMessages(bascule.messenger())))
                .stomp(ChatEndpoint.class, endpoint -> endpoint, rules, Login.OF_HANDSHAKE);
    }
}
