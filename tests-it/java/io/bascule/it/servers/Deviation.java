package io.bascule.it.servers;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a server makes the common answer impossible.
 *
 * @param row the name of the case
 * @param answer what these servers answer instead, to the letter
 * @param why as the README has it
 */
record Deviation(Set<Server> servers, String row, String answer, String why) {
    private static final List<Deviation> ALL = List.of();

    static List<Deviation> all() {
        return ALL;
    }

    /** What {@code server} answers to {@code row} in place of what is expected, where that is known. */
    static Optional<Deviation> of(Server server, Case row) {
        return ALL.stream()
                .filter(known -> known.servers().contains(server) && known.row().equals(row.name()))
                .findFirst();
    }
}
