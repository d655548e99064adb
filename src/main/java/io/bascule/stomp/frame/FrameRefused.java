package io.bascule.stomp.frame;

/**
 * A peer's bytes are no frame, or one that goes over a limit. The message is written for that peer to read; what it
 * quotes is escaped.
 */
public final class FrameRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean tooBig;

    private FrameRefused(String reason, boolean tooBig) {
        super(reason, null, false, false); // a peer's fault: where we noticed it is of no use
        this.reason = reason;
        this.tooBig = tooBig;
    }

    static FrameRefused malformed(String message) {
        return new FrameRefused(message, false);
    }

    static FrameRefused tooBig(String message) {
        return new FrameRefused(message, true);
    }

    @Override
    public String getMessage() {
        return reason;
    }

    /** Whether a limit was met, rather than a rule broken: close status 1009, not 1002 (RFC 6455 section 7.4.1). */
    public boolean tooBig() {
        return tooBig;
    }
}
