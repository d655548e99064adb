package io.bascule.connection;

import io.bascule.handshake.Handshake;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What happens on one connection. Calls for one connection never overlap: first {@link #opened}, at last
 * {@link #closed}, each exactly once. Whatever a method throws closes the connection with 1011.
 */
public interface ConnectionHandler {
    /** The client is in; {@code connection} is the same in the whole life of this handler. */
    void opened(Connection connection);

    /**
     * A message, or a piece of one, arrived.
     *
     * @param last whether the message ends with this part; all parts of a message have the same opcode
     */
    void received(Part part, boolean last);

    /** The client answered a ping of ours. */
    default void ponged(Duration roundTrip) {}

    /** The carrier met an error; {@link #closed} follows. */
    default void failed(Throwable cause) {}

    /** The connection is gone; nothing can be sent any more. */
    default void closed(CloseStatus status) {}

    /**
     * The kinds of message this handler takes, asked once; others are closed with 1003 (RFC 6455 section 7.4.1). Not
     * asked of a {@link Decorator}'s handler.
     */
    default Set<Opcode> takes() {
        return EnumSet.of(Opcode.TEXT, Opcode.BINARY);
    }

    /**
     * Whether this message says no more than that the client is there, as a heart-beat of the handler's protocol does: it
     * keeps no HTTP session alive. Asked of each part on the carrier's thread; not asked of a {@link Decorator}'s handler.
     */
    default boolean isHeartBeat(Part part) {
        return false;
    }

    /**
     * Whether no method ever blocks or takes long, asked once. Only when the handler and all its decorators say so are the
     * events handled on the carrier's own threads, of which there are few; otherwise on the handlers'
     * ({@code handlers.threads}).
     */
    default boolean neverBlocks() {
        return false;
    }

    /** Makes the handler of a new connection. */
    @FunctionalInterface
    interface Factory {
        ConnectionHandler create(Handshake handshake);
    }

    /** Wraps the handler of a new connection, to see or change what reaches it. */
    @FunctionalInterface
    interface Decorator {
        ConnectionHandler decorate(ConnectionHandler inner, Handshake handshake);
    }

    /** Hands everything on to another handler; a {@link Decorator} overrides what it wants to see or change. */
    abstract class Forwarding implements ConnectionHandler {
        private final ConnectionHandler inner;

        protected Forwarding(ConnectionHandler inner) {
            this.inner = inner;
        }

        @Override
        public void opened(Connection connection) {
            inner.opened(connection);
        }

        @Override
        public void received(Part part, boolean last) {
            inner.received(part, last);
        }

        @Override
        public void ponged(Duration roundTrip) {
            inner.ponged(roundTrip);
        }

        @Override
        public void failed(Throwable cause) {
            inner.failed(cause);
        }

        @Override
        public void closed(CloseStatus status) {
            inner.closed(status);
        }

        @Override
        public Set<Opcode> takes() {
            return inner.takes();
        }

        @Override
        public boolean isHeartBeat(Part part) {
            return inner.isHeartBeat(part);
        }

        @Override
        public boolean neverBlocks() {
            return inner.neverBlocks();
        }
    }
}
