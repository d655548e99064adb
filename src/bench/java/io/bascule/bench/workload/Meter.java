package io.bascule.bench.workload;

import io.bascule.bench.peer.RunningPeer;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Time and CPU time from its making on: the server's of all its threads, ours of this thread. */
public final class Meter {
    private final RunningPeer peer;
    private final long started = System.nanoTime();
    private final long ownStarted = ownNanos();
    private final Duration serverStarted;

    Meter(RunningPeer peer) {
        this.peer = peer;
        this.serverStarted = peer.cpu();
    }

    /** What so many operations took. */
    Reading read(long operations) {
        double millions = operations / 1e6;
        return new Reading(
                seconds(peer.cpu().minus(serverStarted).toNanos()) / millions,
                seconds(ownNanos() - ownStarted) / millions,
                operations / seconds(System.nanoTime() - started));
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static long ownNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** CPU seconds per million operations, and operations in a second. */
    record Reading(double serverCost, double ownCost, double rate) {}
}
