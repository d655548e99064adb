package io.bascule.payload;

import java.util.Map;
import java.util.Optional;

/** A payload was not what the method takes, or broke a rule of its class; the message is written for the client to read, and names the field. */
public final class PayloadUnreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> texts;

    public PayloadUnreadable(String message) {
        this(message, Map.of());
    }

    /** With {@code texts}, the fields of the payload that hold texts, by their names. */
    public PayloadUnreadable(String message, Map<String, String> texts) {
        super(message);
        this.texts = Map.copyOf(texts);
    }

    /**
     * The text in a field of the payload, as the client sent it, to tell the client which of its messages this was.
     *
     * @return empty where the payload is no JSON object, or has no such field, or something else than a text there
     */
    public Optional<String> text(String field) {
        return Optional.ofNullable(texts.get(field));
    }
}
