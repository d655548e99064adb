package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapFiguresTest {
    @TempDir
    private Path folder;

    @Test
    void there_is_a_line_for_each_server_that_a_later_run_replaces() throws IOException {
        new HeapFigures(0, 1_048_576, 2_097_152, 0).write(folder, Server.JETTY);
        new HeapFigures(0, 0, 0, 0).write(folder, Server.TOMCAT);
        new HeapFigures(3_145_728, 0, 1_572_864, -104_857).write(folder, Server.JETTY);
        assertEquals("""
                | server | sent before a send stalls, MB | heap then, MB | heap with a full outbox, MB | when the client is gone, MB |
                |---|---|---|---|---|
                | Tomcat 11 | 0.0 | 0.0 | 0.0 | 0.0 |
                | Jetty 12.1 | 3.0 | 0.0 | 1.5 | -0.1 |
                """, Files.readString(folder.resolve("heap.md")));
    }

    @Test
    void what_a_server_gives_back_meanwhile_is_not_ours() {
        assertEquals(600_000, new HeapFigures(0, -400_000, 600_000, 0).ours());
        assertEquals(600_000, new HeapFigures(0, 400_000, 1_000_000, 0).ours());
    }
}
