package io.bascule.stomp.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of a frame in the order sent. Where a name is repeated the first one counts ("Repeated Header Entries").
 *
 * @param inOrder all of them, repeated ones included
 */
public record Headers(List<Header> inOrder) {
    public static final Headers NONE = new Headers(List.of());

    public Headers {
        inOrder = List.copyOf(inOrder);
    }

    /** A single header. */
    public static Headers of(String name, String value) {
        return NONE.with(name, value);
    }

    /** These headers and one more behind them. */
    public Headers with(String name, String value) {
        return and(new Headers(List.of(new Header(name, value))));
    }

    /** These headers and {@code more} behind them. */
    public Headers and(Headers more) {
        var all = new ArrayList<>(inOrder);
        all.addAll(more.inOrder);
        return new Headers(all);
    }

    /** The value of the first header of this name; case matters. */
    public Optional<String> first(String name) {
        for (var header : inOrder) {
            if (header.name().equals(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /**
     * What of the headers of a SEND is the message's own, and so every receiver's: all but those of the protocol, which
     * belong to the frame of the sender or of the receiver, and secrets. Of repeated ones the first.
     */
    public Map<String, String> ofMessage() {
        var own = new LinkedHashMap<String, String>();
        for (var header : inOrder) {
            if (!header.isOfProtocol() && !header.isSecret()) {
                own.putIfAbsent(header.name(), header.value());
            }
        }
        return own;
    }

    Headers stripped() {
        return new Headers(inOrder.stream().map(Header::stripped).toList());
    }
}
