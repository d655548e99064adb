package io.bascule.it.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.it.ConformanceStomp;
import io.bascule.it.ConformanceStompOverSockJs;
import io.bascule.it.InterceptedEndpoint;
import io.bascule.it.SpeakingEndpoint;
import io.bascule.it.TestEndpoint;
import io.bascule.it.application.BareEndpoint;
import io.bascule.it.application.BeanEvents;
import io.bascule.it.application.BeanMessages;
import io.bascule.it.application.Beans;
import io.bascule.it.application.BeansStart;
import io.bascule.it.application.CrowdStart;
import io.bascule.it.application.EndpointsStart;
import io.bascule.it.application.FilterStart;
import io.bascule.it.application.Greeting;
import io.bascule.it.application.GreetingEndpoint;
import io.bascule.it.application.InsideServlet;
import io.bascule.it.application.KitchenEndpoint;
import io.bascule.it.application.NamedClients;
import io.bascule.it.application.NewsServlet;
import io.bascule.it.application.NodeStart;
import io.bascule.it.application.OwnersServlet;
import io.bascule.it.application.RequestNote;
import io.bascule.it.application.RoomEndpoint;
import io.bascule.it.application.Seen;
import io.bascule.it.application.StompStart;
import io.bascule.it.application.SuiteStart;
import io.bascule.it.example.ChatEndpoint;
import io.bascule.it.example.ChatStart;
import io.bascule.it.example.ClockClient;
import io.bascule.it.example.ClockEndpoint;
import io.bascule.it.suite.Suite;
import io.bascule.it.wire.RawHttp;
import io.bascule.portfolio.EchoEndpoint;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The applications under test. */
final class Wars {
    static final Set<Server> WITHOUT_CDI = Set.of(Server.GRIZZLY, Server.UNDERTOW, Server.TOMCAT, Server.JETTY);

    /** Open Liberty could, with its feature beanValidation-3.0, which Bascule does not need. */
    static final Set<Server> WITH_VALIDATION = Set.of(Server.WILDFLY, Server.GLASSFISH, Server.GLASSFISH8);

    /** The most connections that the neighbour has for one address; more than all other cases leave behind. */
    static final int PER_ADDRESS = 64;

    /** The most connections that it has for one user. */
    static final int PER_USER = 3;

    /** The most connections that the application has which comes and goes. */
    static final int ALL = 100;

    private Wars() {}

    /** The demonstration, as the build left it. */
    static WebArchive bascule() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("bascule.war")));
    }

    /** Somebody's application with our library: every kind of endpoint, the rules as they come. */
    static WebArchive cases() {
        var settings = Map.of(
                "bascule.hosts", "*",
                "bascule.endpoint./test/{behaviour}.origins", "*",
                "bascule.endpoint./test/{behaviour}.message.bytes", "8MiB",
                "bascule.endpoint./test/{behaviour}.outbox.messages", "100000",
                "bascule.endpoint./intercepted.idle", "2s",
                "bascule.endpoint./stomp.principals", NamedClients.class.getName(),
                "bascule.endpoint./stomp.firstMessage", "5s",
                "bascule.endpoint./stomp.stomp.subscriptions", "2",
                // GlassFish holds a frame until it is whole, within 4 MB unless told so (its README)
                "org.glassfish.tyrus.servlet.incoming-buffer-size", "8388622");
        return foreign("cases.war", webXml("", settings, StompStart.class))
                .addClasses(EchoEndpoint.class, TestEndpoint.class, SpeakingEndpoint.class, InterceptedEndpoint.class)
                .addClasses(ConformanceStomp.class, StompStart.class, StompStart.Broken.class, NamedClients.class)
                .addClass(SessionServlet.class);
    }

    /** Another one on the same server, with rules of its own for the same paths. */
    static WebArchive neighbour() {
        return foreign(
                        "neighbour.war",
                        Map.ofEntries(
                                Map.entry("bascule.hosts", "127.0.0.1,localhost,shop.example.com"),
                                Map.entry("bascule.trustedProxies", "127.0.0.1"),
                                Map.entry("bascule.session.keepAlive", "true"),
                                Map.entry("bascule.connections.perAddress", Integer.toString(PER_ADDRESS)),
                                Map.entry("bascule.connections.perUser", Integer.toString(PER_USER)),
                                Map.entry(
                                        "bascule.origins", "https://shop.example.com,http://b\u00fccher.example,null"),
                                Map.entry(
                                        "bascule.endpoint./test/{behaviour}.principals", NamedClients.class.getName()),
                                Map.entry("bascule.endpoint./clock/{zone}.requireOrigin", "true"),
                                Map.entry("bascule.endpoint./test/speaking.subprotocols.order", "server"),
                                Map.entry("bascule.endpoint./intercepted.subprotocols.order", "required")))
                .addClass(NamedClients.class)
                .addClasses(ClockEndpoint.class, TestEndpoint.class, SpeakingEndpoint.class, InterceptedEndpoint.class)
                .addClass(SessionServlet.class);
    }

    /** One for many clients: what they are sent is conflated, dropped, or too much. */
    static WebArchive crowd() {
        var settings = Map.of(
                "bascule.hosts", "*",
                "bascule.handlers.threads", "8",
                "bascule.conflate./topic/price.*", "destination",
                "bascule.conflate./topic/fat", "destination",
                "bascule.overflow", "close, /topic/oldest=drop-oldest",
                "bascule.send.deadline", "120s",
                "bascule.endpoint./test/{behaviour}.send.deadline", "1s",
                "bascule.endpoint./echo.idle", "6s",
                "bascule.endpoint./chat.idle", "6s",
                "bascule.endpoint./chat.firstMessage", "3s");
        return foreign("crowd.war", webXml("", settings, CrowdStart.class))
                .addClasses(CrowdStart.class, InsideServlet.class, BareEndpoint.class)
                .addClasses(ConformanceStomp.class, ChatEndpoint.class, EchoEndpoint.class, TestEndpoint.class);
    }

    /** The services of the SockJS protocol's own suite. */
    static WebArchive sockJs() {
        var settings = new HashMap<String, String>();
        Suite.settings().forEach((name, value) -> settings.put("bascule." + name, value));
        return foreign("sockjs.war", webXml("", settings, SuiteStart.class))
                .addClass(SuiteStart.class)
                .addPackage(Suite.class.getPackage());
    }

    /** One node of several, at a broker. */
    static WebArchive node(Server server, String broker) {
        var settings = new HashMap<>(Map.of(
                "bascule.node",
                server.id(),
                "bascule.endpoint./stomp.principals",
                NamedClients.class.getName(),
                "bascule.endpoint./stomp-sockjs.sockjs",
                "true",
                "bascule.sockjs.requireOrigin",
                "false"));
        if (server == Server.WILDFLY) {
            settings.put("bascule.backplane.jndi", "java:/jms/bascule"); // as its backplane.cli has it
        } else {
            settings.put("bascule.backplane.url", broker);
        }
        return foreign("node.war", webXml("", settings, NodeStart.class))
                .addClasses(ConformanceStomp.class, ConformanceStompOverSockJs.class)
                .addClasses(NodeStart.class, NamedClients.class);
    }

    /** One that says who has an account in the default data source of its server. */
    static WebArchive owners() {
        return ShrinkWrap.create(WebArchive.class, "owners.war").addClass(OwnersServlet.class);
    }

    /** One that comes and goes. */
    static WebArchive leaving() {
        return foreign("leaving.war", Map.of("bascule.hosts", "*", "bascule.connections", Integer.toString(ALL)))
                .addClasses(EchoEndpoint.class, SpeakingEndpoint.class, SessionServlet.class);
    }

    /** One that starts the library its own way: it maps the filter itself, registers endpoints in code, speaks STOMP. */
    static WebArchive library() {
        var settings = new HashMap<>(RightsCases.settings());
        settings.put("bascule.hosts", "*");
        settings.put("bascule.endpoint./chat.principals", NamedClients.class.getName());
        return withTokens(foreign(
                        "library.war", webXml("", settings, FilterStart.class, EndpointsStart.class, ChatStart.class)))
                .addClasses(FilterStart.class, EndpointsStart.class, NamedClients.class)
                .addClasses(GreetingEndpoint.class, Greeting.class, RoomEndpoint.class, KitchenEndpoint.class)
                .addPackage(ChatStart.class.getPackage())
                .addClasses(EchoEndpoint.class, SessionServlet.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    /** One whose {@code web.xml} names our fragment in its order. */
    static WebArchive named() {
        return ordered("named.war", "<absolute-ordering><name>bascule</name></absolute-ordering>");
    }

    /** One whose {@code web.xml} has an order without our fragment. */
    static WebArchive unnamed() {
        return ordered("unnamed.war", "<absolute-ordering/>");
    }

    /** One whose {@code web.xml} says that there is nothing beside it. */
    static WebArchive complete() {
        return foreign(
                        "complete.war",
                        webXml("", Map.of()).replaceFirst("version=", "metadata-complete='true' version="))
                .addClasses(EchoEndpoint.class);
    }

    /** One that tests run in, with the descriptors that keep a server's own libraries out. */
    static WebArchive inside(Server server) {
        var settings = Map.of(
                "it.port", System.getProperty("it.port.http"),
                "it.jackson", new ObjectMapper().version().toString(),
                "it.greeting", WITHOUT_CDI.contains(server) ? "none" : "injected",
                "it.validation", Boolean.toString(WITH_VALIDATION.contains(server)),
                "bascule.endpoint./chat.principals", NamedClients.class.getName());
        return withTokens(foreign("inside.war", settings))
                .addPackage(RawHttp.class.getPackage())
                .addClasses(ClockEndpoint.class, ClockClient.class, Seen.class, Beans.class, Greeting.class)
                .addClasses(
                        BeansStart.class, BeanMessages.class, BeanEvents.class, RequestNote.class, NewsServlet.class)
                .addClasses(ChatEndpoint.class, NamedClients.class)
                .addClasses(HasWar.class, CanRun.class, Server.class, Jdk21.class, Observations.class)
                .addAsWebInfResource(new File("src/main/webapp/WEB-INF/jboss-deployment-structure.xml"))
                .addAsWebInfResource(new File("tests-it/resources/glassfish/glassfish-web.xml"))
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    private static WebArchive ordered(String name, String order) {
        return foreign(name, webXml(order, Map.of())).addClasses(EchoEndpoint.class);
    }

    private static WebArchive foreign(String name, Map<String, String> settings) {
        return foreign(name, webXml("", settings));
    }

    /** An application with the library jar and what it needs, but nothing of ours beside them. */
    private static WebArchive foreign(String name, String webXml) {
        var war = ShrinkWrap.create(WebArchive.class, name)
                .addAsLibraries(new File(System.getProperty("bascule.library")))
                .addAsWebResource(new StringAsset("deployed"), "deployed.txt")
                .setWebXML(new StringAsset(webXml));
        return with("jackson-", war);
    }

    /** Others need not have the library that verifies tokens. */
    private static WebArchive withTokens(WebArchive war) {
        return with("nimbus-jose-jwt-", war);
    }

    private static WebArchive with(String name, WebArchive war) {
        for (var jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (new File(jar).getName().startsWith(name)) {
                war.addAsLibraries(new File(jar));
            }
        }
        return war;
    }

    @SafeVarargs
    private static String webXml(
            String order, Map<String, String> settings, Class<? extends ServletContextListener>... listeners) {
        var xml = new StringBuilder("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>\n");
        xml.append(order).append('\n');
        new TreeMap<>(settings)
                .forEach((name, value) -> xml.append("<context-param><param-name>")
                        .append(name)
                        .append("</param-name><param-value>")
                        .append(value)
                        .append("</param-value></context-param>\n"));
        for (var listener : listeners) {
            xml.append("<listener><listener-class>")
                    .append(listener.getName())
                    .append("</listener-class></listener>\n");
        }
        return xml.append("</web-app>\n").toString();
    }
}
