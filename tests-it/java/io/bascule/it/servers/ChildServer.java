package io.bascule.it.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server as a process of its own, its output in a file; ended with the test's JVM at the latest. */
final class ChildServer {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TAIL = 40;

    private final Process process;
    private final Path log;
    private final Thread lastResort;

    private ChildServer(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.lastResort = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Starts {@code command} in {@code folder}. */
    static ChildServer start(Path folder, Path log, List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ChildServer(process, log);
    }

    /** Writes a line on its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The {@code java} that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Waits until {@code condition} holds.
     *
     * @throws IllegalStateException with the end of the output, when the server ends before or too much time passes
     */
    void await(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (!process.isAlive()) {
                throw failed(what + ": the server ended with " + process.exitValue());
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw failed(what + ": not within " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    IllegalStateException failed(String why) throws IOException {
        var lines = output().lines().toList();
        return new IllegalStateException(why + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size())));
    }

    /** All that it has printed. */
    String output() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** Sends it SIGTERM and waits for its end. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        Runtime.getRuntime().removeShutdownHook(lastResort);
        if (!ended) {
            throw failed("The server did not end after SIGTERM and was killed");
        }
    }
}
