package io.bascule.stomp;

import io.bascule.handshake.Handshake;
import io.bascule.stomp.frame.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who a client is when it sends CONNECT. Called on a carrier's thread; must not block, and must not log a
 * {@code passcode}.
 */
@FunctionalInterface
public interface Login {
    /** The user of the handshake; {@code login} and {@code passcode} are ignored. */
    Login OF_HANDSHAKE = (handshake, connect) -> handshake.principal();

    /**
     * Who the client is for the life of the connection.
     *
     * @param connect the headers of its CONNECT frame
     * @return empty when it is anonymous
     * @throws Refused when it may not come in
     */
    Optional<Principal> login(Handshake handshake, Headers connect);

    /** These users with their passcodes; a client without the header {@code login} is the user of its handshake. */
    static Login of(Map<String, String> passcodes) {
        var known = Map.copyOf(passcodes);
        return (handshake, connect) -> {
            var login = connect.first("login");
            if (login.isEmpty()) {
                return handshake.principal();
            }
            checkPasscode(known, login.get(), connect.first("passcode").orElse(""));
            return Optional.of(login::get);
        };
    }

    private static void checkPasscode(Map<String, String> known, String login, String given) {
        var expected = known.getOrDefault(login, "");
        boolean same = MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
        if (!same || !known.containsKey(login)) {
            throw new Refused("Login or passcode is wrong");
        }
    }

    /** A client may not come in under the name it gave; the message is written for the peer to read. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        public Refused(String reason) {
            super(reason, null, false, false); // a peer's fault: where we noticed it is of no use
            this.reason = reason;
        }

        @Override
        public String getMessage() {
            return reason;
        }
    }
}
