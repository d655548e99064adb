package io.bascule.stomp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {
    @Test
    void what_belongs_to_the_frame_or_is_secret_is_no_header_of_the_message() {
        var headers = Headers.NONE;
        for (var name : List.of(
                "receipt",
                "transaction",
                "content-length",
                "destination",
                "message-id",
                "subscription",
                "ack",
                "redelivered",
                " ack ",
                "Passcode",
                "authorization")) {
            headers = headers.with(name, "x");
        }
        assertEquals(
                Map.of("own", "1"), headers.with("own", "1").with("own", "2").ofMessage());
    }

    @Test
    void what_is_secret_is_not_shown() {
        assertTrue(new Header(" PASSCODE", "x").isSecret());
        assertTrue(new Header("Authorization ", "x").isSecret());
        assertFalse(new Header("login", "x").isSecret());
        assertEquals(
                "[login:ann, passcode:***]",
                Headers.of("login", "ann").with("passcode", "x").inOrder().toString());
    }
}
