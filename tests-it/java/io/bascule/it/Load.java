package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A steady load of numbered messages: who publishes them, who reads them, and what became of them. */
public final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int UNDER_WAY = 16;
    private static final long PAUSE_NANOS = 1_000_000;

    private Load() {}

    static StompOverWebSocket connect(int port) throws IOException {
        return connect(UpgradeRequest.to(port, "/stomp"), port);
    }

    /** A client of {@code /stomp} there. */
    public static StompOverWebSocket connect(Served node) throws IOException {
        return connect(node.upgrade("/stomp"), node.port());
    }

    private static StompOverWebSocket connect(UpgradeRequest upgrade, int port) throws IOException {
        var stomp = StompOverWebSocket.connect(RawSocket.connect(port, PATIENCE), upgrade);
        stomp.expect("CONNECTED");
        return stomp;
    }

    /** The same with a login, whose passcode is the name. */
    static StompOverWebSocket connectAs(String user, int port) throws IOException {
        return connectAs(user, UpgradeRequest.to(port, "/stomp"), port);
    }

    /** The same of {@code /stomp} there. */
    public static StompOverWebSocket connectAs(String user, Served node) throws IOException {
        return connectAs(user, node.upgrade("/stomp"), node.port());
    }

    private static StompOverWebSocket connectAs(String user, UpgradeRequest upgrade, int port) throws IOException {
        var stomp = new StompOverWebSocket(RawWebSocket.open(RawSocket.connect(port, PATIENCE), upgrade));
        stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\nlogin:" + user + "\npasscode:" + user + "\n\n^@");
        stomp.expect("CONNECTED");
        return stomp;
    }

    /** Publishes 1, 2, 3... with a receipt each, of which 16 are under way at most. */
    public static final class Publisher {
        private final StompOverWebSocket stomp;
        private final String destination;
        private final CompletableFuture<Integer> end;
        private volatile int receipts;

        private Publisher(StompOverWebSocket stomp, String destination, int most) {
            this.stomp = stomp;
            this.destination = destination;
            this.end = CompletableFuture.supplyAsync(() -> publish(most));
        }

        static Publisher start(int port, String destination, int most) throws IOException {
            return new Publisher(connect(port), destination, most);
        }

        /** Begins to publish as many as {@code most}. */
        public static Publisher start(Served node, String destination, int most) throws IOException {
            return new Publisher(connect(node), destination, most);
        }

        private int publish(int most) {
            try (stomp) {
                for (int sent = 1; sent <= most; sent++) {
                    stomp.send("SEND\ndestination:" + destination + "\nreceipt:" + sent + "\n\n" + sent + "^@");
                    await(sent - UNDER_WAY);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                for (int left = Math.max(0, most - UNDER_WAY); left <= most; left++) {
                    await(left);
                }
                return receipts;
            } catch (IOException | AssertionError cut) { // its node was killed
                return receipts;
            }
        }

        private void await(int receipt) throws IOException {
            if (receipt > receipts) {
                stomp.receipt(Integer.toString(receipt));
                receipts = receipt;
            }
        }

        /** How many receipts have come. */
        public int receipts() {
            return receipts;
        }

        void awaitReceipts(int some) throws Exception {
            assertTrue(Poll.within(PATIENCE, () -> receipts >= some), () -> "only " + receipts + " receipts");
        }

        /** Waits until all is published, or its node is gone; the number of the last receipt. */
        public int last() {
            return end.orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    /** Reads the numbers that come for one subscription. */
    public static final class Reader implements AutoCloseable {
        private final StompOverWebSocket stomp;
        /** Guarded by itself. */
        private final List<Integer> numbers = new ArrayList<>();
        /** Guarded by {@code numbers}, as the next: the headers that go on behind the last message. */
        private String position = "";

        private boolean begunAnew;
        private final Set<Integer> redelivered = new HashSet<>();
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private final Thread thread = new Thread(this::read, "reader of the load");

        private Reader(StompOverWebSocket stomp, String position, List<Integer> read) {
            this.stomp = stomp;
            this.position = position;
            this.numbers.addAll(read);
        }

        static Reader start(int port, String destination) throws Exception {
            return start(connect(port), destination);
        }

        /** Subscribes, and waits until that is done. */
        public static Reader start(Served node, String destination) throws Exception {
            return start(connect(node), destination);
        }

        private static Reader start(StompOverWebSocket stomp, String destination) throws Exception {
            var reader = new Reader(stomp, "", List.of());
            reader.subscribe(destination, "receipt:r\n");
            assertTrue(reader.subscribed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "there is no receipt");
            return reader;
        }

        /** Goes on where this one stands, which must have ended, at a node that has all that was missed. */
        Reader again(int port, String destination) throws Exception {
            thread.join();
            var reader = new Reader(connect(port), position, numbers());
            reader.subscribe(destination, position);
            return reader;
        }

        private void subscribe(String destination, String more) throws IOException {
            stomp.send("SUBSCRIBE\nid:load\ndestination:" + destination + "\n" + more + "\n^@");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try {
                while (true) {
                    take(stomp.next());
                }
            } catch (IOException | AssertionError cut) {
                return; // the test is over, or its node was killed
            }
        }

        private void take(StompFrame message) {
            if (message.command().equals("RECEIPT")) {
                subscribed.countDown();
                return;
            }
            synchronized (numbers) {
                begunAnew |= message.has("resumed");
                if (!message.has("resumed")) {
                    numbers.add(Integer.parseInt(message.body()));
                }
                if (message.has("redelivered")) {
                    redelivered.add(Integer.parseInt(message.body()));
                }
                if (message.has("offset")) {
                    position = "epoch:" + message.header("epoch") + "\noffset:" + message.header("offset") + "\n";
                }
            }
        }

        /** Whether it was told that it has missed something. */
        boolean hasBegunAnew() {
            synchronized (numbers) {
                return begunAnew;
            }
        }

        /** Which messages came with {@code redelivered:true}. */
        Set<Integer> redelivered() {
            synchronized (numbers) {
                return Set.copyOf(redelivered);
            }
        }

        /** What has come. */
        public List<Integer> numbers() {
            synchronized (numbers) {
                return List.copyOf(numbers);
            }
        }

        /** What became of the messages 1 to {@code last}. */
        public Outcome outcome(int last) {
            var all = numbers();
            var found = new HashSet<>(all);
            int lost = (int) IntStream.rangeClosed(1, last)
                    .filter(number -> !found.contains(number))
                    .count();
            int disorder = (int) IntStream.range(1, all.size())
                    .filter(i -> all.get(i) < all.get(i - 1))
                    .count();
            return new Outcome(lost, all.size() - found.size(), disorder);
        }

        /** Waits until the messages 1 to {@code last} are there, each once and in order. */
        void awaitAll(int last) throws Exception {
            Poll.within(PATIENCE, () -> outcome(last).lost() == 0);
            assertEquals(Outcome.PERFECT, outcome(last));
        }

        @Override
        public void close() throws IOException {
            stomp.close();
        }
    }

    /** How many messages were lost, how many came again, and how often one came behind a later one. */
    public record Outcome(int lost, int twice, int disorder) {
        /** All of them, once and in order. */
        public static final Outcome PERFECT = new Outcome(0, 0, 0);
    }
}
