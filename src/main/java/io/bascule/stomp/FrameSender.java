package io.bascule.stomp;

import static java.util.Objects.requireNonNull;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.Delivery;
import io.bascule.connection.Connection;
import io.bascule.connection.Offer;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameEncoder;
import io.bascule.stomp.frame.Header;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.StompVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Sends frames to one client in the version it speaks. Any thread; never blocks. */
final class FrameSender {
    /**
     * All of a MESSAGE behind the header {@code subscription}: made once for all the receivers that speak the same version.
     * There is one instance for each form, since {@link BrokerMessage#as} keeps what it made by instance.
     */
    private static final class MessageTail implements BrokerMessage.Encoding<Part> {
        private static final Map<StompVersion, MessageTail> TEXT = forAllVersions(false, true);
        private static final Map<StompVersion, MessageTail> BINARY = forAllVersions(true, true);
        private static final Map<StompVersion, MessageTail> MOVED_TEXT = forAllVersions(false, false);
        private static final Map<StompVersion, MessageTail> MOVED_BINARY = forAllVersions(true, false);

        private final StompVersion version;
        private final boolean binary;
        private final boolean placed;

        /** @param placed whether it says where the client stands that has read it */
        private MessageTail(StompVersion version, boolean binary, boolean placed) {
            this.version = version;
            this.binary = binary;
            this.placed = placed;
        }

        private static Map<StompVersion, MessageTail> forAllVersions(boolean binary, boolean placed) {
            var tails = new EnumMap<StompVersion, MessageTail>(StompVersion.class);
            for (var version : StompVersion.values()) {
                tails.put(version, new MessageTail(version, binary, placed));
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

        /**
         * For one that takes the place of an older one: whoever has read it has not read what waits between the two, so it
         * does not say where the client stands.
         */
        static MessageTail moved(StompVersion version, boolean binary) {
            return requireNonNull((binary ? MOVED_BINARY : MOVED_TEXT).get(version));
        }

        @Override
        public Part encode(BrokerMessage message) {
            if (binary) {
                return Part.binary(FrameEncoder.messageTail(headers(message), message.body(), version));
            }
            byte[] body = message.isText() ? message.body() : message.text().getBytes(StandardCharsets.UTF_8);
            return Part.utf8(FrameEncoder.messageTail(headers(message), body, version));
        }

        private Headers headers(BrokerMessage message) {
            var all = new ArrayList<Header>(2 + message.headers().size());
            all.add(new Header("destination", message.destination()));
            all.add(new Header("message-id", message.id()));
            message.position().filter(position -> placed).ifPresent(position -> {
                all.add(new Header("epoch", position.epoch()));
                all.add(new Header("offset", position.offset()));
            });
            message.headers().forEach((name, value) -> all.add(new Header(name, value)));
            return new Headers(all);
        }
    }

    private static final Part END_OF_LINE = Part.text("\n");

    private final Connection connection;
    /** Written once, before there is a subscription; until then nothing is escaped. */
    private volatile StompVersion version = StompVersion.V1_0;
    /** Whether something was sent since {@link #wasQuiet}; a flag and no time, since time costs each delivery more. */
    private volatile boolean sent;

    FrameSender(Connection connection) {
        this.connection = connection;
    }

    /** Sends the CONNECTED frame, which counts as a heart-beat. */
    void begin(StompVersion agreed, Frame connected) {
        version = agreed;
        connection.send(control(connected));
    }

    StompVersion version() {
        return version;
    }

    /** Sends a frame of the protocol itself. */
    void send(Frame frame) {
        offer(control(frame));
    }

    private Outgoing control(Frame frame) {
        return Outgoing.control(Part.utf8(FrameEncoder.encode(frame, version)));
    }

    /** Sends a heart-beat. */
    void beat() {
        connection.send(Outgoing.control(END_OF_LINE));
    }

    /** Sends a MESSAGE; false when it was not taken. */
    boolean send(Delivery delivery, OpenSubscriptions.Open receiver) {
        var message = delivery.message();
        boolean binary = !message.isText() && connection.takesBinary();
        var head = receiver.head(delivery, binary, version);
        var tail = message.as(binary ? MessageTail.binary(version) : MessageTail.text(version));
        var offer = offer(receiver.outgoing(delivery, head, tail, moved(message, binary)));
        return offer == Offer.QUEUED || offer == Offer.CONFLATED;
    }

    private UnaryOperator<Part> moved(BrokerMessage message, boolean binary) {
        return message.position().isEmpty()
                ? UnaryOperator.identity()
                : tail -> message.as(MessageTail.moved(version, binary));
    }

    private Offer offer(Outgoing message) {
        if (!sent) {
            sent = true;
        }
        return connection.send(message);
    }

    /** Whether nothing but heart-beats was sent since this was last asked. */
    boolean wasQuiet() {
        boolean quiet = !sent;
        sent = false;
        return quiet;
    }
}
