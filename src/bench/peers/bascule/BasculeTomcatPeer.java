package bascule;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import peer.Ready;
import tomcat.TomcatPeer;

/** Bascule in a WAR, as the README says: its library and Jackson in WEB-INF/lib, the application in WEB-INF/classes. */
public final class BasculeTomcatPeer {
    private static final Pattern LIBRARY = Pattern.compile("(bascule-library|jackson-\\w+)[^/]*\\.jar$");

    private BasculeTomcatPeer() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of("").toAbsolutePath();
        var tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(TomcatPeer.connector());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        var context = tomcat.addWebapp("", war(folder.resolve("war")).toString());
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false); // only what is in the WAR
        context.addApplicationListener(BasculeWarStart.class.getName());
        tomcat.start();
        Ready.at(tomcat.getConnector().getLocalPort());
    }

    private static Path war(Path war) throws IOException {
        var application = Files.createDirectories(war.resolve("WEB-INF/classes/bascule"));
        var libraries = Files.createDirectories(war.resolve("WEB-INF/lib"));
        var path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        copy(Files.list(path.get(0).resolve("bascule")), application);
        copy(path.stream().filter(file -> LIBRARY.matcher(file.toString()).find()), libraries);
        return war;
    }

    private static void copy(Stream<Path> files, Path to) throws IOException {
        for (var file : files.toList()) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }
}
