package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.refusal.Refusals;
import io.bascule.testing.ManualTime;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A server with one endpoint, set up as a test wants it. */
final class Door {
    static final class Portfolio {}

    static final List<String> STOMP = List.of("v12.stomp", "v11.stomp", "v10.stomp");

    EndpointRules.Builder rules = EndpointRules.at("/portfolio", Portfolio.class)
            .subprotocols(new Subprotocols(STOMP, Subprotocols.Order.CLIENT));
    TrustedProxies proxies = TrustedProxies.NONE;
    AllowedHosts hosts = AllowedHosts.LOOPBACK;
    Places places = new Places(new Places.Limits(100, Places.Limits.NONE, Places.Limits.NONE), new ManualTime());

    Optional<HandshakeOutcome> decide(RequestBuilder request) {
        var endpoints = new EndpointTable();
        endpoints.add(rules.build());
        return new HandshakePolicy(
                        endpoints, proxies, hosts, places, new Refusals(Clock.systemUTC(), new ManualTime()), false)
                .decide(request.build());
    }

    Accepted accepted(RequestBuilder request) {
        return (Accepted) decide(request).orElseThrow();
    }

    Refused refused(RequestBuilder request) {
        return (Refused) decide(request).orElseThrow();
    }
}
