package io.bascule.token;

/**
 * A token is not taken. The message says why, for the operator, and names settings; {@link #told} is for the bearer.
 * Neither holds anything of the token.
 */
public final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final String told;

    private TokenRefused(String why, String told) {
        super(why, null, false, false); // a peer's fault: where we noticed it is of no use
        this.why = why;
        this.told = told;
    }

    /** Its bearer learns no more than that, so that nobody can find out step by step what would be taken. */
    static TokenRefused because(String why) {
        return new TokenRefused(why, "The token is not accepted");
    }

    /** The bearer of a good token has to know that it is the time. */
    static TokenRefused untimely(String told) {
        return new TokenRefused(told, told);
    }

    @Override
    public String getMessage() {
        return why;
    }

    /** What the bearer may know. */
    public String told() {
        return told;
    }
}
