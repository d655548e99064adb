package io.bascule.stomp;

import io.bascule.handshake.Handshake;
import io.bascule.stomp.frame.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who a client is when it sends CONNECT. May block: it is called where application code runs, and what the client
 * sends meanwhile waits; unless it {@linkplain #quick says} that it never does. Must not log a {@code passcode}.
 */
@FunctionalInterface
public interface Login {
    /** The user of the handshake; {@code login} and {@code passcode} are ignored. */
    Login OF_HANDSHAKE = quick((handshake, connect) -> Identity.of(handshake.principal()));

    /**
     * Who the client is for the life of the connection.
     *
     * @param connect the headers of its CONNECT frame
     * @throws Refused when it may not come in
     */
    Identity login(Handshake handshake, Headers connect);

    /**
     * Who a new token is of, which a client sends to {@code /bascule/token} before the one it came in with expires. Called
     * on a carrier's thread; must not block.
     *
     * @throws Refused when there are no tokens here, or not this one
     */
    default Identity renew(Handshake handshake, String token) {
        throw new Refused("There are no tokens here");
    }

    /** Whether {@link #login} neither blocks nor takes long, so that it is called on a carrier's thread. */
    default boolean neverBlocks() {
        return false;
    }

    /** {@code login}, which {@linkplain #neverBlocks never blocks}; it has no tokens. */
    static Login quick(Login login) {
        return new Login() {
            @Override
            public Identity login(Handshake handshake, Headers connect) {
                return login.login(handshake, connect);
            }

            @Override
            public boolean neverBlocks() {
                return true;
            }
        };
    }

    /**
     * These users with their passcodes, for clients that are programs; people's passwords belong to a login that slows
     * guessing down. Of the passcodes only digests are kept, and comparing takes the same time wherever they differ. A
     * client without the header {@code login} is the user of its handshake.
     */
    static Login of(Map<String, String> passcodes) {
        var digests = new HashMap<String, byte[]>();
        passcodes.forEach((login, passcode) -> digests.put(login, digest(passcode)));
        var ofNobody = new byte[32]; // of no passcode, and as long as that of any
        return quick((handshake, connect) -> {
            var login = connect.first("login");
            if (login.isEmpty()) {
                return Identity.of(handshake.principal());
            }
            checkPasscode(
                    digests.getOrDefault(login.get(), ofNobody),
                    connect.first("passcode").orElse(""));
            return Identity.named(login.get());
        });
    }

    private static void checkPasscode(byte[] expected, String given) {
        if (!MessageDigest.isEqual(digest(given), expected)) {
            throw new Refused("Login or passcode is wrong");
        }
    }

    private static byte[] digest(String passcode) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(passcode.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java has to have", missing);
        }
    }

    /**
     * Who a client is.
     *
     * @param user its name, empty when it is anonymous; at most 255 characters, none of them a control character, and
     *     without {@code %2F}, which stands for a slash in user destinations
     * @param roles what rules for destinations may ask for
     * @param lasts for how long it is that, counted from now; then its connection is closed. Empty for no end
     */
    record Identity(Optional<String> user, Set<String> roles, Optional<Duration> lasts) {
        /** Nobody known. */
        public static final Identity ANONYMOUS = new Identity(Optional.empty(), Set.of(), Optional.empty());

        private static final int LONGEST_NAME = 255;

        /** @throws Refused if the name is none that a user can have */
        public Identity {
            roles = Set.copyOf(roles);
            if (user.isPresent() && !isName(user.get())) {
                throw new Refused("This user name cannot be used here");
            }
        }

        private static boolean isName(String name) {
            return !name.isBlank()
                    && name.length() <= LONGEST_NAME
                    && name.chars().noneMatch(Character::isISOControl)
                    && !name.toUpperCase(Locale.ROOT).contains("%2F");
        }

        /** A user without roles and without end; throws as the constructor does. */
        public static Identity named(String user) {
            return new Identity(Optional.of(user), Set.of(), Optional.empty());
        }

        /** Whom a container or the application knows; throws as the constructor does. */
        public static Identity of(Optional<Principal> principal) {
            return principal.map(Principal::getName).map(Identity::named).orElse(ANONYMOUS);
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
