package io.bascule.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one server answered, case by case: a file in {@code target/conformance}, from which the table is made. */
final class Observations {
    private static final String BETWEEN = "\t";
    /** In the place of a case. */
    private static final String NOT_RUN = "not run";

    /** Of this build; long ago where no build says so. */
    private static final Instant STARTED =
            Instant.parse(System.getProperty("bascule.build.started", Instant.EPOCH.toString()));

    private final Path file;
    /** Of the first answers to what was asked twice. */
    private final Path doubts;

    private Observations(Path file, Path doubts) {
        this.file = file;
        this.doubts = doubts;
    }

    static Observations of(Server server) {
        return in(folder(), server);
    }

    static Observations in(Path folder, Server server) {
        return new Observations(
                folder.resolve(server.id() + ".tsv"), folder.resolve(server.id() + ".first-answers.tsv"));
    }

    static Path folder() {
        return Path.of(System.getProperty("bascule.conformance", "target/conformance"));
    }

    /** Forgets an earlier run. */
    void start() {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.deleteIfExists(doubts);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    void add(String name, String answer) {
        write(file, name, answer);
    }

    /** Takes down a wrong answer to a case that is asked once more; it counts for nothing, but stays to be looked at. */
    void doubt(String name, String answer) {
        write(doubts, name, answer);
    }

    private static void write(Path file, String name, String answer) {
        try {
            var line = name + BETWEEN + answer + "\n";
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Takes down why the server cannot run here, in place of answers; one sentence. */
    void notRun(String why) {
        start();
        add(NOT_RUN, why);
    }

    /** Why the server did not run; empty when it did, or nobody tried. */
    Optional<String> whyNot() {
        return Optional.ofNullable(all().get(NOT_RUN));
    }

    /** Whether the server ran in this build; what an earlier one left does not count. */
    boolean exist() {
        try {
            return Files.exists(file)
                    && whyNot().isEmpty()
                    && !Files.getLastModifiedTime(file).toInstant().isBefore(STARTED);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The answers by the name of their case; empty when the server did not run. */
    Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        try {
            for (var line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                all.put(line.substring(0, line.indexOf(BETWEEN)), line.substring(line.indexOf(BETWEEN) + 1));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all;
    }
}
