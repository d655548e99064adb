package io.bascule.bench.workload;

import io.bascule.bench.client.Client;
import io.bascule.bench.client.Latencies;
import io.bascule.bench.client.Load;
import io.bascule.bench.client.Loop;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Clients connect, are let in, say goodbye and go; so many of them at a time. */
public record Handshakes(String name, int together) implements Workload {
    private static final int WARM = 50_000;

    @Override
    public String title() {
        return "Handshakes, " + together + " at a time, each with its close";
    }

    @Override
    public String unit() {
        return "CPU s per million (1,000 are 1 ms each)";
    }

    @Override
    public Measurement run(RunningPeer peer, Times times) throws IOException {
        try (var loop = new Loop(peer.port())) {
            var visits = new Visits(loop, together);
            times.warmUp(visits, WARM);
            var reading = times.measure(visits, peer);
            loop.until("all connections are closed", FanOut.PATIENCE, () -> visits.startedAt.isEmpty());
            return Measurement.of(reading, visits.latencies, visits.refused, 0);
        }
    }

    /** The clients; the latency is from the connect to the 101. */
    private static final class Visits implements Client.Listener, Load {
        private static final byte[] GOODBYE = Client.frame(Client.CLOSE, new byte[] {0x03, (byte) 0xe8});

        private final Loop loop;
        private final int together;
        private final Map<Integer, Long> startedAt = new HashMap<>();
        private final Latencies latencies = new Latencies();
        private int next;
        private long over;
        private long refused;

        private Visits(Loop loop, int together) {
            this.loop = loop;
            this.together = together;
        }

        @Override
        public void run(Duration duration) throws IOException {
            for (long end = System.nanoTime() + duration.toNanos(); System.nanoTime() < end; ) {
                while (startedAt.size() < together) {
                    startedAt.put(next, System.nanoTime());
                    loop.connect(next++, "/stomp", this);
                }
                loop.once(Duration.ofMillis(100));
            }
        }

        @Override
        public long operations() {
            return over;
        }

        @Override
        public Latencies latencies() {
            return latencies;
        }

        @Override
        public void opened(Client client) {
            latencies.add(loop.now() - startedAt.getOrDefault(client.id(), loop.now()));
            client.send(GOODBYE);
        }

        @Override
        public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
            if (opcode == Client.CLOSE) {
                client.cut();
                ended(client);
            }
        }

        @Override
        public void ended(Client client) {
            if (startedAt.remove(client.id()) != null) {
                over++;
                refused += client.upgraded() ? 0 : 1;
            }
        }
    }
}
