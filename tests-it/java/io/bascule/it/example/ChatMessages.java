package io.bascule.it.example;

import io.bascule.application.MessageExceptionHandler;
import io.bascule.application.MessageMapping;
import io.bascule.application.SendTo;
import io.bascule.application.SendToUser;
import io.bascule.application.SubscribeMapping;
import io.bascule.payload.PayloadUnreadable;
import java.security.Principal;
import java.util.List;

/** The README's example of methods that answer destinations. */
public final class ChatMessages {
    /** SEND to /app/say/kitchen reaches all who are in the kitchen; SUBSCRIBE to /app/rooms is answered once. */
    @MessageMapping("/say/{room}")
    @SendTo("/topic/rooms.{room}")
    public Said say(Saying saying, Principal user) {
        return new Said(user.getName(), saying.text());
    }

    @SubscribeMapping("/rooms")
    public List<String> rooms() {
        return List.of("kitchen", "garden");
    }

    @MessageExceptionHandler
    @SendToUser(value = "/queue/errors", broadcast = false)
    public Problem unreadable(PayloadUnreadable problem) {
        return new Problem(problem.getMessage());
    }

    /** What a client says. */
    public record Saying(String text) {}

    /** What all hear. */
    public record Said(String from, String text) {}

    /** What is wrong, for the one who said it. */
    public record Problem(String message) {}
}
