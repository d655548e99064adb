package io.bascule.connection;

import io.bascule.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs a message to pass the queue of its connection, on a wire that costs nothing. */
@State(Scope.Thread)
public class OutboxBenchmark {
    private static final int GATHERED = 16;

    private static final Timer NEVER = (delay, task) -> () -> {};

    private final ArrayDeque<Runnable> putOff = new ArrayDeque<>();
    private final Outgoing message = Outgoing.text("x".repeat(200));
    private final Outbox atOnce = outbox(Runnable::run);
    private final Outbox gathering = outbox(putOff::add);

    private static Outbox outbox(Executor drain) {
        var limits = new ConnectionLimits(
                65_536, 64, 262_144, 524_288, 1_000, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);
        return new Outbox(new NoWire(), drain, limits, NEVER, System::nanoTime, new Outbox.End() {
            @Override
            public void flushed(CloseStatus status) {}

            @Override
            public void failed(CloseStatus status) {
                throw new IllegalStateException(status.reason());
            }
        });
    }

    /** Each message is a write. */
    @Benchmark
    public Offer oneByOne() {
        return atOnce.offer(message);
    }

    /** Sixteen gather and are one write; for each of them. */
    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public void sixteenInOneWrite() {
        for (int i = 0; i < GATHERED; i++) {
            gathering.offer(message);
        }
        putOff.remove().run();
    }

    private static final class NoWire implements Wire {
        @Override
        public void write(List<Outgoing> batch, Completion done) {
            done.written();
        }

        @Override
        public void close(CloseStatus status) {}

        @Override
        public void cut() {}
    }
}
