package io.bascule.it.application;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.HandshakeRequest;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;

/** A client is whom it says it is. */
public final class NamedClients implements EndpointRules.PrincipalResolver {
    @Override
    public Optional<Principal> resolve(HandshakeRequest request, Map<String, Object> attributes) {
        return request.header("X-Name").map(name -> () -> name);
    }
}
