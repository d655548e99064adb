package io.bascule.bench.peer;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A peer in a JVM of its own, and those that it starts itself; they end with this object, or with the benchmark however that
 * ends.
 */
public final class RunningPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseG1GC");
    private static final String READY = "ready ";

    private final Process process;
    private final List<Integer> ports;

    private RunningPeer(Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /**
     * Starts the peer, with {@code folder/run} to write to, and its log in {@code folder/log}.
     *
     * @throws PeerFailed if it does not say within a minute where it serves
     */
    public static RunningPeer start(Peer peer, List<Path> classPath, Path folder) throws IOException {
        var command = new ArrayList<>(List.of(program("java")));
        command.addAll(JVM);
        peer.system().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", join(classPath), peer.main()));
        var process = new ProcessBuilder(command)
                .directory(emptyFolder(folder.resolve("run")).toFile())
                .redirectError(Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        try {
            return new RunningPeer(process, ports(process).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (Exception cannot) {
            process.destroyForcibly();
            throw new PeerFailed("It does not start; see " + folder.resolve("log"), cannot);
        }
    }

    private static String join(List<Path> classPath) {
        return String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
    }

    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The ports that the peer prints; what it prints afterwards is read and dropped. */
    private static CompletableFuture<List<Integer>> ports(Process process) {
        var ports = new CompletableFuture<List<Integer>>();
        var reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8), ports), "output of a peer");
        reader.setDaemon(true);
        reader.start();
        return ports;
    }

    private static void read(BufferedReader output, CompletableFuture<List<Integer>> ports) {
        try (output) {
            output.lines()
                    .filter(line -> line.startsWith(READY))
                    .forEach(line -> ports.complete(
                            Stream.of(line.substring(READY.length()).split(",", -1))
                                    .map(Integer::valueOf)
                                    .toList()));
        } catch (IOException | RuntimeException broken) {
            ports.completeExceptionally(broken);
        }
        ports.completeExceptionally(new IOException("It ended before it served"));
    }

    /** Where it serves, on 127.0.0.1; of several nodes the first. */
    public int port() {
        return ports.get(0);
    }

    /** Where its nodes serve. */
    public List<Integer> ports() {
        return ports;
    }

    /** The time that all threads of its processes have run so far. */
    public Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(one -> one.info().totalCpuDuration().orElseThrow(() -> new PeerFailed("It has ended")))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** The bytes of all objects that are reachable, after a full collection; taken while the caller goes on. */
    public CompletableFuture<Long> liveHeap() {
        return CompletableFuture.supplyAsync(() -> {
            try (var histogram = histogram()) {
                return histogram
                        .lines()
                        .filter(line -> line.startsWith("Total"))
                        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+", -1)[2]))
                        .findFirst()
                        .orElseThrow(() -> new PeerFailed("jcmd does not tell its heap"));
            } catch (IOException cannot) {
                throw new PeerFailed("jcmd does not run", cannot);
            }
        });
    }

    private BufferedReader histogram() throws IOException {
        return new ProcessBuilder(program("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
                .start()
                .inputReader(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** An empty folder of this name. */
    static Path emptyFolder(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
        return Files.createDirectories(folder);
    }
}
