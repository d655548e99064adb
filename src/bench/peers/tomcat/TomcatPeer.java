package tomcat;

import java.nio.file.Path;
import java.util.Set;
import naive.NaiveEcho;
import naive.NaiveStomp;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import peer.Ready;

/** Embedded Tomcat; the default servlet is there since its WebSocket filter needs something to filter. */
public final class TomcatPeer {
    private TomcatPeer() {}

    public static void main(String[] arguments) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Path.of("").toAbsolutePath().toString());
        tomcat.setConnector(connector());
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), Set.of(NaiveStomp.class, NaiveEcho.class));
        tomcat.start();
        Ready.at(tomcat.getConnector().getLocalPort());
    }

    /** With room for all clients; Tomcat's own limit is 8,192. */
    public static Connector connector() {
        var connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "20000");
        return connector;
    }
}
