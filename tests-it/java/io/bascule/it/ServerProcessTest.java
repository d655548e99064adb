package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    @TempDir
    Path folder;

    private ServerProcess running(String body) throws Exception {
        var source = folder.resolve("Stub.java");
        Files.writeString(
                source, "class Stub { public static void main(String[] a) throws Exception { " + body + " } }");
        return ServerProcess.run(List.of(ServerProcess.java(), source.toString()));
    }

    @Test
    void the_exit_code_and_both_outputs_are_told() throws Exception {
        try (var process = running("System.out.println(1); System.err.println(2); System.exit(3);")) {
            assertEquals(new ServerProcess.Ended(3, List.of("1"), List.of("2")), process.ended(Duration.ofSeconds(60)));
        }
    }

    @Test
    void the_url_is_found_in_the_first_line() throws Exception {
        try (var process = running("System.out.println(\"Serving at http://127.0.0.1:80/bascule (x)\");")) {
            assertEquals(URI.create("http://127.0.0.1:80/bascule"), process.url());
        }
    }

    @Test
    void a_first_line_without_a_url_fails() throws Exception {
        try (var process = running("System.out.println(\"Hello\");")) {
            var failure = assertThrows(AssertionError.class, process::url);
            assertTrue(failure.getMessage().startsWith("Expected one line with the URL, not: Hello"));
        }
    }

    @Test
    void a_process_that_runs_on_fails() throws Exception {
        try (var process = running("System.in.read();")) {
            var failure = assertThrows(AssertionError.class, () -> process.ended(Duration.ofMillis(10)));
            assertTrue(failure.getMessage().startsWith("The process still runs after 10 ms"));
        }
    }

    @Test
    void an_interrupted_process_ends_as_by_ctrl_c() throws Exception {
        try (var process =
                running("System.out.println(\"http://x\"); new java.util.concurrent.CountDownLatch(1).await();")) {
            process.url();
            process.interrupt();
            assertEquals(130, process.ended(Duration.ofSeconds(30)).code());
        }
    }
}
