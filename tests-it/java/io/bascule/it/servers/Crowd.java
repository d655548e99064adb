package io.bascule.it.servers;

import io.bascule.it.ConformanceStomp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Clients who all read the prices, but for one who is served beside them. For the use of one thread. */
final class Crowd implements AutoCloseable {
    static final String PRICES = "/topic/price.*";

    /** Together more than a container and the kernel hold for a client that does not read. */
    static final int FLOOD = 1_500;

    private static final String FAT = "x".repeat(16_000);
    private static final int READERS = 99;
    private static final int ROUNDS = 40;
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

    private final Served served;
    private final List<StompOverWebSocket> all = new ArrayList<>();
    private final List<StompOverWebSocket> readers = new ArrayList<>();

    Crowd(Served served) throws IOException {
        this.served = served;
        for (int reader = 0; reader < READERS; reader++) {
            readers.add(client(PRICES));
        }
    }

    /** One more, who has subscribed to {@code destinations}. */
    StompOverWebSocket client(String... destinations) throws IOException {
        return client(RawSocket.connect(served.port(), Inside.PATIENCE), destinations);
    }

    private StompOverWebSocket client(RawSocket socket, String... destinations) throws IOException {
        var client = connected(socket, served, destinations);
        all.add(client);
        return client;
    }

    /** The same, with little room for what it does not read. */
    StompOverWebSocket slow(String... destinations) throws IOException {
        return client(RawSocket.connectNarrow(served.port()), destinations);
    }

    static StompOverWebSocket connected(RawSocket socket, Served served, String... destinations) throws IOException {
        var client = StompOverWebSocket.connect(socket, served.upgrade(ConformanceStomp.PATH));
        client.expect("CONNECTED");
        for (var destination : destinations) {
            client.send("SUBSCRIBE\nid:" + destination + "\ndestination:" + destination + "\nreceipt:r\n\n^@");
            client.receipt("r");
        }
        return client;
    }

    /** Sends so much to {@code destination} that whoever does not read it is behind; returns when it was dealt with. */
    static void flood(StompOverWebSocket publisher, String destination) throws IOException {
        for (int sent = 0; sent < FLOOD; sent++) {
            publisher.send("SEND\ndestination:" + destination + "\n\n" + FAT + "^@");
        }
        sync(publisher, destination);
    }

    /** Sends one message more, whose receipt says that all before it were dealt with. */
    static void sync(StompOverWebSocket publisher, String destination) throws IOException {
        publisher.send("SEND\ndestination:" + destination + "\nreceipt:done\n\nlast^@");
        publisher.receipt("done");
    }

    /** Publishes prices of each key in turn and has all readers read each of them: what they saw, in words. */
    String pricesToAll(StompOverWebSocket publisher) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            for (var key : KEYS) {
                publisher.send("SEND\ndestination:/topic/price." + key + "\n\n" + round + "^@");
            }
            for (var reader : readers) {
                for (var key : KEYS) {
                    var price = reader.expect("MESSAGE");
                    if (!price.header("destination").equals("/topic/price." + key)
                            || !price.body().equals(Integer.toString(round))) {
                        return "something is missing or out of order";
                    }
                }
            }
        }
        sync(publisher, "/topic/price.end");
        return "all, in order";
    }

    /** What a client who has not read the prices now reads of them, in words. */
    static String pricesLate(StompOverWebSocket slow) throws IOException {
        var last = new HashMap<String, Integer>();
        int prices = 0;
        for (var next = price(slow); !next.equals("end"); next = price(slow)) {
            var words = next.split(" ", 2);
            prices++;
            var before = Optional.ofNullable(last.put(words[0], Integer.parseInt(words[1])));
            if (before.isPresent() && before.get() >= Integer.parseInt(words[1])) {
                return "out of order";
            }
        }
        boolean newest =
                KEYS.stream().allMatch(key -> Integer.valueOf(ROUNDS - 1).equals(last.get(key)));
        return (newest ? "the newest of each" : "not the newest")
                + (prices < ROUNDS * KEYS.size() ? ", in order" : ", and all others");
    }

    /** The next price, as its key and value; what comes of other destinations is passed over. */
    private static String price(StompOverWebSocket client) throws IOException {
        var next = client.messageOf(PRICES);
        var key = next.header("destination").substring("/topic/price.".length());
        return key.equals("end") ? key : key + " " + next.body();
    }

    @Override
    public void close() throws IOException {
        for (var client : all) {
            client.close();
        }
    }
}
