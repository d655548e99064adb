package io.bascule.it.servers;

import io.bascule.it.InterceptedEndpoint;
import io.bascule.it.SpeakingEndpoint;
import io.bascule.it.TestEndpoint;
import io.bascule.it.example.ClockEndpoint;
import io.bascule.portfolio.EchoEndpoint;
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications under test. */
final class Wars {
    /** The most connections that the neighbour has for one address; more than all other cases leave behind. */
    static final int PER_ADDRESS = 64;

    private Wars() {}

    /** The demonstration, as the build left it. */
    static WebArchive bascule() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("bascule.war")));
    }

    /** Somebody's application with our library: every kind of endpoint, the rules as they come. */
    static WebArchive cases() {
        return foreign(
                        "cases.war",
                        Map.of(
                                "bascule.hosts", "*",
                                "bascule.endpoint./test/{behaviour}.origins", "*",
                                "bascule.endpoint./test/{behaviour}.message.bytes", "8MiB",
                                "bascule.endpoint./test/{behaviour}.outbox.messages", "100000",
                                "bascule.endpoint./intercepted.idle", "1s",
                                // GlassFish holds a frame until it is whole, within 4 MB unless told so (its README)
                                "org.glassfish.tyrus.servlet.incoming-buffer-size", "8388622"))
                .addClasses(EchoEndpoint.class, TestEndpoint.class, SpeakingEndpoint.class, InterceptedEndpoint.class)
                .addClass(SessionServlet.class);
    }

    /** Another one on the same server, with rules of its own for the same paths. */
    static WebArchive neighbour() {
        return foreign(
                        "neighbour.war",
                        Map.of(
                                "bascule.hosts", "127.0.0.1,localhost,shop.example.com",
                                "bascule.trustedProxies", "127.0.0.1",
                                "bascule.session.keepAlive", "true",
                                "bascule.connections.perAddress", Integer.toString(PER_ADDRESS),
                                "bascule.origins", "https://shop.example.com,http://b\u00fccher.example,null",
                                "bascule.endpoint./clock/{zone}.requireOrigin", "true",
                                "bascule.endpoint./test/speaking.subprotocols.order", "server",
                                "bascule.endpoint./intercepted.subprotocols.order", "required"))
                .addClasses(ClockEndpoint.class, TestEndpoint.class, SpeakingEndpoint.class, InterceptedEndpoint.class)
                .addClass(SessionServlet.class);
    }

    /** One that comes and goes. */
    static WebArchive leaving() {
        return foreign("leaving.war", Map.of("bascule.hosts", "*"))
                .addClasses(EchoEndpoint.class, SpeakingEndpoint.class, SessionServlet.class);
    }

    /** An application with the library jar and what it needs, but nothing of ours beside them. */
    private static WebArchive foreign(String name, Map<String, String> settings) {
        var war = ShrinkWrap.create(WebArchive.class, name)
                .addAsLibraries(new File(System.getProperty("bascule.library")))
                .addAsWebResource(new StringAsset("deployed"), "deployed.txt")
                .setWebXML(new StringAsset(webXml(settings)));
        for (var jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (new File(jar).getName().startsWith("jackson-")) {
                war.addAsLibraries(new File(jar));
            }
        }
        return war;
    }

    private static String webXml(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(setting -> "<context-param><param-name>" + setting.getKey() + "</param-name><param-value>"
                                + setting.getValue() + "</param-value></context-param>")
                        .collect(Collectors.joining(
                                "\n",
                                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>\n",
                                "\n</web-app>\n"));
    }
}
