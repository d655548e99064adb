package io.bascule.it.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/**
 * Embedded Undertow, as {@code server-configs/undertow} starts it: a process of its own, since its WebSocket classes and
 * those of the standalone server exclude each other on one class path. The jars are those that the build gave this run.
 */
final class UndertowEngine implements Engine {
    private static final Path MAIN = Path.of("server-configs/undertow/ServeWar.java");
    private static final Pattern JAR = Pattern.compile("(undertow|xnio|jboss-(threads|logging)|wildfly|smallrye-common"
            + "|jakarta\\.(servlet|websocket|annotation))-.*\\.jar");

    private final int port = Integer.parseInt(System.getProperty("it.port.http"));
    private final Path folder;
    private @Nullable ChildServer server;

    UndertowEngine() throws IOException {
        this.folder = Files.createTempDirectory(
                Files.createDirectories(
                        Path.of(System.getProperty("it.servers"), "undertow").toAbsolutePath()),
                "run");
    }

    @Override
    public void start() throws Exception {
        var command = List.of(
                ChildServer.java(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                jars(),
                MAIN.toAbsolutePath().toString(),
                "127.0.0.1",
                Integer.toString(port));
        server = ChildServer.start(folder, folder.resolve("undertow.log"), command);
        server.await("Undertow starts", () -> printed(0, "serving"));
    }

    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> JAR.matcher(new File(jar).getName()).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public Site deploy(Archive<?> war) throws Exception {
        var file = folder.resolve(war.getName());
        war.as(ZipExporter.class).exportTo(file.toFile(), true);
        obey("deploy", file.toString());
        return new Site(port, "/" + name(war));
    }

    @Override
    public void undeploy(Archive<?> war) throws Exception {
        obey("undeploy", name(war));
    }

    private static String name(Archive<?> war) {
        return war.getName().replace(".war", "");
    }

    private void obey(String what, String argument) throws Exception {
        int before = running().output().length();
        running().tell(what + " " + argument);
        running().await("Undertow is to " + what + " " + argument, () -> {
            if (printed(before, "failed to " + what + " " + argument)) {
                throw running().failed("Undertow failed to " + what + " " + argument);
            }
            return printed(before, what + "ed " + argument);
        });
    }

    private boolean printed(int before, String line) throws IOException {
        return running().output().substring(before).lines().anyMatch(line::equals);
    }

    @Override
    public void stop() throws Exception {
        running().stop();
    }

    private ChildServer running() {
        if (server == null) {
            throw new IllegalStateException("Undertow is not started");
        }
        return server;
    }
}
