package io.bascule.it.example;

import io.bascule.application.Caller;
import io.bascule.application.MessageExceptionHandler;
import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.payload.PayloadUnreadable;
import io.bascule.application.SubscribeMapping;
import java.util.List;
import java.util.Map;

/** The README's example of methods that answer destinations. */
public final class ChatMessages {
    private final Messenger messenger;

    ChatMessages(Messenger messenger) {
        this.messenger = messenger;
    }

    /** SEND to /app/say reaches all who are in the room; SUBSCRIBE to /app/rooms is answered once. */
    @MessageMapping("/say")
    public void say(Saying saying, Caller caller) {
        messenger.send(
                "/topic/rooms." + saying.room(), Map.of("from", caller.user().orElse("?"), "text", saying.text()));
    }

    @SubscribeMapping("/rooms")
    public List<String> rooms() {
        return List.of("kitchen", "garden");
    }

    @MessageExceptionHandler
    public void unreadable(PayloadUnreadable problem, Caller caller) {
        messenger.toConnection(caller.connection(), "/queue/errors", Map.of("message", problem.getMessage()));
    }

    /** What a client says. */
    public record Saying(String room, String text) {}
}
