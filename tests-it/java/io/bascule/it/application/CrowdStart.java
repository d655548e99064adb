package io.bascule.it.application;

import io.bascule.Bascule;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.ConnectionHandler;
import io.bascule.it.ConformanceStomp;
import io.bascule.it.example.ChatEndpoint;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** STOMP for a crowd that sends to all topics; notes the statuses of our own with which connections end. */
public final class CrowdStart implements ServletContextListener {
    /** As the handlers were told them: code, blank, reason. */
    static final Queue<String> ENDS = new ConcurrentLinkedQueue<>();

    private static volatile Bascule bascule;

    static Bascule bascule() {
        return bascule;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var rules = DestinationRules.of(Rule.send("/topic/**", Who.ANYONE));
        var anybody = Login.of(Map.of());
        bascule = BasculeStart.of(event.getServletContext())
                .decorate((handler, handshake) -> new Noting(handler))
                .stomp(ConformanceStomp.class, endpoint -> endpoint, rules, anybody)
                .stomp(ChatEndpoint.class, endpoint -> endpoint, rules, anybody);
    }

    private static final class Noting extends ConnectionHandler.Forwarding {
        private Noting(ConnectionHandler inner) {
            super(inner);
        }

        @Override
        public void closed(CloseStatus status) {
            if (status.code() == CloseStatus.POLICY.code()) {
                ENDS.add(status.code() + " " + status.reason());
            }
            super.closed(status);
        }
    }
}
