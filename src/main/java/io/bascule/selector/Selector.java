package io.bascule.selector;

import java.util.Map;

/** A condition on the headers of a message. Immutable; any thread. */
public final class Selector {
    /** No condition: every message matches. */
    public static final Selector NONE = new Selector("");

    private final String written;

    private Selector(String written) {
        this.written = written;
    }

    /**
     * Reads a selector.
     *
     * @throws SelectorRefused if it cannot be read
     */
    public static Selector parse(String written) {
        if (written.isBlank()) {
            return NONE;
        }
        throw new SelectorRefused("selector is not supported yet; subscribe without it");
    }

    /** Whether the condition is true of a message with these headers; false where it is unknown. */
    public boolean matches(Map<String, String> headers) {
        return written.isEmpty() || headers.isEmpty();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
