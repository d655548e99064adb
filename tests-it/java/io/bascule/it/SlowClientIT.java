package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client of a hundred stops reading: what becomes of it is for the rules to say, and the others miss nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowClientIT {
    private static final int OTHERS = 99;
    private static final int ROUNDS = 100;
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
    /** 24 MB of them are more than the kernel's buffers hold. */
    private static final int FLOOD = 1_500;

    private static final String FAT = "x".repeat(16_000);

    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.startConformance(Map.of(
                "conflate./topic/price.*", "destination",
                "conflate./topic/fat", "header:kind",
                "overflow", "close, /topic/chat=drop-oldest",
                "outbox.messages", "50",
                "outbox.bytes", "256KiB",
                "send.deadline", "60s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StompOverWebSocket client(RawSocket socket, String... destinations) throws IOException {
        var client = StompOverWebSocket.connect(socket, server.upgrade("/stomp"));
        client.expect("CONNECTED");
        for (var destination : destinations) {
            client.send("SUBSCRIBE\nid:" + destination + "\ndestination:" + destination + "\nreceipt:r\n\n^@");
            client.receipt("r");
        }
        return client;
    }

    private static StompOverWebSocket slow(String... destinations) throws IOException {
        return client(RawSocket.connectNarrow(server.port()), destinations);
    }

    private static StompOverWebSocket fast(String... destinations) throws IOException {
        return client(RawSocket.connect(server.port()), destinations);
    }

    /** Sends so much to {@code destination} that whoever does not read it is behind. */
    private static void flood(StompOverWebSocket publisher, String destination) throws IOException {
        for (int i = 0; i < FLOOD; i++) {
            publisher.send("SEND\ndestination:" + destination + "\nkind:fat\nnumber:" + i + "\n\n" + FAT + "^@");
        }
        sync(publisher, destination);
    }

    private static void sync(StompOverWebSocket publisher, String destination) throws IOException {
        publisher.send("SEND\ndestination:" + destination + "\nreceipt:done\nnumber:last\n\nlast^@");
        publisher.receipt("done");
    }

    /** Publishes to every key in turn; each of {@code others} reads each message. */
    private static void publishPrices(StompOverWebSocket publisher, List<StompOverWebSocket> others)
            throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            for (var key : KEYS) {
                publisher.send("SEND\ndestination:/topic/price." + key + "\n\n" + round + "^@");
            }
            for (var other : others) {
                for (var key : KEYS) {
                    var price = other.expect("MESSAGE", "destination:/topic/price." + key);
                    assertEquals(Integer.toString(round), price.body());
                }
            }
        }
    }

    private static List<StompOverWebSocket> others() throws IOException {
        var others = new ArrayList<StompOverWebSocket>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(fast("/topic/price.*"));
        }
        return others;
    }

    private static void close(List<StompOverWebSocket> clients) throws IOException {
        for (var client : clients) {
            client.close();
        }
    }

    @Test
    void it_is_conflated_and_gets_the_newest_of_each_key_when_it_reads_again() throws Exception {
        var others = others();
        try (var publisher = fast();
                var slow = slow("/topic/fat", "/topic/price.*")) {
            flood(publisher, "/topic/fat");
            publishPrices(publisher, others);
            sync(publisher, "/topic/price.end");
            checkPrices(slow);
        } finally {
            close(others);
        }
    }

    private static void checkPrices(StompOverWebSocket slow) throws IOException {
        var last = new HashMap<String, Integer>();
        int prices = 0;
        for (var next = slow.expect("MESSAGE"); !isEnd(next); next = slow.expect("MESSAGE")) {
            if (next.header("subscription").equals("/topic/price.*")) {
                prices++;
                var before = last.put(next.header("destination"), Integer.parseInt(next.body()));
                assertTrue(before == null || before < Integer.parseInt(next.body()), "out of order");
            }
        }
        assertEquals(KEYS.size(), prices, "nothing was written meanwhile, so of each key one has waited");
        for (var key : KEYS) {
            assertEquals(ROUNDS - 1, last.get("/topic/price." + key));
        }
    }

    private static boolean isEnd(StompFrame frame) {
        return frame.header("destination").equals("/topic/price.end");
    }

    @Test
    void without_a_rule_it_is_closed() throws Exception {
        var others = others();
        try (var publisher = fast();
                var slow = slow("/topic/news")) {
            flood(publisher, "/topic/news");
            publishPrices(publisher, others);
            var drained = slow.webSocket().drain();
            assertTrue(drained.messages() < FLOOD, drained::toString);
            assertTrue(drained.code() == 1008 || drained.code() == 1006, drained::toString);
        } finally {
            close(others);
        }
    }

    @Test
    void where_the_oldest_are_dropped_it_gets_the_newest_in_order() throws Exception {
        try (var publisher = fast();
                var slow = slow("/topic/chat")) {
            flood(publisher, "/topic/chat");
            int before = -1;
            int received = 0;
            for (var next = slow.expect("MESSAGE"); !next.body().equals("last"); next = slow.expect("MESSAGE")) {
                int number = Integer.parseInt(next.header("number"));
                assertTrue(number > before, "out of order");
                before = number;
                received++;
            }
            assertEquals(FLOOD - 1, before);
            assertTrue(received < FLOOD, "nothing was dropped");
        }
    }
}
