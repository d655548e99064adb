package io.bascule.bench;

import io.bascule.bench.peer.Peer;
import io.bascule.bench.workload.Measurement;
import io.bascule.bench.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What all rounds gave, and what failed. */
final class Results {
    private final Map<String, List<Measurement>> measured = new HashMap<>();
    private final Map<String, String> failed = new HashMap<>();

    void add(Peer peer, Workload workload, Measurement measurement) {
        measured.computeIfAbsent(key(peer, workload), first -> new ArrayList<>())
                .add(measurement);
    }

    void failed(Peer peer, Exception why) {
        failed.put(peer.name(), String.valueOf(why.getMessage()));
    }

    void failed(Peer peer, Workload workload, Exception why) {
        failed.put(key(peer, workload), String.valueOf(why.getMessage()));
    }

    List<Measurement> of(Peer peer, Workload workload) {
        return of(peer.name(), workload.name());
    }

    List<Measurement> of(String peer, String workload) {
        return measured.getOrDefault(key(peer, workload), List.of());
    }

    /** The first line of what went wrong with this, if anything did. */
    Optional<String> failure(Peer peer, Workload workload) {
        return Optional.ofNullable(failed.getOrDefault(key(peer, workload), failed.get(peer.name())))
                .map(why -> why.lines().findFirst().orElse(""));
    }

    private static String key(Peer peer, Workload workload) {
        return key(peer.name(), workload.name());
    }

    private static String key(String peer, String workload) {
        return peer + " " + workload;
    }

    /** Of one figure in all rounds. */
    static Spread spread(List<Measurement> of, ToDoubleFunction<Measurement> figure) {
        var sorted = of.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    record Spread(double median, double least, double most) {}
}
