package io.bascule.it.example;

import io.bascule.connection.ConnectionLimits;
import io.bascule.websocket.ContainerLimits;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Asks a {@link ClockEndpoint}; what comes back can be taken from a queue. */
@ClientEndpoint
public class ClockClient {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

    /** Opens the connection, with the limits of Bascule's settings. */
    public Session connect(URI clock, ConnectionLimits limits) throws DeploymentException, IOException {
        return ContainerLimits.client(limits).connectToServer(this, clock);
    }

    @OnMessage
    public void answer(String text) {
        answers.add(text);
    }

    @OnClose
    public void end(CloseReason reason) {
        ends.add(reason);
    }

    public BlockingQueue<String> answers() {
        return answers;
    }

    public BlockingQueue<CloseReason> ends() {
        return ends;
    }
}
