package io.bascule.sockjs;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The handler of a connection over SockJS: before anything else the client is told that its session is open. */
final class SockJsHandler implements ConnectionHandler {
    private final ConnectionHandler inner;

    SockJsHandler(ConnectionHandler inner) {
        this.inner = inner;
    }

    @Override
    public void opened(Connection connection) {
        connection.send(Outgoing.control(SockJsFrame.OPEN));
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

    /** SockJS carries text only. */
    @Override
    public Set<Opcode> takes() {
        return EnumSet.of(Opcode.TEXT);
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
