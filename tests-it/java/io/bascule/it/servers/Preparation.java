package io.bascule.it.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import org.jboss.arquillian.container.spi.event.container.BeforeStart;
import org.jboss.arquillian.core.api.annotation.Observes;

/**
 * Sets a server up before its adapter starts it, as its README in {@code server-configs} tells an operator to; our own
 * {@link Engine}s do it themselves.
 */
public final class Preparation {
    private static final Path CONFIGS = Path.of("server-configs");
    private static final Path OURS = Path.of("tests-it/resources");

    /** Arquillian's thread, before the server is there. */
    public void beforeStart(@Observes BeforeStart event) throws IOException, InterruptedException {
        switch (Server.underTest()) {
            case TOMCAT -> tomcat(home("tomcat"));
            case WILDFLY -> wildfly(home("wildfly"));
            case LIBERTY -> liberty(home("liberty").resolve("usr/servers/bascule"));
            case GLASSFISH -> new GlassFishDomain(home("glassfish")).make();
            default -> {}
        }
    }

    private static void tomcat(Path home) throws IOException {
        forget(home.resolve("webapps"));
        copy(CONFIGS.resolve("tomcat"), home);
        copy(OURS.resolve("tomcat"), home.resolve("conf"));
        copyArtemisClient(home.resolve("lib"));
    }

    private static void liberty(Path server) throws IOException {
        forget(server.resolve("dropins"));
        copy(CONFIGS.resolve("liberty"), server);
        copy(OURS.resolve("liberty"), server);
        Files.createDirectories(server.resolve("lib"));
        copyFromClassPath("h2-", server.resolve("lib"));
        if (Files.exists(server.resolve("data"))) {
            delete(server.resolve("data")); // the accounts of an earlier run
        }
    }

    /** The jar of this name. */
    private static void copyFromClassPath(String name, Path lib) throws IOException {
        for (var jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var file = Path.of(jar).getFileName();
            if (file.toString().startsWith(name)) {
                Files.copy(Path.of(jar), lib.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Takes away what was deployed when an earlier run stopped the server; {@link Ending} leaves it there. */
    private static void forget(Path deployed) throws IOException {
        var war = Wars.leaving().getName();
        for (var left : List.of(deployed.resolve(war), deployed.resolve(war.replace(".war", "")))) {
            if (Files.exists(left)) {
                delete(left);
            }
        }
    }

    /** The script is written for a server as it was unpacked, so the one before it is put back first. */
    private static void wildfly(Path home) throws IOException {
        var config = home.resolve("standalone/configuration/standalone.xml");
        var unpacked = home.resolve("docs/examples/configs/standalone-unpacked.xml");
        Files.createDirectories(unpacked.getParent());
        if (Files.exists(unpacked)) {
            Files.copy(unpacked, config, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.copy(config, unpacked);
        }
        for (var script : List.of("wildfly/bascule.cli", "wildfly/backplane.cli")) {
            run(home, "bin/jboss-cli.sh", "--file=" + CONFIGS.resolve(script).toAbsolutePath());
        }
    }

    /** Puts the client of Artemis into a server's library folder, as {@code server-configs/artemis} tells an operator to. */
    static void copyArtemisClient(Path lib) throws IOException {
        copy(Path.of(System.getProperty("it.servers"), "artemis-client"), lib);
    }

    /** Runs a command of the server's own and fails with its output unless it succeeds. */
    private static void run(Path home, String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /** The only folder in that of the unpacked {@code server}: it is named after the version. */
    static Path home(String server) throws IOException {
        try (var unpacked = Files.list(Path.of(System.getProperty("it.servers"), server))) {
            return unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    /** Deletes a file, or a folder and all in it. */
    static void delete(Path top) throws IOException {
        try (var files = Files.walk(top)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Lays the files of {@code from} over those of {@code to}. */
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
