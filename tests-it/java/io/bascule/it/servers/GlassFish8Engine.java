package io.bascule.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** GlassFish 8 through its {@code asadmin}: the adapter for GlassFish 7 does not find its way in it. */
final class GlassFish8Engine implements Engine {
    private final Path jdk = Jdk21.home().orElseThrow();
    private final GlassFishDomain domain;

    GlassFish8Engine() throws IOException {
        domain = new GlassFishDomain(Preparation.home("glassfish8"));
    }

    @Override
    public void start() throws IOException, InterruptedException {
        domain.make();
        domain.start(jdk);
    }

    @Override
    public Site deploy(Archive<?> war) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("deploy");
        var file = folder.resolve(war.getName());
        war.as(ZipExporter.class).exportTo(file.toFile());
        domain.asadmin(jdk, "deploy", "--name", name(war), "--contextroot", name(war), file.toString());
        Files.delete(file);
        Files.delete(folder);
        return new Site(Integer.getInteger("it.port.http"), "/" + name(war));
    }

    @Override
    public void undeploy(Archive<?> war) throws IOException, InterruptedException {
        domain.asadmin(jdk, "undeploy", name(war));
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        domain.stop(jdk);
    }

    private static String name(Archive<?> war) {
        return war.getName().replace(".war", "");
    }
}
