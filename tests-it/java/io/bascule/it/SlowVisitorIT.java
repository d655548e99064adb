package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever looks at the prices, logged in or not, may become a slow client and see what that does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowVisitorIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StompOverWebSocket visitor() throws IOException {
        var visitor = StompOverWebSocket.connect(server.port(), server.upgrade("/portfolio"));
        visitor.expect("CONNECTED");
        visitor.send("SUBSCRIBE\nid:doing\ndestination:/user/queue/connection\nreceipt:r\n\n^@");
        visitor.receipt("r");
        return visitor;
    }

    private static int conflated(StompFrame doing) {
        return Integer.parseInt(doing.body().replaceAll("\\D", ""));
    }

    @Test
    void prices_are_replaced_for_who_wants_to_be_slow() throws Exception {
        try (var visitor = visitor()) {
            visitor.send("SUBSCRIBE\nid:prices\ndestination:/topic/price.stock.*\n\n^@");
            visitor.send("SEND\ndestination:/app/connection/pace\n\n{\"slow\":true}^@");
            int conflated = conflated(visitor.messageOf("doing"));
            for (int asked = 0; asked < 10 && conflated == 0; asked++) {
                visitor.send("SEND\ndestination:/app/connection\n\n{}^@");
                conflated = conflated(visitor.messageOf("doing"));
            }
            assertTrue(conflated > 0, "nothing was replaced");
        }
    }

    @Test
    void trading_is_still_for_users() throws Exception {
        try (var visitor = visitor()) {
            visitor.send("SEND\ndestination:/app/trade\n\n{}^@");
            assertEquals("log in first", visitor.expect("ERROR").header("message"));
        }
    }
}
