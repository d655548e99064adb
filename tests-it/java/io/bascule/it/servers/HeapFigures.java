package io.bascule.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How much live heap of a server one client costs that does not read; a line for each server in
 * {@code target/conformance/heap.md}.
 *
 * @param taken how much it is sent before a send stalls, without an outbox of ours, in bytes; the kernel has some of it
 * @param server by how much the heap grows then
 * @param stalled with a full outbox of ours
 * @param after when the client is gone
 */
record HeapFigures(long taken, long server, long stalled, long after) {
    private static final List<String> HEAD = List.of(
            "| server | sent before a send stalls, MB | heap then, MB | heap with a full outbox, MB | when the client is gone, MB |",
            "|---|---|---|---|---|");

    private static final double MB = 1024 * 1024;

    /** What is ours of it. */
    long ours() {
        return stalled - Math.max(0, server);
    }

    /** In the place of what an earlier run found for {@code of}. */
    void write(Path folder, Server of) throws IOException {
        var file = folder.resolve("heap.md");
        var others = Files.exists(file) ? Files.readAllLines(file) : HEAD;
        var begin = "| " + of.title() + " |";
        var line = String.format(
                Locale.ROOT,
                "%s %.1f | %.1f | %.1f | %.1f |",
                begin,
                taken / MB,
                server / MB,
                stalled / MB,
                after / MB);
        Files.createDirectories(folder);
        Files.write(
                file,
                Stream.concat(others.stream().filter(other -> !other.startsWith(begin)), Stream.of(line))
                        .toList());
    }
}
