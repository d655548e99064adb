package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The standalone jar as a process of its own, ended with the test at the latest. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Begins with NUL, which no line that is printed does. */
    private static final String END = "\0end";

    private final Process process;
    private final BlockingQueue<String> printed;
    private final BlockingQueue<String> complained;

    private ServerProcess(Process process) {
        this.process = process;
        this.printed = lines(process.getInputStream());
        this.complained = lines(process.getErrorStream());
    }

    /** Starts the jar with {@code settings}, names without their {@code bascule.}; port 0 unless they say another. */
    static ServerProcess standalone(Map<String, String> settings) throws IOException {
        var all = new TreeMap<>(Map.of("port", "0"));
        all.putAll(settings);
        var command = new ArrayList<>(List.of(java()));
        all.forEach((name, value) -> command.add("-Dbascule." + name + "=" + value));
        command.addAll(List.of("-jar", jar().toString()));
        return run(command);
    }

    /** Starts a class of the tests with system properties. */
    static ServerProcess java(Class<?> main, Map<String, String> properties) throws IOException {
        var command = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path")));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(main.getName());
        return run(command);
    }

    /** The jar that the build left; the build names it. */
    static Path jar() {
        var jar = System.getProperty("bascule.standalone.jar");
        return jar != null
                ? Path.of(jar)
                : fail("bascule.standalone.jar is not set; run this test through 'mvn verify', or set it to the jar");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static ServerProcess run(List<String> command) throws IOException {
        return new ServerProcess(new ProcessBuilder(command).start());
    }

    private static BlockingQueue<String> lines(InputStream stream) {
        var lines = new LinkedBlockingQueue<String>();
        var reader = new Thread(() -> readAll(stream, lines), "output of a server process");
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private static void readAll(InputStream stream, BlockingQueue<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException cut) {
            lines.add("(the output ends in " + cut + ")");
        } finally {
            lines.add(END);
        }
    }

    /** Where the server serves: the first line that it prints must name it. */
    URI url() throws InterruptedException {
        var line = next(printed);
        int start = line.indexOf("http");
        return start >= 0
                ? URI.create(line.substring(start).split("\\s", 2)[0])
                : fail("Expected one line with the URL, not: " + line + "\n" + String.join("\n", complained));
    }

    /** Asks the process to end as Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** Sends the process a signal such as KILL, STOP or CONT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end of the process; fails after {@code within}. */
    Ended ended(Duration within) throws InterruptedException {
        assertTrue(
                process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS),
                () -> "The process still runs after " + within.toMillis() + " ms");
        return new Ended(process.exitValue(), rest(printed), rest(complained));
    }

    private static List<String> rest(BlockingQueue<String> lines) throws InterruptedException {
        var rest = new ArrayList<String>();
        for (var line = next(lines); !line.equals(END); line = next(lines)) {
            rest.add(line);
        }
        return rest;
    }

    private static String next(BlockingQueue<String> lines) throws InterruptedException {
        var line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return line != null ? line : fail("The process printed nothing within " + PATIENCE.toSeconds() + " s");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** How a process ended: its exit code, and what it had still printed to each of its outputs. */
    record Ended(int code, List<String> printed, List<String> complained) {}
}
