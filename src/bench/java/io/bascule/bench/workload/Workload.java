package io.bascule.bench.workload;

import io.bascule.bench.peer.PeerFailed;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;

/** What clients do to a server, and what is measured meanwhile. */
public sealed interface Workload permits FanOut, Echo, Handshakes, SlowConsumer, IdleMemory {
    /** As it stands in {@code -Dbench.workloads}. */
    String name();

    /** The heading of its table. */
    String title();

    /** What the column of costs counts. */
    String unit();

    /** Whether one round is enough, since it hardly varies. */
    default boolean once() {
        return false;
    }

    /** About how long it takes. */
    default Duration lasts(Times times) {
        return times.warmUp().plus(times.measured()).plusSeconds(1);
    }

    /**
     * Puts the load on a server that has no other.
     *
     * @throws PeerFailed if the server does not do what is asked
     */
    Measurement run(RunningPeer peer, Times times) throws IOException;
}
