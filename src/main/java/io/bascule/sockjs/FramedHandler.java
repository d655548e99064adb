package io.bascule.sockjs;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Opcode;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
import java.util.EnumSet;

/** The handler of a connection over SockJS over a WebSocket: takes the client's arrays apart. */
final class FramedHandler extends ConnectionHandler.Forwarding {
    private final SockJsHandler inner;
    private final WholeMessages whole = new WholeMessages(EnumSet.of(Opcode.TEXT), this::unpack);

    FramedHandler(SockJsHandler inner) {
        super(inner);
        this.inner = inner;
    }

    private void unpack(Connection connection, Part array) {
        if (array.size() == 0) {
            return; // "Empty frames must be ignored"
        }
        try {
            SockJsFrame.messages(array.text()).forEachRemaining(message -> inner.received(Part.text(message), true));
        } catch (SockJsFrame.Broken broken) {
            connection.close(FramedWire.BROKEN);
        }
    }

    @Override
    public void opened(Connection connection) {
        whole.opened(connection);
        super.opened(connection);
    }

    @Override
    public void received(Part part, boolean last) {
        whole.received(part, last);
    }

    /** An array of nothing, and one of a heart-beat only. */
    @Override
    public boolean isHeartBeat(Part part) {
        if (part.size() == 0) {
            return true;
        }
        if (part.size() > 8) {
            return false;
        }
        try {
            var messages = SockJsFrame.messages(part.text());
            while (messages.hasNext()) {
                if (!inner.isHeartBeat(Part.text(messages.next()))) {
                    return false;
                }
            }
            return true;
        } catch (SockJsFrame.Broken broken) {
            return false;
        }
    }
}
