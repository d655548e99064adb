package io.bascule.stomp;

import io.bascule.broker.BrokerMessage;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.Header;
import java.util.LinkedHashMap;
import java.util.Set;

/** Makes a message of a SEND frame. */
final class Publication {
    /** They belong to the frame of the sender or of the receiver; all others but secrets are the message's own. */
    private static final Set<String> OF_THE_PROTOCOL =
            Set.of("receipt", "transaction", "content-length", "destination", "message-id", "subscription", "ack");

    private Publication() {}

    /**
     * The message that {@code send} carries.
     *
     * @throws Refusal when it wants to be part of a transaction
     */
    static BrokerMessage of(Frame send, String destination, String id) {
        if (send.headers().first("transaction").isPresent()) {
            throw Refusal.protocol("SEND with the header 'transaction' is not supported yet");
        }
        var own = new LinkedHashMap<String, String>();
        for (var header : send.headers().inOrder()) {
            if (isOwn(header)) {
                own.putIfAbsent(header.name(), header.value());
            }
        }
        return BrokerMessage.of(id, destination, own, send.body(), send.isText());
    }

    /** Blanks do not hide a header of the protocol, since there are receivers that drop them. */
    private static boolean isOwn(Header header) {
        return !OF_THE_PROTOCOL.contains(header.name().strip()) && !header.isSecret();
    }
}
