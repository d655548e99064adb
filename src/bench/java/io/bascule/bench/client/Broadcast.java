package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Publishers and subscribers of one destination, and the account of what each subscriber got: every message of every
 * publisher, once and in order.
 */
public final class Broadcast implements Client.Listener, Load {
    /** Where all publish and subscribe. */
    public static final String DESTINATION = "/topic/fan";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LAST_PROBE = 1_000_000;
    private static final int RING = 1 << 16;

    private final Loop loop;
    private final List<Publisher> publishers;
    private final int window;
    private final int perSecond;
    private final int bytes;
    private final Latencies latencies = new Latencies();

    /** The number that is expected next, for each subscriber and publisher. */
    private final long[][] next;

    /** The last probe that each subscriber has got. */
    private final long[] probed;

    /** For each message on its way, at its number modulo RING: how many subscribers lack it, and when it was sent. */
    private final int[] lacking = new int[RING];

    private final long[] sentAt = new long[RING];
    private long published;
    private long complete;
    private long expected;
    private long received;
    private long disordered;
    private int reading;

    /**
     * Of clients whose STOMP sessions are open.
     *
     * @param window how many messages may be on their way that not all subscribers have
     * @param perSecond how many are sent, as far as the window lets; 0 is as many as it lets
     * @param bytes of each body
     */
    public Broadcast(
            Loop loop, List<Client> subscribers, List<Client> publishers, int window, int perSecond, int bytes) {
        this.loop = loop;
        this.publishers = publishers.stream()
                .map(client -> new Publisher(client, publishers.indexOf(client), DESTINATION, bytes))
                .toList();
        this.window = window;
        this.perSecond = perSecond;
        this.bytes = bytes;
        this.reading = subscribers.size();
        this.next = new long[subscribers.size()][publishers.size()];
        this.probed = new long[subscribers.size()];
        subscribers.forEach(client -> client.tell(this));
        publishers.forEach(client -> client.tell(this));
    }

    /**
     * Sends messages that do not count, until every subscriber has got the last of them.
     *
     * @throws PeerFailed if that takes longer than half a minute
     */
    public void probe() throws IOException {
        var prober = publishers.get(0);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (long probe = 1; !allProbed(1); probe++) {
            if (System.nanoTime() > end) {
                throw new PeerFailed("Not all clients are subscribed after " + PATIENCE.toSeconds() + " s");
            }
            prober.probe(probe);
            loop.run(Duration.ofMillis(200));
        }
        check();
    }

    /**
     * Sends one more message that does not count, and waits until all have got it.
     *
     * @throws PeerFailed if that takes longer than half a minute
     */
    public void check() throws IOException {
        long last = Arrays.stream(probed).max().orElse(0) + LAST_PROBE;
        publishers.get(0).probe(last);
        loop.until("all have the last probe", PATIENCE, () -> allProbed(last));
    }

    private boolean allProbed(long probe) {
        for (long got : probed) {
            if (got < probe) {
                return false;
            }
        }
        return true;
    }

    /** Publishes, as the window and the rate let. */
    @Override
    public void run(Duration duration) throws IOException {
        long start = System.nanoTime();
        long before = published;
        long heard = start;
        for (long now = start; now - start < duration.toNanos(); now = System.nanoTime()) {
            long got = received;
            publish(room(now - start, published - before));
            loop.once(Duration.ofMillis(perSecond > 0 ? 1 : 100));
            heard = received > got || published == complete ? now : heard;
            if (now - heard > PATIENCE.toNanos()) {
                throw new PeerFailed("Nothing came for " + PATIENCE.toSeconds() + " s; " + (published - complete)
                        + " messages have not reached all");
            }
        }
    }

    private long room(long elapsed, long sent) {
        long free = window - (published - complete);
        return perSecond == 0 ? free : Math.min(free, elapsed * perSecond / 1_000_000_000 - sent);
    }

    private void publish(long count) {
        for (long message = 0; message < count; message++) {
            int slot = (int) (published % RING);
            sentAt[slot] = System.nanoTime();
            lacking[slot] = reading;
            expected += reading;
            publishers.get((int) (published % publishers.size())).add(published / publishers.size());
            published++;
        }
        if (count > 0) {
            publishers.forEach(Publisher::flush);
        }
    }

    /** Waits until all have got what was published, or for {@code patience}; returns how many deliveries are missing. */
    public long drain(Duration patience) throws IOException {
        for (long end = System.nanoTime() + patience.toNanos(); complete < published && System.nanoTime() < end; ) {
            loop.once(Duration.ofMillis(100));
        }
        return expected - received;
    }

    /** From now on this subscriber does not read, and nobody waits for it. */
    public void stall(Client subscriber) {
        subscriber.stall();
        reading--;
    }

    @Override
    public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
        if (opcode == Client.CLOSE) {
            throw new PeerFailed("The server closes a connection with " + in.getShort(at));
        }
        int end = at + length;
        while (end > at && in.get(end - 1) == '\n') {
            end--;
        }
        int body = end - 1 - bytes;
        if (body - at > bytes) {
            several(client, in, at, end);
        } else if (end > at) {
            message(client, in, body);
        }
    }

    /** Frames with a long head, or more than one in a message, as STOMP allows: read from the beginning. */
    private void several(Client client, ByteBuffer in, int at, int end) {
        int body = at;
        while (body < end) {
            while (in.getShort(body - 2) != 0x0a0a || body == at) {
                body++;
            }
            message(client, in, body);
            body += bytes + 1;
        }
    }

    private void message(Client client, ByteBuffer in, int body) {
        int publisher = Body.publisher(in, body);
        long number = Body.number(in, body);
        if (publisher == Body.PROBE) {
            probed[client.id()] = number;
            return;
        }
        if (number < next[client.id()][publisher]) {
            disordered++;
        } else {
            next[client.id()][publisher] = number + 1;
        }
        arrived(number * publishers.size() + publisher);
    }

    private void arrived(long message) {
        int slot = (int) (message % RING);
        received++;
        lacking[slot]--;
        latencies.add(loop.now() - sentAt[slot]);
        while (complete < published && lacking[(int) (complete % RING)] == 0) {
            complete++;
        }
    }

    @Override
    public long operations() {
        return received;
    }

    /** How many messages came behind a later one of the same publisher. */
    public long disordered() {
        return disordered;
    }

    @Override
    public Latencies latencies() {
        return latencies;
    }
}
