package io.bascule.it.application;

import io.bascule.it.ConformanceStomp;
import io.bascule.it.ConformanceStompOverSockJs;
import io.bascule.server.servlet.BasculeStart;
import io.bascule.server.servlet.HealthServlet;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;

/** What the conformance server has, in a WAR: STOMP for whoever comes, with SockJS and without, and how the node is. */
public final class NodeStart implements ServletContextListener {
    private static final DestinationRules RULES = DestinationRules.of(
            Rule.send("/topic/**", Who.ANYONE), Rule.send("/queue/**", Who.ANYONE), Rule.send("/user/**", Who.ANYONE));

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var bascule = BasculeStart.of(context);
        for (var endpoint : List.of(ConformanceStomp.class, ConformanceStompOverSockJs.class)) {
            bascule.stomp(endpoint, rules -> rules, RULES, Login.OF_HANDSHAKE);
        }
        context.addServlet("health", new HealthServlet(bascule::health)).addMapping("/health");
    }
}
