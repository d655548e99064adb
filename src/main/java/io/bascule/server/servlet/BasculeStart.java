package io.bascule.server.servlet;

import io.bascule.Bascule;
import io.bascule.SettingSources;
import io.bascule.connection.CloseStatus;
import io.bascule.server.cdi.BasculeExtension;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts Bascule with the application and stops it with it: makes it from the settings (context parameters
 * {@code bascule.*} are the weakest source), maps {@link HandshakeFilter} in front of all other filters (unless the
 * application asks for the {@linkplain #filter filter} before, to map it itself), and keeps it in the attribute {@link #BASCULE} of the {@link ServletContext}, where the application's own listeners find it.
 *
 * <p>Declared in the library's web fragment {@code bascule}; a WAR that leaves the fragment out declares it itself.
 */
public final class BasculeStart implements ServletContextListener {
    /** The attribute of the servlet context that holds the {@link Bascule}. */
    public static final String BASCULE = "io.bascule.Bascule";

    private static final Logger LOG = System.getLogger(BasculeStart.class.getName());

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
        return context.getAttribute(BASCULE) instanceof Bascule running ? running : startInFront(context);
    }

    /**
     * Starts Bascule and leaves its filter to the caller, who maps it, or wraps it in a filter of its own; what does not
     * come through it is refused by the configurator.
     *
     * <p>It wants {@code setAsyncSupported(true)} and a mapping in code with {@code isMatchAfter=false}, since Jetty upgrades
     * before the filters of {@code web.xml}. Of several filters mapped so, the one mapped first comes first,
     * on GlassFish the one mapped last; one that wraps another comes before it on all servers.
     *
     * @throws IllegalStateException if Bascule has been started: its filter is mapped then
     * @throws io.bascule.BadSetting if a setting is unknown or cannot be read
     */
    public static synchronized Filter filter(ServletContext context) {
        if (context.getAttribute(BASCULE) != null) {
            throw new IllegalStateException(
                    "Bascule has been started and its filter mapped; ask for the filter before, in"
                            + " the first <listener> of web.xml: those of web fragments and annotations come behind it");
        }
        return start(context);
    }

    private static Bascule startInFront(ServletContext context) {
        var filter = start(context);
        // Not mapped in web.xml: Jetty upgrades before such a filter runs. In front of all others: "false".
        var registration = context.addFilter("bascule-handshake", filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        return filter.bascule();
    }

    private static HandshakeFilter start(ServletContext context) {
        var options = SettingSources.load(parameters(context));
        options.checkClasses(context.getClassLoader()); // scanned endpoints, which need them, come later
        var bascule = new Bascule(options);
        context.setAttribute(BASCULE, bascule);
        joinBeans(bascule);
        var sessions = new TiedHttpSessions(
                bascule.clock(),
                bascule.timer(),
                bascule.handlers(),
                bascule.options().sessionKeepAlive());
        context.addListener(sessions);
        LOG.log(
                Level.INFO,
                "Bascule serves " + context.getContextPath() + "/ with jackson-databind " + bascule.jsonVersion());
        return new HandshakeFilter(bascule, sessions);
    }

    private static void joinBeans(Bascule bascule) {
        Optional<Consumer<Bascule>> beans;
        try {
            beans = BasculeExtension.ofThisApplication();
        } catch (LinkageError none) {
            LOG.log(Level.DEBUG, () -> "There is no CDI: " + none);
            return;
        }
        beans.ifPresent(join -> join.accept(bascule));
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

    /** Closes every client with 1001, where {@link HandshakeFilter#destroy} has not; no server does so reliably. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(BASCULE) instanceof Bascule bascule) {
            closeClients(bascule);
            bascule.close();
        }
    }

    /** Blocks until they are gone, at most for the {@code shutdown.window}; harmless when repeated. */
    static void closeClients(Bascule bascule) {
        bascule.connections()
                .closeWithin(
                        bascule.options().shutdownWindow(),
                        CloseStatus.GOING_AWAY.because("the application is stopping"));
    }
}
