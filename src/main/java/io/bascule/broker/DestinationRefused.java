package io.bascule.broker;

/** A destination does not exist, is misspelt or does not take this; the message is written for the peer to read. */
public final class DestinationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DestinationRefused(String message) {
        super(message);
    }
}
