package io.bascule.bench.workload;

import io.bascule.bench.client.Body;
import io.bascule.bench.client.Client;
import io.bascule.bench.client.Latencies;
import io.bascule.bench.client.Load;
import io.bascule.bench.client.Loop;
import io.bascule.bench.client.Silent;
import io.bascule.bench.peer.PeerFailed;
import io.bascule.bench.peer.RunningPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Every client sends a message, waits until it is back, and sends the next. */
public record Echo(String name, int connections, int bytes) implements Workload {
    private static final int WARM = 50_000;

    @Override
    public String title() {
        return "Echo, " + (connections == 1 ? "1 connection" : connections + " connections") + ", " + bytes + " bytes";
    }

    @Override
    public String unit() {
        return "CPU s per million messages";
    }

    @Override
    public Measurement run(RunningPeer peer, Times times) throws IOException {
        try (var loop = new Loop(peer.port())) {
            var exchange = new Exchange(loop, connections, bytes);
            exchange.start(loop.connect(connections, "/echo", Silent::new));
            times.warmUp(exchange, WARM);
            var reading = times.measure(exchange, peer);
            exchange.finish();
            return Measurement.of(reading, exchange.latencies, 0, 0);
        }
    }

    /** The clients' messages; each of them carries its number and has to come back next. */
    private static final class Exchange implements Client.Listener, Load {
        private final Loop loop;
        private final int bytes;
        private final long[] number;
        private final long[] sentAt;
        private final Latencies latencies = new Latencies();
        private long returned;
        private boolean ending;
        private int busy;

        private Exchange(Loop loop, int connections, int bytes) {
            this.loop = loop;
            this.bytes = bytes;
            this.number = new long[connections];
            this.sentAt = new long[connections];
            this.busy = connections;
        }

        private void start(List<Client> clients) {
            for (var client : clients) {
                client.tell(this);
                send(client);
            }
        }

        private void send(Client client) {
            sentAt[client.id()] = System.nanoTime();
            client.send(Client.text(Body.of(client.id(), number[client.id()], bytes)));
        }

        @Override
        public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
            if (length != bytes
                    || Body.publisher(in, at) != client.id()
                    || Body.number(in, at) != number[client.id()]) {
                throw new PeerFailed("Not what was sent: " + StandardCharsets.US_ASCII.decode(in.slice(at, length)));
            }
            latencies.add(loop.now() - sentAt[client.id()]);
            returned++;
            number[client.id()]++;
            if (ending) {
                busy--;
            } else {
                send(client);
            }
        }

        @Override
        public void run(Duration duration) throws IOException {
            loop.run(duration);
        }

        @Override
        public long operations() {
            return returned;
        }

        @Override
        public Latencies latencies() {
            return latencies;
        }

        /** Waits for what is on its way: nothing is lost. */
        private void finish() throws IOException {
            ending = true;
            loop.until("all messages are back", FanOut.PATIENCE, () -> busy == 0);
        }
    }
}
