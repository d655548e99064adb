package io.bascule.stomp;

import static java.util.Objects.requireNonNull;

import io.bascule.broker.BrokerMessage;
import io.bascule.connection.Part;
import io.bascule.stomp.frame.FrameEncoder;
import io.bascule.stomp.frame.Header;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.StompVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;

/**
 * All of a MESSAGE behind the header {@code subscription}: made once for all the receivers that speak the same version.
 * There is one instance for each form, since {@link BrokerMessage#as} keeps what it made by instance.
 */
final class MessageTail implements BrokerMessage.Encoding<Part> {
    private static final Map<StompVersion, MessageTail> TEXT = forAllVersions(false);
    private static final Map<StompVersion, MessageTail> BINARY = forAllVersions(true);

    private final StompVersion version;
    private final boolean binary;

    private MessageTail(StompVersion version, boolean binary) {
        this.version = version;
        this.binary = binary;
    }

    private static Map<StompVersion, MessageTail> forAllVersions(boolean binary) {
        var tails = new EnumMap<StompVersion, MessageTail>(StompVersion.class);
        for (var version : StompVersion.values()) {
            tails.put(version, new MessageTail(version, binary));
        }
        return tails;
    }

    /** For a text message; in a body that is not UTF-8 the replacement character stands for what is not. */
    static MessageTail text(StompVersion version) {
        return requireNonNull(TEXT.get(version));
    }

    /** For a binary message. */
    static MessageTail binary(StompVersion version) {
        return requireNonNull(BINARY.get(version));
    }

    @Override
    public Part encode(BrokerMessage message) {
        if (binary) {
            return Part.binary(FrameEncoder.messageTail(headers(message), message.body(), version));
        }
        byte[] body = message.isText() ? message.body() : message.text().getBytes(StandardCharsets.UTF_8);
        return Part.utf8(FrameEncoder.messageTail(headers(message), body, version));
    }

    private static Headers headers(BrokerMessage message) {
        var all = new ArrayList<Header>(2 + message.headers().size());
        all.add(new Header("destination", message.destination()));
        all.add(new Header("message-id", message.id()));
        message.position().ifPresent(position -> {
            all.add(new Header("epoch", position.epoch()));
            all.add(new Header("offset", position.offset()));
        });
        message.headers().forEach((name, value) -> all.add(new Header(name, value)));
        return new Headers(all);
    }
}
