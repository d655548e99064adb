package io.bascule.it.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StompOverWebSocketTest {
    private static final String PRICE = "MESSAGE\nsubscription:prices\n\n{}\0";
    private static final String ORDER = "MESSAGE\nsubscription:orders\n\n[]\0";
    private static final String RECEIPT = "RECEIPT\nreceipt-id:r1\n\n\0";

    /** What a test does with a connection. */
    private interface Use {
        void with(StompOverWebSocket stomp) throws IOException;
    }

    private static void against(List<String> messages, Use use) throws IOException {
        var frames = new ByteArrayOutputStream();
        messages.forEach(
                message -> frames.writeBytes(WebSocketFrame.text(message).unmasked()));
        try (var peer = ScriptedPeer.accepting(frames.toByteArray());
                var stomp = new StompOverWebSocket(RawWebSocket.open(peer.port(), "/stomp"))) {
            use.with(stomp);
        }
    }

    @Test
    void a_frame_is_taken_apart_without_unescaping() {
        assertEquals(
                new StompFrame("MESSAGE", List.of("a:b\\c:d", "a:2"), "x\n\ny"),
                StompFrame.of("MESSAGE\na:b\\c:d\na:2\n\nx\n\ny\0"));
    }

    @Test
    void a_frame_without_its_nul_fails() {
        var failure = assertThrows(AssertionError.class, () -> StompFrame.of("RECEIPT\n\n"));
        assertEquals("Not one whole STOMP frame: RECEIPT\n\n", failure.getMessage());
    }

    @Test
    void heart_beats_are_passed_over() throws Exception {
        against(List.of("\n", "\n", RECEIPT), stomp -> stomp.expect("RECEIPT", "receipt-id:r1"));
    }

    @Test
    void another_command_fails_and_is_shown() throws Exception {
        against(List.of(RECEIPT), stomp -> {
            var failure = assertThrows(AssertionError.class, () -> stomp.expect("CONNECTED"));
            assertEquals(
                    "RECEIPT\nreceipt-id:r1\n\n^@ ==> expected: <CONNECTED> but was: <RECEIPT>", failure.getMessage());
        });
    }

    @Test
    void a_missing_header_fails() throws Exception {
        against(List.of(RECEIPT), stomp -> {
            var failure = assertThrows(AssertionError.class, () -> stomp.expect("RECEIPT", "receipt-id:r2"));
            assertEquals(
                    "No receipt-id:r2 in\nRECEIPT\nreceipt-id:r1\n\n^@ ==> expected: <true> but was: <false>",
                    failure.getMessage());
        });
    }

    @Test
    void the_messages_of_other_subscriptions_are_passed_over() throws Exception {
        against(
                List.of(PRICE, PRICE, ORDER),
                stomp -> assertEquals("[]", stomp.messageOf("orders").body()));
    }

    @Test
    void a_message_of_another_subscription_before_the_receipt_fails() throws Exception {
        against(
                List.of(PRICE, ORDER, RECEIPT),
                stomp -> assertThrows(AssertionError.class, () -> stomp.expectOnlyBefore("r1", "prices")));
    }

    @Test
    void messages_of_the_one_subscription_before_the_receipt_are_fine() throws Exception {
        against(List.of(PRICE, PRICE, RECEIPT), stomp -> stomp.expectOnlyBefore("r1", "prices"));
    }
}
