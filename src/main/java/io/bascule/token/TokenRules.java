package io.bascule.token;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a token has to be so that its bearer is let in.
 *
 * @param algorithms how it may be signed
 * @param keys with one of which it is signed
 * @param issuer who has issued it ({@code iss}), to the letter
 * @param audience for whom, among others ({@code aud}), to the letter
 * @param userClaim which claim is the user's name
 * @param rolesClaim which claim has the user's roles, a list or a text of words; empty for none
 */
public record TokenRules(
        Set<TokenAlgorithm> algorithms,
        TokenKeys keys,
        String issuer,
        String audience,
        String userClaim,
        String rolesClaim) {

    /** Each of them is tried for every token. */
    private static final int MOST_KEYS = 16;

    /** @throws IllegalArgumentException if an algorithm has no key that fits, or too many; the message is about the keys */
    public TokenRules {
        algorithms = Set.copyOf(algorithms);
        for (var algorithm : new TreeSet<>(algorithms)) {
            int fitting = keys.forAlgorithm(algorithm).size();
            if (fitting == 0 || fitting > MOST_KEYS) {
                throw new IllegalArgumentException("it holds " + (fitting == 0 ? "no key" : fitting + " keys") + " for "
                        + algorithm + ", which takes " + algorithm.wanted() + ", and at most " + MOST_KEYS);
            }
        }
    }
}
