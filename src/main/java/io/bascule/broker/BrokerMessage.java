package io.bascule.broker;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One message as it was published. Immutable but for what has been encoded of it, so that all its receivers share it;
 * any thread.
 */
public final class BrokerMessage {
    /** Turns a message into what a protocol sends; its owner keeps one instance for each form. */
    @FunctionalInterface
    public interface Encoding<E> {
        E encode(BrokerMessage message);
    }

    private final String id;
    private final String destination;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean text;
    private final Map<Encoding<?>, Object> encoded = new ConcurrentHashMap<>(2);

    private BrokerMessage(String id, String destination, Map<String, String> headers, byte[] body, boolean text) {
        this.id = id;
        this.destination = destination;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.body = body;
        this.text = text;
    }

    /** A message of text. */
    public static BrokerMessage text(String id, String destination, Map<String, String> headers, String body) {
        return new BrokerMessage(id, destination, headers, body.getBytes(StandardCharsets.UTF_8), true);
    }

    /**
     * A message of bytes; the array is taken over and must not be changed any more.
     *
     * @param text whether the bytes are UTF-8 that may travel in a text message
     */
    public static BrokerMessage of(
            String id, String destination, Map<String, String> headers, byte[] body, boolean text) {
        return new BrokerMessage(id, destination, headers, body, text);
    }

    /** The same message under another destination. */
    public BrokerMessage to(String destination) {
        return new BrokerMessage(id, destination, headers, body, text);
    }

    /** Unique in this server; the {@code message-id} of STOMP. */
    public String id() {
        return id;
    }

    /** Where it was published, as its receivers are shown it. */
    public String destination() {
        return destination;
    }

    /** The publisher's own headers and {@code content-type}, in order; none that belong to a protocol. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The bytes of the body; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether the body is UTF-8 that may travel in a text message. */
    public boolean isText() {
        return text;
    }

    /** This message as {@code encoding} makes it, made once for all its receivers. */
    @SuppressWarnings("unchecked") // a value is only ever kept under the encoding that made it
    public <E> E as(Encoding<E> encoding) {
        var made = encoded.get(encoding); // for all receivers but the first, who would make a lambda each
        return (E) (made != null ? made : encoded.computeIfAbsent(encoding, by -> by.encode(this)));
    }
}
