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

    private final int port;
    private final Path files;
    private ServerProcess process;

    private BrokerProcess(int port, Path files) {
        this.port = port;
        this.files = files;
    }

    /** Starts it on a free port. */
    static BrokerProcess start(Path files) throws Exception {
        return start(files, freePort());
    }

    /** Starts it on this port, its files in a folder of their own. */
    public static BrokerProcess start(Path files, int port) throws Exception {
        var broker = new BrokerProcess(port, files);
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
