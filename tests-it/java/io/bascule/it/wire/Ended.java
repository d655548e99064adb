package io.bascule.it.wire;

/** The connection ended before what was waited for. */
public final class Ended extends AssertionError {
    private static final long serialVersionUID = 1;

    Ended(String message) {
        super(message);
    }
}
