package io.bascule.handshake;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;

/**
 * What an accepted opening handshake settled, fixed for the life of the connection. Immutable; any thread.
 *
 * @param request what the client asked
 * @param endpoint the path template of the endpoint, for instance {@code /rooms/{room}}
 * @param pathParameters the values of the template's names, percent-decoded
 * @param subprotocol the one agreed on, in the client's spelling, or {@link Subprotocols#NONE}
 * @param principal who the client is, absent when anonymous
 * @param attributes copied from the HTTP session or put there by an interceptor
 */
public record Handshake(
        HandshakeRequest request,
        String endpoint,
        Map<String, String> pathParameters,
        String subprotocol,
        Optional<Principal> principal,
        Map<String, Object> attributes) {

    public Handshake {
        pathParameters = Map.copyOf(pathParameters);
        attributes = Map.copyOf(attributes);
    }
}
