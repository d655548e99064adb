package io.bascule.it.wire;

/** Nothing came within the patience of whoever waited for it. */
public final class Silence extends AssertionError {
    private static final long serialVersionUID = 1;

    Silence(String message) {
        super(message);
    }
}
