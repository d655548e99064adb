package io.bascule.sockjs;

import io.bascule.handshake.HandshakeRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cookie by which a load balancer keeps a client at one node. Immutable; any thread. */
public sealed interface StickyCookie {
    /** Whether clients must use transports that bring cookies along. */
    boolean needed();

    /** The value of {@code Set-Cookie} in the answer to a request of a session. */
    Optional<String> set(HandshakeRequest request);

    /** No cookie. */
    record None() implements StickyCookie {
        @Override
        public boolean needed() {
            return false;
        }

        @Override
        public Optional<String> set(HandshakeRequest request) {
            return Optional.empty();
        }
    }

    /**
     * A cookie of our own; a client that has none gets one.
     *
     * @param name none that a container uses for its HTTP sessions
     * @param values makes values nobody can guess
     */
    record Named(String name, Supplier<String> values) implements StickyCookie {
        @Override
        public boolean needed() {
            return true;
        }

        @Override
        public Optional<String> set(HandshakeRequest request) {
            return sent(request, name).isPresent()
                    ? Optional.empty()
                    : Optional.of(name + "=" + values.get() + "; Path=/; HttpOnly; SameSite=Lax");
        }
    }

    /** The {@code JSESSIONID} of the protocol's own suite, which clients choose; for nothing else. */
    record OfTheProtocol() implements StickyCookie {
        /** Its name, which containers use for their HTTP sessions. */
        public static final String NAME = "JSESSIONID";

        @Override
        public boolean needed() {
            return true;
        }

        @Override
        public Optional<String> set(HandshakeRequest request) {
            return Optional.of(NAME + "=" + sent(request, NAME).orElse("dummy") + "; Path=/");
        }
    }

    private static Optional<String> sent(HandshakeRequest request, String name) {
        var pair = Pattern.compile("\\s*" + Pattern.quote(name) + "=([A-Za-z0-9._-]{1,128})\\s*");
        return request.lines("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";", -1)))
                .map(pair::matcher)
                .filter(found -> found.matches())
                .map(found -> found.group(1))
                .findFirst();
    }
}
