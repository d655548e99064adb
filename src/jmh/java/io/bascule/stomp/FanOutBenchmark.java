package io.bascule.stomp;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.InMemoryBroker;
import io.bascule.broker.Publisher;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.ConnectionLimits;
import io.bascule.connection.Connections;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.Wire;
import io.bascule.handshake.KeptPlace;
import io.bascule.presence.Clients;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingConnection;
import io.bascule.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one more receiver of a message costs, from the broker to the wire of its connection: a STOMP session for each, on
 * wires that cost nothing.
 */
@State(Scope.Thread)
public class FanOutBenchmark {
    private static final int RECEIVERS = 1_000;
    private static final int GATHERED = 16;
    private static final Timer NEVER = (delay, task) -> () -> {};

    private final ArrayDeque<Runnable> putOff = new ArrayDeque<>();
    private final InMemoryBroker broker = Brokers.inMemory();
    private final AtomicLong connections = new AtomicLong();
    private final Connections open = new Connections(
            NEVER, System::nanoTime, Runnable::run, () -> "c" + connections.incrementAndGet(), List.of());
    private final Stomp stomp = new Stomp(
            StompOptions.STANDARD,
            broker,
            new Clients(Runnable::run),
            Runnable::run,
            NEVER,
            System::nanoTime,
            DestinationRules.of(),
            SlowClientRules.NONE,
            Login.OF_HANDSHAKE);
    private final byte[] body = new byte[200];

    @Setup
    public void subscribe() {
        for (int i = 0; i < RECEIVERS; i++) {
            var connection = open.open(
                    RecordingConnection.handshake(Optional.empty()),
                    KeptPlace.any(),
                    LIMITS,
                    new NoWire(),
                    putOff::add,
                    stomp);
            connection.opened();
            connection.received(Part.text("CONNECT\naccept-version:1.2\nhost:h\n\n\0"), true);
            connection.received(Part.text("SUBSCRIBE\nid:s\ndestination:/topic/prices\n\n\0"), true);
        }
        write();
    }

    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            65_536, 64, 262_144, 524_288, 1_000, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);

    /** Each message is a write; for each receiver. */
    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void oneMessageInAWrite() {
        publish();
        write();
    }

    /** Sixteen messages are a write; for each receiver and message. */
    @Benchmark
    @OperationsPerInvocation(RECEIVERS * GATHERED)
    public void sixteenMessagesInAWrite() {
        for (int i = 0; i < GATHERED; i++) {
            publish();
        }
        write();
    }

    private void publish() {
        broker.publish(new Anybody(), BrokerMessage.of("m1", "/topic/prices", Map.of(), body, true));
    }

    private void write() {
        for (var drain = putOff.poll(); drain != null; drain = putOff.poll()) {
            drain.run();
        }
    }

    private record Anybody() implements Publisher {
        @Override
        public String connection() {
            return "c0";
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Executor inOrder() {
            return Runnable::run;
        }
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
