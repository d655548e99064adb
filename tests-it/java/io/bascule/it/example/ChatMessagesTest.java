package io.bascule.it.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.BasculeInProcess;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The README's example of a test without a server. */
class ChatMessagesTest {
    @Test
    void what_ann_says_bob_hears() {
        try (var server = BasculeInProcess.with(ChatStart::register)) {
            var ann = server.connect("/chat", "ann");
            var bob = server.connect("/chat", "bob");
            bob.subscribe("k", "/topic/rooms.kitchen");

            ann.send("/app/say/kitchen", "{\"text\":\"Hi\"}");

            var heard = new String(bob.next().body(), StandardCharsets.UTF_8);
            assertEquals("{\"from\":\"ann\",\"text\":\"Hi\"}", heard);
            assertTrue(ann.isQuiet());
        }
    }
}
