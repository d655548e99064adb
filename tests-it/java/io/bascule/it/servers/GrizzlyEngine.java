package io.bascule.it.servers;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.Archive;

/**
 * The standalone server, one for each WAR: what a WAR's class folder has of endpoints and servlets is
 * registered, its context parameters are the settings. The demonstration starts as {@link Main} starts it.
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

    private static GrizzlyServer serve(Archive<?> war, BasculeOptions options)
            throws IOException, ReflectiveOperationException {
        var bascule = new Bascule(options);
        var servlets = new ArrayList<HttpServlet>();
        for (var path : war.getContent().keySet()) {
            var match = CLASS.matcher(path.get());
            var type = match.matches() ? Class.forName(match.group(1).replace('/', '.')) : Object.class;
            if (type.isAnnotationPresent(ServerEndpoint.class)) {
                bascule.endpoint(type);
            }
            if (type.isAnnotationPresent(WebServlet.class)) {
                servlets.add((HttpServlet) type.getConstructor().newInstance());
            }
        }
        return GrizzlyServer.start(bascule, context -> servlets.forEach(servlet -> add(servlet, context)));
    }

    private static void add(HttpServlet servlet, ServletContext context) {
        var type = servlet.getClass();
        context.addServlet(type.getName(), servlet)
                .addMapping(type.getAnnotation(WebServlet.class).value());
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
