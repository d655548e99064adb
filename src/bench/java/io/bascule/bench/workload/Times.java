package io.bascule.bench.workload;

import io.bascule.bench.client.Load;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;

/** How long a server is warmed up by a workload, at least, and then measured. */
public record Times(Duration warmUp, Duration measured) {
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(15);
    private static final Duration STEP = Duration.ofMillis(500);

    /** Runs the load until the JVM has had so many operations to compile for, or has had its time on a slow machine. */
    void warmUp(Load load, long operations) throws IOException {
        long start = System.nanoTime();
        load.run(warmUp);
        while (load.operations() < operations && System.nanoTime() - start < LONGEST_WARM_UP.toNanos()) {
            load.run(STEP);
        }
        load.latencies().clear();
    }

    Meter.Reading measure(Load load, RunningPeer peer) throws IOException {
        long before = load.operations();
        var meter = new Meter(peer);
        load.run(measured);
        return meter.read(load.operations() - before);
    }
}
