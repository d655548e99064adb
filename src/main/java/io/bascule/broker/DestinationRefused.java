package io.bascule.broker;

/** A destination does not exist, is misspelt or does not take this; the message is written for the peer to read. */
public final class DestinationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean forNow;

    public DestinationRefused(String message) {
        this(message, false);
    }

    private DestinationRefused(String message, boolean forNow) {
        super(message);
        this.forNow = forNow;
    }

    /** What is refused may be taken later. */
    static DestinationRefused forNow(String message) {
        return new DestinationRefused(message, true);
    }

    /** Whether the peer has done nothing wrong, and may try again later. */
    public boolean isForNow() {
        return forNow;
    }
}
