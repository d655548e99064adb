package io.bascule.application;

/** A payload was not what the method takes; the message is written for the client to read, and names the field. */
public final class PayloadUnreadable extends Exception {
    private static final long serialVersionUID = 1L;

    public PayloadUnreadable(String message) {
        super(message);
    }
}
