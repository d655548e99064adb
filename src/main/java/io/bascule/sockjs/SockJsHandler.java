package io.bascule.sockjs;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Opcode;
import io.bascule.connection.Outgoing;
import java.util.EnumSet;
import java.util.Set;

/** The handler of a connection over SockJS: before anything else the client is told that its session is open. */
final class SockJsHandler extends ConnectionHandler.Forwarding {
    SockJsHandler(ConnectionHandler inner) {
        super(inner);
    }

    @Override
    public void opened(Connection connection) {
        connection.send(Outgoing.control(SockJsFrame.OPEN));
        super.opened(connection);
    }

    /** SockJS carries text only. */
    @Override
    public Set<Opcode> takes() {
        return EnumSet.of(Opcode.TEXT);
    }
}
