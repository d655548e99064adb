package io.bascule.bench;

import io.bascule.bench.peer.ClassPaths;
import io.bascule.bench.peer.Peer;
import io.bascule.bench.peer.Peers;
import io.bascule.bench.peer.RunningPeer;
import io.bascule.bench.workload.Times;
import io.bascule.bench.workload.Workload;
import io.bascule.bench.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Measures all {@link Peers} with all {@link Workloads}, in turns: each round starts every server once, in a JVM of its own,
 * and has it do one workload after the other. What is measured, how long and how often are system properties
 * {@code bench.*}, which {@code src/docs/benchmarks.md} lists.
 */
public final class Benchmark {
    private static final Path FOLDER = Path.of("target/bench").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(4);
    private static final Duration SERVER_WARM_UP = Duration.ofSeconds(8); // of the CPU time of each of its processes
    private static final Duration LONGEST_SERVER_WARM_UP = Duration.ofSeconds(40);
    private static final Times COLD = new Times(Duration.ofSeconds(2), Duration.ofMillis(1));
    private static final Path DOCUMENT = Path.of("src/docs/benchmarks.md");

    private final List<Peer> peers = chosen("bench.servers", Peers.ALL, Peer::name);
    private final List<Workload> workloads = chosen("bench.workloads", Workloads.ALL, Workload::name);
    private final int rounds = Integer.getInteger("bench.rounds", 3);
    private final Times times = new Times(seconds("bench.warmup", "1"), seconds("bench.seconds", "2"));
    private final Results results = new Results();
    private final Map<Peer, List<Path>> classPaths = new HashMap<>();

    private Benchmark() {}

    /** Runs the benchmark and writes its tables; a server that fails is named in them. */
    public static void main(String[] arguments) throws IOException {
        new Benchmark().run();
    }

    private static <T> List<T> chosen(String property, List<T> all, Function<T, String> name) {
        var wanted = System.getProperty(property, "all");
        var names = List.of(wanted.split(",", -1));
        var known = all.stream().map(name).toList();
        if (!wanted.equals("all") && !known.containsAll(names)) {
            throw new IllegalArgumentException(property + ": " + wanted
                    + " names one that is not there; write all, or some of " + String.join(",", known));
        }
        return all.stream()
                .filter(one -> wanted.equals("all") || names.contains(name.apply(one)))
                .toList();
    }

    private static Duration seconds(String property, String otherwise) {
        return Duration.ofMillis(Math.round(1000 * Double.parseDouble(System.getProperty(property, otherwise))));
    }

    private void run() throws IOException {
        var machine = Machine.description();
        System.out.println("This takes about " + minutes() + " minutes: " + rounds + " rounds of " + peers.size()
                + " servers and " + workloads.size() + " workloads");
        peers.forEach(this::prepare);
        for (int round = 1; round <= rounds; round++) {
            for (var peer : peers) {
                System.out.println("round " + round + ", " + peer.name());
                measure(peer, round == 1);
            }
        }
        write(machine);
    }

    private long minutes() {
        var once = lasting(workloads.stream().filter(Workload::once));
        var always = lasting(workloads.stream().filter(workload -> !workload.once()))
                .plus(START)
                .plus(SERVER_WARM_UP);
        return always.multipliedBy(rounds).plus(once).multipliedBy(peers.size()).toMinutes() + 1;
    }

    private Duration lasting(Stream<Workload> some) {
        return some.map(workload -> workload.lasts(times)).reduce(Duration.ZERO, Duration::plus);
    }

    private void prepare(Peer peer) {
        try {
            classPaths.put(peer, ClassPaths.of(peer, FOLDER.resolve(peer.name())));
        } catch (IOException | RuntimeException cannot) {
            results.failed(peer, cannot);
        }
    }

    private void measure(Peer peer, boolean first) {
        var classPath = classPaths.get(peer);
        if (classPath == null) {
            return;
        }
        try (var running = RunningPeer.start(peer, classPath, FOLDER.resolve(peer.name()))) {
            var taken = workloads.stream()
                    .filter(workload -> peer.takes(workload.name()))
                    .filter(workload -> first || !workload.once())
                    .toList();
            warmUp(running, taken);
            taken.forEach(workload -> measure(peer, running, workload));
        } catch (IOException | RuntimeException cannot) {
            results.failed(peer, cannot);
        }
    }

    /** Lets the server's compiler do most of its work, however little of the machine it gets. */
    private static void warmUp(RunningPeer running, List<Workload> taken) throws IOException {
        var first = taken.stream().filter(workload -> !workload.once()).findFirst();
        long latest = System.nanoTime() + LONGEST_SERVER_WARM_UP.toNanos();
        var enough = SERVER_WARM_UP.multipliedBy(running.processes());
        while (first.isPresent() && running.cpu().compareTo(enough) < 0 && System.nanoTime() < latest) {
            first.get().run(running, COLD);
        }
    }

    private void measure(Peer peer, RunningPeer running, Workload workload) {
        try {
            var measurement = workload.run(running, times);
            results.add(peer, workload, measurement);
            System.out.println("  " + workload.name() + ": " + measurement);
        } catch (IOException | RuntimeException failed) {
            results.failed(peer, workload, failed);
            System.out.println("  " + workload.name() + " failed: " + failed);
        }
    }

    /** Into the document when nothing was left out, else only into the build's folder. */
    private void write(String machine) throws IOException {
        var report = new Report(machine, results, peers, workloads, rounds, times).markdown();
        Files.writeString(FOLDER.resolve("benchmarks.md"), report);
        System.out.println(report);
        boolean whole = Stream.of("servers", "workloads", "rounds", "warmup", "seconds")
                .allMatch(name -> System.getProperty("bench." + name) == null);
        if (whole) {
            Document.replace(DOCUMENT, report);
        }
    }
}
