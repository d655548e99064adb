package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.it.wire.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/** Jetty with a base of its own, set up as {@code server-configs/jetty} says; its output is in the base's log file. */
final class JettyEngine implements Engine {
    private static final Path CONFIG = Path.of("server-configs/jetty");

    private final int port = Integer.parseInt(System.getProperty("it.port.http"));
    private final Path base;
    private final Path webapps;
    private final List<String> options;
    private @Nullable ChildServer server;

    /** With {@code options} for the JVM. */
    JettyEngine(String... options) throws IOException {
        this.base = Files.createTempDirectory(Files.createDirectories(servers().resolve("jetty-bases")), "base");
        this.webapps = Files.createDirectory(base.resolve("webapps"));
        Files.createDirectory(base.resolve("environments"));
        Files.createDirectory(base.resolve("work"));
        this.options = List.of(options);
    }

    private static Path servers() {
        return Path.of(System.getProperty("it.servers")).toAbsolutePath();
    }

    @Override
    public void start() throws Exception {
        Preparation.copy(CONFIG, base);
        var command = new ArrayList<>(List.of(ChildServer.java(), "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of(
                "-jar",
                Preparation.home("jetty").resolve("start.jar").toAbsolutePath().toString(),
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=" + port));
        server = ChildServer.start(base, base.resolve("jetty.log"), command);
        server.await("Jetty starts", () -> status("/") == 404);
    }

    @Override
    public Site deploy(Archive<?> war) throws Exception {
        var site = new Site(port, "/" + war.getName().replace(".war", ""));
        var written = base.resolve(war.getName());
        war.as(ZipExporter.class).exportTo(written.toFile(), true);
        Files.move(written, webapps.resolve(war.getName()), StandardCopyOption.ATOMIC_MOVE);
        running().await("Jetty deploys " + war.getName(), () -> serves(site));
        return site;
    }

    /** Whether it serves; a context that could not start answers 503. */
    private boolean serves(Site site) throws IOException {
        int status = status(site.at(site.contextPath().equals("/bascule") ? "/" : "/deployed.txt"));
        if (status == 503) {
            throw running().failed("The application does not start");
        }
        return status == 200;
    }

    @Override
    public void undeploy(Archive<?> war) throws Exception {
        var path = "/" + war.getName().replace(".war", "");
        int before = running().output().length();
        if (Files.deleteIfExists(webapps.resolve(war.getName()))) {
            running()
                    .await(
                            "Jetty undeploys " + war.getName(),
                            () -> status(path + "/") == 404 && stopped(path, before));
        }
    }

    private boolean stopped(String path, int before) throws IOException {
        return running()
                .output()
                .substring(before)
                .lines()
                .anyMatch(line -> line.contains(": Stopped ") && line.contains("," + path + ","));
    }

    @Override
    public void stop() throws Exception {
        running().stop();
        assertTrue(status("/") == 0, "Jetty has ended, and something still listens on its port");
    }

    /** Of the answer to a GET; 0 while nobody listens. */
    private int status(String path) throws IOException {
        try {
            return RawHttp.ask(port, "GET " + path + " HTTP/1.1\nHost: 127.0.0.1:" + port + "\nConnection: close\n\n")
                    .status();
        } catch (ConnectException notYet) {
            return 0;
        }
    }

    private ChildServer running() {
        if (server == null) {
            throw new IllegalStateException("Jetty is not started");
        }
        return server;
    }
}
