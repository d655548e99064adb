package bascule;

import io.bascule.Bascule;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.stomp.Login;
import java.util.Map;

/** The same application standalone and in a WAR: whoever comes may send to topics. */
final class Endpoints {
    private Endpoints() {}

    static Bascule on(Bascule bascule) {
        return bascule.endpoint(EchoEndpoint.class)
                .stomp(
                        StompEndpoint.class,
                        endpoint -> endpoint,
                        DestinationRules.of(Rule.send("/topic/**", Who.ANYONE)),
                        Login.of(Map.of()));
    }
}
