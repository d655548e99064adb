package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The one thread that drives all clients of a workload. */
public final class Loop implements AutoCloseable {
    /** Handshakes under way while clients are connected. */
    private static final int CONNECTING = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Selector selector;
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 19);
    private final List<Client> clients = new ArrayList<>();
    private final List<Integer> ports;
    private long now;

    /** For clients of this port of 127.0.0.1. */
    public Loop(int port) throws IOException {
        this(List.of(port));
    }

    /** For clients that these ports of 127.0.0.1 get in turns. */
    public Loop(List<Integer> ports) throws IOException {
        this.ports = List.copyOf(ports);
        this.selector = Selector.open();
    }

    Selector selector() {
        return selector;
    }

    /** Begins to connect a client to this path. */
    public Client connect(int id, String path, Client.Listener listener) throws IOException {
        var client = new Client(this, id, ports.get(id % ports.size()), path, listener);
        clients.add(client);
        return client;
    }

    /**
     * Connects {@code count} clients, {@link #CONNECTING} at a time, and waits until all of them are ready.
     *
     * @param opening says what is said first; it is given what to call when that has been answered
     */
    public List<Client> connect(int count, String path, Function<Runnable, Client.Listener> opening)
            throws IOException {
        var connected = new ArrayList<Client>();
        int[] ready = {0};
        while (ready[0] < count) {
            while (connected.size() < count && connected.size() - ready[0] < CONNECTING) {
                connected.add(connect(connected.size(), path, opening.apply(() -> ready[0]++)));
            }
            int before = ready[0];
            until("client " + before + " of " + count + " is connected", PATIENCE, () -> ready[0] > before);
        }
        return connected;
    }

    /**
     * Runs until {@code done}.
     *
     * @param what for the message
     * @throws PeerFailed when that takes longer than {@code patience}
     */
    public void until(String what, Duration patience, BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new PeerFailed("Waited " + patience.toSeconds() + " s until " + what);
            }
            once(Duration.ofMillis(100));
        }
    }

    /** Runs until it is there. */
    public <T> T await(String what, CompletableFuture<T> coming) throws IOException {
        until(what, PATIENCE, coming::isDone);
        return coming.join();
    }

    /** Runs for this long. */
    public void run(Duration duration) throws IOException {
        for (long end = System.nanoTime() + duration.toNanos(); System.nanoTime() < end; ) {
            once(Duration.ofMillis(Math.max(1, Math.min(100, (end - System.nanoTime()) / 1_000_000))));
        }
    }

    /** Waits until a socket is ready, this long at most, and has the clients do what there is to do. */
    public void once(Duration atMost) throws IOException {
        selector.select(this::ready, Math.max(1, atMost.toMillis()));
    }

    private void ready(SelectionKey key) {
        now = System.nanoTime();
        ((Client) key.attachment()).ready(input);
    }

    /** When the socket that is being read became ready, in nanoseconds. */
    public long now() {
        return now;
    }

    /** Cuts off all clients. */
    @Override
    public void close() throws IOException {
        clients.forEach(Client::cut);
        selector.selectNow();
        selector.close();
    }
}
