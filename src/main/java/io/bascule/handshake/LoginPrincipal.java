package io.bascule.handshake;

import java.security.Principal;

/**
 * A user who is there by a login that can be ended, while others of the same user go on: one browser's, say. An
 * application's {@link EndpointRules.PrincipalResolver} returns it; {@code Bascule.endLogin} closes the connections whose
 * handshake has it, and those that open with it later.
 */
public interface LoginPrincipal extends Principal {
    /**
     * What tells this login from all others, those of other users too. Other nodes and the broker get to know it, so it is
     * not what lets anybody in.
     */
    String login();
}
