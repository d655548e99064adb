package io.bascule.it;

import io.bascule.it.wire.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The real broker as a process of its own, which a test kills, starts again on the same files, and pauses. */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int[] ports;
    private final Path files;
    private int port;
    private ServerProcess process;

    private BrokerProcess(Path files, int port) throws IOException {
        this.files = files;
        this.ports = new int[] {port, freePort()};
        this.port = port;
    }

    /** Starts it on a free port. */
    static BrokerProcess start(Path files) throws Exception {
        return start(files, freePort());
    }

    /** Starts it on this port, its files in a folder of their own. */
    public static BrokerProcess start(Path files, int port) throws Exception {
        var broker = new BrokerProcess(files, port);
        broker.start();
        return broker;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** For {@code bascule.backplane.url}. */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Where it can be; it is at the first until it moves. */
    int[] ports() {
        return ports.clone();
    }

    /** Names both ports where it can be. */
    String urlOfBoth() {
        return "(tcp://127.0.0.1:" + ports[0] + ",tcp://127.0.0.1:" + ports[1] + ")";
    }

    /** Starts it again with the same files on the other port, after {@link #kill}. */
    void startElsewhere() throws Exception {
        port = ports[0] + ports[1] - port;
        start();
    }

    /** Starts it again, after {@link #kill}. */
    public void start() throws Exception {
        process = ServerProcess.java(
                ArtemisBroker.class,
                Map.of("bascule.broker.port", Integer.toString(port), "bascule.broker.data", files.toString()));
        if (!Poll.within(PATIENCE, this::listens)) {
            throw new AssertionError("The broker does not listen after " + PATIENCE.toSeconds() + " s");
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    public void kill() throws Exception {
        process.signal("KILL");
        process.ended(Duration.ofSeconds(10));
    }

    void pause() throws Exception {
        process.signal("STOP");
    }

    void resume() throws Exception {
        process.signal("CONT");
    }

    @Override
    public void close() {
        process.close();
    }
}
