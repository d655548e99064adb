package io.bascule.bench.peer;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A server to be measured: a class with a {@code main} in {@code src/bench/peers} and the libraries it needs.
 *
 * @param name as it stands in the tables and in {@code -Dbench.servers}
 * @param main the name of its class, package first
 * @param libraries {@code group:artifact:version}, resolved with all they need; files of ours as {@code target/…}
 * @param system its system properties
 * @param without the workloads it has no endpoint for
 */
public record Peer(String name, String main, List<String> libraries, Map<String, String> system, Set<String> without) {
    public Peer {
        libraries = List.copyOf(libraries);
        system = Map.copyOf(system);
        without = Set.copyOf(without);
    }

    static Peer of(String name, String main, String... libraries) {
        return new Peer(name, main, List.of(libraries), Map.of(), Set.of());
    }

    Peer with(String property, String value) {
        return new Peer(name, main, libraries, Map.of(property, value), without);
    }

    Peer without(String... workloads) {
        return new Peer(name, main, libraries, system, Set.of(workloads));
    }

    /** Whether it has an endpoint for the workload of this name. */
    public boolean takes(String workload) {
        return !without.contains(workload);
    }
}
