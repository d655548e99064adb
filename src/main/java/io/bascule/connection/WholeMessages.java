package io.bascule.connection;

import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A handler for those who want whole messages and not their parts. It keeps at most {@code message.bytes} of one that is
 * arriving.
 *
 * <pre>{@code
 * ConnectionHandler echo = new WholeMessages((connection, message) -> connection.send(Outgoing.reliable(message)));
 * }</pre>
 */
public final class WholeMessages implements ConnectionHandler {
    /** Told of each message; calls for one connection never overlap. */
    @FunctionalInterface
    public interface Receiver {
        /** @param message all of it, in one part */
        void received(Connection connection, Part message);
    }

    private final Receiver receiver;
    private final Set<Opcode> takes;
    private final boolean neverBlocks;
    private ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    private @Nullable Connection connection;

    /** Takes text and binary messages. */
    public WholeMessages(Receiver receiver) {
        this(EnumSet.of(Opcode.TEXT, Opcode.BINARY), receiver);
    }

    /** Takes messages of the kinds {@code takes}; others are closed with 1003. */
    public WholeMessages(Set<Opcode> takes, Receiver receiver) {
        this(takes, receiver, false);
    }

    private WholeMessages(Set<Opcode> takes, Receiver receiver, boolean neverBlocks) {
        this.takes = EnumSet.copyOf(takes);
        this.receiver = receiver;
        this.neverBlocks = neverBlocks;
    }

    /** For a receiver that {@linkplain ConnectionHandler#neverBlocks never blocks} nor takes long, as an echo. */
    public static WholeMessages quick(Receiver receiver) {
        return new WholeMessages(EnumSet.of(Opcode.TEXT, Opcode.BINARY), receiver, true);
    }

    @Override
    public boolean neverBlocks() {
        return neverBlocks;
    }

    @Override
    public Set<Opcode> takes() {
        return takes;
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
    }

    @Override
    public void received(Part part, boolean last) {
        if (last && begun.size() == 0) {
            tell(part);
            return;
        }
        part.writeTo(begun);
        if (last) {
            byte[] whole = begun.toByteArray();
            begun = new ByteArrayOutputStream(0); // reset() would keep the room of the largest message for ever
            tell(part.opcode() == Opcode.TEXT ? Part.utf8(whole) : Part.binary(whole));
        }
    }

    private void tell(Part message) {
        if (connection != null) {
            receiver.received(connection, message);
        }
    }
}
