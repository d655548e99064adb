package io.bascule.websocket;

import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Connections;
import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.Handshake;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.handshake.KeptPlace;
import io.bascule.testing.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Admissions to {@code /prices}, the endpoint {@link Prices}. */
final class Admissions {
    static final ConnectionLimits LIMITS = new ConnectionLimits(
            65_536, 64, 262_144, 1_000, 10, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private Admissions() {}

    /** Stands for an endpoint class. */
    static final class Prices {}

    static Admission admission(Map<String, Object> attributes) {
        return admission(attributes, new ManualTime());
    }

    static Admission admission(Map<String, Object> attributes, ManualTime time) {
        return admission(attributes, Optional.empty(), time);
    }

    static Admission admission(ConnectionHandler.Factory handler) {
        return admission(handler, new ManualTime());
    }

    static Admission admission(ConnectionHandler.Factory handler, ManualTime time) {
        return admission(Map.of(), Optional.of(handler), time);
    }

    private static Admission admission(
            Map<String, Object> attributes, Optional<ConnectionHandler.Factory> handler, ManualTime time) {
        var request = new HandshakeRequest(
                "GET",
                "HTTP/1.1",
                "/prices",
                "",
                Map.of(),
                "127.0.0.1",
                80,
                false,
                Optional.empty(),
                HttpSessionSource.NONE);
        var handshake = new Handshake(request, "/prices", Map.of(), "v10.stomp", Optional.empty(), attributes);
        return new Admission(
                handshake,
                EndpointRules.at("/prices", Prices.class)
                        .extensions(Set.of("permessage-deflate"))
                        .build(),
                LIMITS,
                handler,
                Admission.Framing.NONE,
                new Connections(time, time, Runnable::run, () -> "c", List.of()),
                Carrier.portable(Runnable::run, Runnable::run, 1, time, time),
                KeptPlace.any());
    }
}
