package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.bascule.it.wire.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy that runs in the foreground until it is closed; what it wrote then stands in the test's output. */
final class ProxyProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final Path output;

    private ProxyProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the proxy and waits until it listens on {@code port}; its output goes to the end of a file. */
    static ProxyProcess start(List<String> command, Path output, int port) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        var proxy = new ProxyProcess(process, output);
        if (!Poll.until(() -> !process.isAlive() || listens(port)) || !process.isAlive()) {
            proxy.close();
            fail(command + " does not listen on port " + port + ":\n" + Files.readString(output));
        }
        return proxy;
    }

    private static boolean listens(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends the proxy with SIGTERM, which both take for: at once, whatever is open. Its workers end with it. */
    @Override
    public void close() throws IOException {
        var workers = process.descendants().toList();
        process.destroy();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "The proxy does not end");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
            System.out.println(Files.readString(output));
        }
    }
}
