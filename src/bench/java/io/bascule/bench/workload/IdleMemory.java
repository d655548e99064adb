package io.bascule.bench.workload;

import com.sun.management.UnixOperatingSystemMXBean;
import io.bascule.bench.client.Broadcast;
import io.bascule.bench.client.Client;
import io.bascule.bench.client.Latencies;
import io.bascule.bench.client.Loop;
import io.bascule.bench.client.StompOpening;
import io.bascule.bench.peer.PeerFailed;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/** STOMP sessions that are subscribed and silent: how much of the server's heap each of them holds. */
public record IdleMemory(String name, int wanted) implements Workload {
    private static final int FIRST = 200;
    private static final int BODY_BYTES = 200;
    private static final int SOME = 2000;
    private static final int OTHER_DESCRIPTORS = 500;
    private static final double KILOBYTE = 1 << 10;

    @Override
    public String title() {
        return String.format("Idle memory, %,d STOMP sessions, each with one subscription", sessions());
    }

    @Override
    public String unit() {
        return "KB of live heap per session";
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public Duration lasts(Times times) {
        return Duration.ofMillis(3000 + wanted);
    }

    /** As many as wanted, or as the descriptors of a process allow. */
    private int sessions() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(wanted, unix.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS)
                : wanted;
    }

    /** Counts the heap with some sessions, and again with all if it takes so many. */
    @Override
    public Measurement run(RunningPeer peer, Times times) throws IOException {
        int all = sessions();
        int some = Math.min(SOME, all / 2);
        try (var loop = new Loop(peer.port())) {
            var publishing = loop.connect(1, "/stomp", StompOpening.publishing());
            subscribe(loop, publishing, FIRST);
            long before = loop.await("the heap is counted", peer.liveHeap());
            subscribe(loop, publishing, some);
            var measured = measurement(loop, peer, before, some);
            try {
                subscribe(loop, publishing, all - some);
                return measurement(loop, peer, before, all);
            } catch (PeerFailed full) {
                return measured.noting(String.format("with %,d; then: %s", some, full.getMessage()));
            }
        }
    }

    private static Measurement measurement(Loop loop, RunningPeer peer, long before, int sessions) throws IOException {
        long heap = loop.await("the heap is counted", peer.liveHeap()) - before;
        return Measurement.of(new Meter.Reading(heap / KILOBYTE / sessions, 0, 0), new Latencies(), 0, 0);
    }

    private static void subscribe(Loop loop, List<Client> publishing, int count) throws IOException {
        var subscribed = loop.connect(count, "/stomp", StompOpening.subscribing(Broadcast.DESTINATION));
        new Broadcast(loop, subscribed, publishing, 1, 0, BODY_BYTES).probe();
    }
}
