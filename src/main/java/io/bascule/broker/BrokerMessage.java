package io.bascule.broker;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

    /**
     * Where a message that a history keeps comes from.
     *
     * @param run of the node that has published it
     * @param number which of its publications it is
     * @param position where somebody stands who has read it here
     */
    record Origin(String run, long number, Position position) {}

    /** When a message without the header {@code expires} expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The sequence of a message that no history keeps. */
    static final long UNCOUNTED = Long.MAX_VALUE;

    private static final String EXPIRES = "expires";

    /** What a message takes beside its body and headers, about. */
    private static final int BYTES_EACH = 128;

    private final String id;
    private final String destination;
    private final long sequence;
    private final @Nullable Origin origin;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean text;
    private final Map<Encoding<?>, Object> encoded = new ConcurrentHashMap<>(2);
    /** One of {@link #encoded}, which for most messages is all: found without a map. Any thread. */
    private volatile @Nullable Encoded found;

    private record Encoded(Encoding<?> by, Object value) {}

    private BrokerMessage(
            String id,
            String destination,
            long sequence,
            @Nullable Origin origin,
            Map<String, String> headers,
            byte[] body,
            boolean text) {
        this.id = id;
        this.destination = destination;
        this.sequence = sequence;
        this.origin = origin;
        this.headers = headers;
        this.body = body;
        this.text = text;
    }

    /** A message of text. */
    public static BrokerMessage text(String id, String destination, Map<String, String> headers, String body) {
        return of(id, destination, headers, body.getBytes(StandardCharsets.UTF_8), true);
    }

    /**
     * A message of bytes; the array is taken over and must not be changed any more.
     *
     * @param text whether the bytes are UTF-8 that may travel in a text message
     */
    public static BrokerMessage of(
            String id, String destination, Map<String, String> headers, byte[] body, boolean text) {
        var own = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        return new BrokerMessage(id, destination, UNCOUNTED, null, own, body, text);
    }

    /** The same message under another destination. */
    public BrokerMessage to(String destination) {
        return new BrokerMessage(id, destination, sequence, origin, headers, body, text);
    }

    /** The same message with a header of this value, in place of its own of that name. */
    BrokerMessage with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new BrokerMessage(id, destination, sequence, origin, Collections.unmodifiableMap(all), body, text);
    }

    /** The same message as the one of this number; with no origin nobody can go on behind it. */
    BrokerMessage at(long number, @Nullable Origin from) {
        return new BrokerMessage(id, destination, number, from, headers, body, text);
    }

    /** The same message for somebody who stands elsewhere behind it. */
    BrokerMessage at(Position position) {
        return origin == null ? this : at(sequence, new Origin(origin.run(), origin.number(), position));
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

    /** Which message this is of all that this server's histories have kept, from 1 on; or {@link #UNCOUNTED}. */
    long sequence() {
        return sequence;
    }

    /** Where somebody stands who has read this, and everything before it; empty when no history has it. */
    public Optional<Position> position() {
        return origin == null ? Optional.empty() : Optional.of(origin.position());
    }

    /** Whether somebody who has come so far has read this. */
    boolean isIn(Progress read) {
        return origin != null && origin.number() <= read.of(origin.run());
    }

    /** Has {@code progress} come as far as this message. */
    void reach(Progress progress) {
        if (origin != null) {
            progress.reach(origin.run(), origin.number());
        }
    }

    /**
     * When it is of no use any more, in milliseconds since 1970 as the header {@code expires} says, or {@link #NEVER};
     * there 0 is never, too.
     *
     * @throws DestinationRefused if the header is no such number
     */
    public long expires() {
        var written = headers.get(EXPIRES);
        if (written == null) {
            return NEVER;
        }
        try {
            long expires = Long.parseLong(written);
            return expires == 0 ? NEVER : expires;
        } catch (NumberFormatException unreadable) {
            throw new DestinationRefused(
                    "the header 'expires' is '" + written + "'; it must be milliseconds since 1970, or 0 for never");
        }
    }

    /** What it takes of memory, about: body, headers and 128 bytes. */
    int bytes() {
        int size = BYTES_EACH + body.length;
        for (var header : headers.entrySet()) {
            size += header.getKey().length() + header.getValue().length();
        }
        return size;
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
        var before = found;
        if (before != null && before.by() == encoding) {
            return (E) before.value();
        }
        var made = encoded.get(encoding); // for all receivers but the first, who would make a lambda each
        E value = (E) (made != null ? made : encoded.computeIfAbsent(encoding, by -> by.encode(this)));
        if (before == null) {
            found = new Encoded(encoding, value);
        }
        return value;
    }
}
