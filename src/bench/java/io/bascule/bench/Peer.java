package io.bascule.bench;

import java.util.List;
import java.util.Map;

/**
 * A server to be measured: a class with a {@code main} in {@code src/bench/peers} and the libraries it needs.
 *
 * @param name as it stands in the tables and in {@code -Dbench.servers}
 * @param main the name of its class, package first
 * @param libraries {@code group:artifact:version}, resolved with all they need; files of ours as {@code target/…}
 * @param system its system properties
 * @param without the kinds of workload it has no endpoint for
 */
record Peer(
        String name,
        String main,
        List<String> libraries,
        Map<String, String> system,
        List<Class<? extends Workload>> without) {
    Peer {
        libraries = List.copyOf(libraries);
        system = Map.copyOf(system);
        without = List.copyOf(without);
    }

    static Peer of(String name, String main, String... libraries) {
        return new Peer(name, main, List.of(libraries), Map.of(), List.of());
    }

    Peer with(String property, String value) {
        return new Peer(name, main, libraries, Map.of(property, value), without);
    }

    Peer without(Class<? extends Workload> kind) {
        return new Peer(name, main, libraries, system, List.of(kind));
    }

    boolean takes(Workload workload) {
        return !without.contains(workload.getClass());
    }
}
