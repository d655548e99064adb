package io.bascule.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            case GLASSFISH -> new GlassFishDomain(home("glassfish")).make();
            default -> {}
        }
    }

    private static void tomcat(Path home) throws IOException {
        copy(CONFIGS.resolve("tomcat"), home);
        copy(OURS.resolve("tomcat"), home.resolve("conf"));
    }

    /** The only folder in that of the unpacked {@code server}: it is named after the version. */
    static Path home(String server) throws IOException {
        try (var unpacked = Files.list(Path.of(System.getProperty("it.servers"), server))) {
            return unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
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
