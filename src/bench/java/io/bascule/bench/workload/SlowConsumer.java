package io.bascule.bench.workload;

import io.bascule.bench.client.Awakening;
import io.bascule.bench.client.Broadcast;
import io.bascule.bench.client.Loop;
import io.bascule.bench.client.StompOpening;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;

/**
 * STOMP fan-out at a fixed rate to subscribers of whom one stops to read: what it costs the server in memory, what the
 * others notice, and what becomes of the one.
 */
public record SlowConsumer(String name, int subscribers, int perSecond, int bytes, Duration lasting)
        implements Workload {
    private static final int WINDOW = 4096;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);
    private static final double MEGABYTE = 1 << 20;

    @Override
    public String title() {
        return "Slow consumer, " + (subscribers - 1) + " read and one does not, " + perSecond + " messages of " + bytes
                + " bytes a second for " + lasting.toSeconds() + " s";
    }

    @Override
    public String unit() {
        return "MB of live heap at most, beside what it had when all read";
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public Duration lasts(Times times) {
        return times.warmUp().plus(lasting).plusSeconds(7);
    }

    @Override
    public Measurement run(RunningPeer peer, Times times) throws IOException {
        try (var loop = new Loop(peer.port())) {
            var subscribed = loop.connect(subscribers, "/stomp", StompOpening.subscribing(Broadcast.DESTINATION));
            var publishing = loop.connect(1, "/stomp", StompOpening.publishing());
            var broadcast = new Broadcast(loop, subscribed, publishing, WINDOW, perSecond, bytes);
            broadcast.probe();
            broadcast.run(times.warmUp());
            broadcast.drain(FanOut.PATIENCE);
            long heap = loop.await("the heap is counted", peer.liveHeap());
            var slow = subscribed.get(0);
            broadcast.stall(slow);
            broadcast.latencies().clear();
            long before = broadcast.operations();
            var meter = new Meter(peer);
            long most = offer(peer, broadcast);
            var reading = meter.read(broadcast.operations() - before);
            long lost = broadcast.drain(FanOut.PATIENCE);
            return Measurement.of(reading, broadcast.latencies(), lost, broadcast.disordered())
                    .costing((most - heap) / MEGABYTE)
                    .noting(new Awakening(slow, bytes).tell(loop));
        }
    }

    /** Publishes, and returns the largest live heap meanwhile. */
    private long offer(RunningPeer peer, Broadcast broadcast) throws IOException {
        long most = 0;
        for (var left = lasting; left.compareTo(Duration.ZERO) > 0; left = left.minus(BETWEEN_SAMPLES)) {
            var heap = peer.liveHeap();
            broadcast.run(BETWEEN_SAMPLES);
            most = Math.max(most, heap.join());
        }
        return most;
    }
}
