package bascule;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import peer.Ready;
import tomcat.TomcatPeer;

/** Bascule in a WAR, as the README says: its library and Jackson in WEB-INF/lib, the application in WEB-INF/classes. */
public final class BasculeTomcatPeer {
    private BasculeTomcatPeer() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Files.createTempDirectory("tomcat");
        var tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(TomcatPeer.connector());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        var context = tomcat.addWebapp("", war(folder.resolve("war")).toString());
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        tomcat.start();
        Ready.at(tomcat.getConnector().getLocalPort());
    }

    private static Path war(Path war) throws IOException {
        var application = Files.createDirectories(war.resolve("WEB-INF/classes/bascule"));
        var libraries = Files.createDirectories(war.resolve("WEB-INF/lib"));
        copy(Files.list(Path.of("classes/bascule")), application);
        copy(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(file -> file.getFileName().toString().matches("(bascule-library|jackson-).*\\.jar")),
                libraries);
        return war;
    }

    private static void copy(Stream<Path> files, Path to) throws IOException {
        for (var file : files.toList()) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }
}
