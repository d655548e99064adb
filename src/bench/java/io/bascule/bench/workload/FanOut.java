package io.bascule.bench.workload;

import io.bascule.bench.client.Broadcast;
import io.bascule.bench.client.Loop;
import io.bascule.bench.client.StompOpening;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;

/**
 * STOMP: publishers send, every message goes to all subscribers.
 *
 * @param window how many messages may be on their way that not all subscribers have
 * @param perSecond how many are sent, as far as the window lets; 0 is as many as it lets
 */
public record FanOut(String name, int subscribers, int publishers, int window, int perSecond, int bytes)
        implements Workload {
    private static final int WARM = 200_000;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String title() {
        return "STOMP fan-out, " + subscribers + " subscribers, "
                + (publishers == 1 ? "1 publisher" : publishers + " publishers") + ", "
                + (perSecond == 0 ? "window " + window : perSecond + " messages a second") + ", " + bytes + " bytes";
    }

    @Override
    public String unit() {
        return "CPU s per million deliveries";
    }

    @Override
    public Measurement run(RunningPeer peer, Times times) throws IOException {
        try (var loop = new Loop(peer.ports())) {
            var subscribed = loop.connect(subscribers, "/stomp", StompOpening.subscribing(Broadcast.DESTINATION));
            var publishing = loop.connect(publishers, "/stomp", StompOpening.publishing());
            var broadcast = new Broadcast(loop, subscribed, publishing, window, perSecond, bytes);
            broadcast.probe();
            times.warmUp(broadcast, perSecond == 0 ? WARM : 0);
            var reading = times.measure(broadcast, peer);
            long lost = broadcast.drain(PATIENCE);
            return Measurement.of(reading, broadcast.latencies(), lost, broadcast.disordered());
        }
    }
}
