package io.bascule.it.application;

import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends by the container's own means, without an outbox, so that it shows what that takes in before a send stalls: at a
 * text one message behind the other, each when the one before is sent.
 */
@ServerEndpoint(value = "/bare", configurator = BasculeConfigurator.class)
public class BareEndpoint {
    /** Of each message. */
    public static final long BYTES = 16_000;

    private static final int MESSAGES = 2_000;
    private static final String MESSAGE = "x".repeat((int) BYTES);

    private static final AtomicInteger SENT = new AtomicInteger();

    static int sent() {
        return SENT.get();
    }

    @OnMessage
    public void text(Session session, String any) {
        SENT.set(0);
        new Sending(session).run();
    }

    /** One send after the other without recursion: the second to come, the return or the completion, goes on. */
    private static final class Sending implements SendHandler {
        private final Session session;
        private final AtomicInteger halves = new AtomicInteger();

        Sending(Session session) {
            this.session = session;
        }

        void run() {
            do {
                halves.set(0);
                session.getAsyncRemote().sendText(MESSAGE, this);
            } while (halves.incrementAndGet() == 2 && SENT.get() < MESSAGES);
        }

        @Override
        public void onResult(SendResult result) {
            if (result.isOK()) {
                SENT.incrementAndGet();
                if (halves.incrementAndGet() == 2 && SENT.get() < MESSAGES) {
                    run();
                }
            }
        }
    }
}
