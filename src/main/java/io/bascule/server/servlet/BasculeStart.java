package io.bascule.server.servlet;

import io.bascule.Bascule;
import io.bascule.SettingSources;
import io.bascule.connection.CloseStatus;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts Bascule with the application and stops it with it: makes it from the settings (context parameters
 * {@code bascule.*} are the weakest source), maps {@link HandshakeFilter} in front of all other filters, and keeps it in
 * the attribute {@link #BASCULE} of the {@link ServletContext}, where the application's own listeners find it.
 *
 * <p>Declared in the library's web fragment {@code bascule}; a WAR that leaves the fragment out declares it itself.
 */
public final class BasculeStart implements ServletContextListener {
    /** The attribute of the servlet context that holds the {@link Bascule}. */
    public static final String BASCULE = "io.bascule.Bascule";

    private static final String PREFIX = "bascule.";

    /**
     * Starts Bascule, unless a listener of the application's own has asked for it before.
     *
     * @throws io.bascule.BadSetting if a setting is unknown or cannot be read: the application is not deployed
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        of(event.getServletContext());
    }

    /**
     * The Bascule of this application, for its own listeners and servlets. The first to ask starts it, since nothing says
     * in which order annotated listeners come.
     */
    public static synchronized Bascule of(ServletContext context) {
        return context.getAttribute(BASCULE) instanceof Bascule running ? running : start(context);
    }

    private static Bascule start(ServletContext context) {
        var bascule = new Bascule(SettingSources.load(parameters(context)));
        context.setAttribute(BASCULE, bascule);
        var sessions = new TiedHttpSessions(
                bascule.clock(),
                bascule.timer(),
                bascule.handlers(),
                bascule.options().sessionKeepAlive());
        context.addListener(sessions);
        // Not mapped in web.xml: Jetty upgrades before such a filter runs. In front of all others: "false".
        var filter = context.addFilter("bascule-handshake", new HandshakeFilter(bascule, sessions));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        return bascule;
    }

    private static Map<String, String> parameters(ServletContext context) {
        var parameters = new HashMap<String, String>();
        parameters.put("hosts", "*"); // under which names it is reached is the container's affair
        for (var name : Collections.list(context.getInitParameterNames())) {
            if (name.startsWith(PREFIX)) {
                parameters.put(name.substring(PREFIX.length()), context.getInitParameter(name));
            }
        }
        return parameters;
    }

    /** Closes every client with 1001; no server does so reliably on its own. Blocks for the {@code shutdown.window}. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (!(event.getServletContext().getAttribute(BASCULE) instanceof Bascule bascule)) {
            return;
        }
        sendAway(bascule);
        bascule.close();
    }

    /** Blocks for the {@code shutdown.window} at most; once they are closed, not at all. */
    static void sendAway(Bascule bascule) {
        bascule.connections()
                .closeWithin(
                        bascule.options().shutdownWindow(),
                        CloseStatus.GOING_AWAY.because("the application is stopping"));
    }
}
