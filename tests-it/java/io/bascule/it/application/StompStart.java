package io.bascule.it.application;

import io.bascule.application.MessageMapping;
import io.bascule.it.ConformanceStomp;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;

/** STOMP for whoever comes: anybody may send to users, queues and topics but {@code /topic/closed}. */
public final class StompStart implements ServletContextListener {
    /** The path of the endpoint. */
    public static final String PATH = ConformanceStomp.PATH;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var rules = DestinationRules.of(
                Rule.send("/topic/closed", Who.NOBODY),
                Rule.send("/topic/**", Who.ANYONE),
                Rule.send("/queue/**", Who.ANYONE),
                Rule.send("/user/**", Who.ANYONE));
        BasculeStart.of(event.getServletContext())
                .messages(List.of(new Broken()))
                .stomp(ConformanceStomp.class, endpoint -> endpoint, rules, Login.OF_HANDSHAKE);
    }

    /** An application that fails. */
    public static final class Broken {
        /** Throws, with a text that no client may see. */
        @MessageMapping("/fail")
        public void fail() {
            throw new IllegalStateException("secret of the house");
        }
    }
}
