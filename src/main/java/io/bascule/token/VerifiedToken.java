package io.bascule.token;

import java.time.Instant;
import java.util.Set;

/**
 * What a token has proved.
 *
 * @param user the name of its bearer
 * @param roles of the bearer, as far as the rules name a claim for them
 * @param ends when it proves that no longer
 */
public record VerifiedToken(String user, Set<String> roles, Instant ends) {
    public VerifiedToken {
        roles = Set.copyOf(roles);
    }
}
