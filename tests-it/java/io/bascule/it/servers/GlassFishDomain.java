package io.bascule.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code domain1} of an unpacked GlassFish, 7 or 8, set up as {@code server-configs/glassfish} tells an operator to. */
final class GlassFishDomain {
    private static final String NAME = "domain1";
    /** The ports as they come, and the free ones that the build found. */
    private static final Map<String, String> PORTS =
            Map.of("8080", "it.port.http", "8181", "it.port.https", "4848", "it.port.admin", "7676", "it.port.jms");

    private final Path home;
    private final Path folder;

    GlassFishDomain(Path home) {
        this.home = home;
        this.folder = home.resolve("glassfish/domains").resolve(NAME);
    }

    /** As it was unpacked, whatever an earlier run left, and then configured. */
    void make() throws IOException, InterruptedException {
        var unpacked = home.resolve("domain-as-unpacked");
        if (Files.exists(unpacked)) {
            Preparation.delete(folder);
            Preparation.copy(unpacked, folder);
        } else {
            Preparation.copy(folder, unpacked);
        }
        var domain = folder.resolve("config/domain.xml");
        run(List.of("sed", "-i", "-E", "-f", "server-configs/glassfish/domain.sed", domain.toString()), Map.of());
        var xml = Files.readString(domain);
        for (var port : PORTS.entrySet()) {
            xml = xml.replace("\"" + port.getKey() + "\"", "\"" + System.getProperty(port.getValue()) + "\"");
        }
        Files.writeString(domain, xml);
        Preparation.copyArtemisClient(folder.resolve("lib"));
    }

    /** Starts it on a JDK and waits until it serves. */
    void start(Path jdk) throws IOException, InterruptedException {
        asadmin(jdk, "start-domain", NAME);
    }

    /** Stops it and waits until its process has ended. */
    void stop(Path jdk) throws IOException, InterruptedException {
        asadmin(jdk, "stop-domain", NAME);
    }

    /** Runs one command of GlassFish's own tool, which has to succeed. */
    void asadmin(Path jdk, String... command) throws IOException, InterruptedException {
        var line = new ArrayList<String>(
                List.of("bash", home.resolve("bin/asadmin").toString()));
        line.addAll(List.of("--port", System.getProperty("it.port.admin")));
        line.addAll(List.of(command));
        run(line, Map.of("AS_JAVA", jdk.toString()));
    }

    private static void run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("asadmin", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        if (builder.start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
        }
        Files.delete(output);
    }
}
