package naive;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one writes first with Jakarta WebSocket alone: topics in a map, a send for every subscriber, nothing bounded or
 * checked. With {@code -Dblocking=true} it sends as Tomcat wants it, one thread at a time for each session.
 */
@ServerEndpoint(value = "/stomp", subprotocols = "v12.stomp")
public class NaiveStomp {
    private static final boolean BLOCKING = Boolean.getBoolean("blocking");
    private static final int MESSAGE_CHARACTERS = 10_000; // Tomcat allocates as many for each session
    private static final Map<String, Map<Session, String>> TOPICS = new ConcurrentHashMap<>();
    private static final AtomicLong MESSAGES = new AtomicLong();

    @OnOpen
    public void open(Session session) {
        session.setMaxTextMessageBufferSize(MESSAGE_CHARACTERS);
    }

    @OnMessage
    public void received(Session session, String text) throws IOException {
        var frame = StompText.read(text);
        var destination = frame.header("destination");
        switch (frame.command()) {
            case "CONNECT" -> send(session, StompText.connected());
            case "SUBSCRIBE" ->
                TOPICS.computeIfAbsent(destination, none -> new ConcurrentHashMap<>())
                        .put(session, frame.header("id"));
            default -> publish(destination, frame.body());
        }
    }

    private static void publish(String destination, String body) throws IOException {
        long number = MESSAGES.incrementAndGet();
        for (var subscriber : TOPICS.getOrDefault(destination, Map.of()).entrySet()) {
            send(subscriber.getKey(), StompText.message(subscriber.getValue(), number, destination, body));
        }
    }

    private static void send(Session session, String text) throws IOException {
        if (!BLOCKING) {
            session.getAsyncRemote().sendText(text);
            return;
        }
        synchronized (session) {
            session.getBasicRemote().sendText(text);
        }
    }

    @OnError
    public void failed(Throwable gone) {
        // the close follows
    }

    @OnClose
    public void closed(Session session) {
        TOPICS.values().forEach(subscribers -> subscribers.remove(session));
    }
}
