package io.bascule.stomp;

import io.bascule.broker.Delivery;
import io.bascule.connection.Connection;
import io.bascule.connection.Offer;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameEncoder;
import io.bascule.stomp.frame.StompVersion;

/** Sends frames to one client in the version it speaks. Any thread; never blocks. */
final class FrameSender {
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
        var offer = offer(receiver.outgoing(delivery, head, tail));
        return offer == Offer.QUEUED || offer == Offer.CONFLATED;
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
