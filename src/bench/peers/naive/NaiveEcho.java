package naive;

import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Sends every message back. */
@ServerEndpoint("/echo")
public class NaiveEcho {
    @OnMessage
    public String received(String text) {
        return text;
    }

    @OnError
    public void failed(Throwable gone) {
        // the close follows
    }
}
