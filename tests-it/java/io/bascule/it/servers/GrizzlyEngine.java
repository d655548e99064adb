package io.bascule.it.servers;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.it.application.FilterStart;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.glassfish.grizzly.servlet.WebappContext;
import org.jboss.shrinkwrap.api.Archive;

/**
 * The standalone server, one for each WAR: what a WAR's class folder has of endpoints and servlets is registered, its
 * context parameters are the settings, its listeners are called. The demonstration starts as {@link Main} starts it.
 */
final class GrizzlyEngine implements Engine {
    private static final Pattern CLASS = Pattern.compile("/WEB-INF/classes/(io/bascule/.*)\\.class");

    private final Map<String, GrizzlyServer> running = new HashMap<>();

    @Override
    public void start() {
        // each WAR has a server of its own
    }

    @Override
    public Site deploy(Archive<?> war) throws Exception {
        var path = "/" + war.getName().replace(".war", "");
        var settings = new HashMap<>(WebXml.of(war).settings());
        settings.putAll(Map.of("port", "0", "contextPath", path));
        var options = BasculeOptions.of(settings);
        var server = path.equals("/bascule") ? Main.start(options) : serve(war, options);
        running.put(war.getName(), server);
        return new Site(server.port(), path);
    }

    private static GrizzlyServer serve(Archive<?> war, BasculeOptions options) throws Exception {
        var bascule = new Bascule(options);
        start(WebXml.of(war).listeners(), bascule);
        var classes = classes(war);
        for (var type : classes) {
            boolean registered = bascule.endpoints().stream().anyMatch(rules -> rules.endpoint() == type);
            if (type.isAnnotationPresent(ServerEndpoint.class) && !registered) {
                bascule.endpoint(type);
            }
        }
        return GrizzlyServer.start(bascule, context -> classes.forEach(type -> addServlet(context, type)));
    }

    /** Has the application's listeners do what a program does; the filter is the standalone server's own. */
    private static void start(List<String> listeners, Bascule bascule) throws Exception {
        var context = new WebappContext("listeners");
        context.setAttribute(BasculeStart.BASCULE, bascule);
        for (var name : listeners) {
            if (!name.equals(FilterStart.class.getName())) {
                Class.forName(name)
                        .asSubclass(ServletContextListener.class)
                        .getConstructor()
                        .newInstance()
                        .contextInitialized(new ServletContextEvent(context));
            }
        }
    }

    private static List<Class<?>> classes(Archive<?> war) throws ClassNotFoundException {
        var classes = new ArrayList<Class<?>>();
        for (var path : war.getContent().keySet()) {
            var match = CLASS.matcher(path.get());
            if (match.matches()) {
                classes.add(Class.forName(match.group(1).replace('/', '.')));
            }
        }
        return classes;
    }

    private static void addServlet(ServletContext context, Class<?> type) {
        var annotation = type.getAnnotation(WebServlet.class);
        if (annotation != null) {
            context.addServlet(type.getName(), type.asSubclass(Servlet.class)).addMapping(annotation.value());
        }
    }

    @Override
    public void undeploy(Archive<?> war) {
        var server = running.remove(war.getName());
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void stop() {
        running.values().forEach(GrizzlyServer::close);
        running.clear();
    }
}
