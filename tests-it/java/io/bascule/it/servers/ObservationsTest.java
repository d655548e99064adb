package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsTest {
    @TempDir
    private Path folder;

    @Test
    void a_first_answer_in_doubt_is_kept_beside_those_that_count() throws IOException {
        var observations = Observations.in(folder, Server.JETTY);
        observations.doubt("a", "no answer");
        observations.add("a", "101");
        assertEquals(Map.of("a", "101"), observations.all());
        assertEquals("a\tno answer\n", Files.readString(folder.resolve("jetty.first-answers.tsv")));
    }

    @Test
    void a_new_run_forgets_both() {
        var observations = Observations.in(folder, Server.JETTY);
        observations.doubt("a", "no answer");
        observations.add("a", "101");
        observations.start();
        assertEquals(Map.of(), observations.all());
        assertFalse(Files.exists(folder.resolve("jetty.first-answers.tsv")));
    }
}
