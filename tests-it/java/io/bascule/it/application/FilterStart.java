package io.bascule.it.application;

import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;

/**
 * Maps Bascule's filter inside one of its own, and another of its own before and after that. Each adds its name to the
 * answer; a request with the header {@value #ASIDE} is kept from Bascule's.
 */
public final class FilterStart implements ServletContextListener {
    /** The header of an answer that names who was asked. */
    public static final String ASKED = "X-Asked";

    public static final String ASIDE = "X-Aside";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        map(context, "mapped-first", naming("mapped-first"));
        map(context, "around", around(BasculeStart.filter(context)));
        map(context, "mapped-last", naming("mapped-last"));
    }

    private static void map(ServletContext context, String name, Filter filter) {
        var registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static Filter naming(String name) {
        return (request, response, chain) -> {
            ((HttpServletResponse) response).addHeader(ASKED, name);
            chain.doFilter(request, response);
        };
    }

    private static Filter around(Filter bascule) {
        return (request, response, chain) -> {
            ((HttpServletResponse) response).addHeader(ASKED, "around");
            if (((HttpServletRequest) request).getHeader(ASIDE) != null) {
                chain.doFilter(request, response);
            } else {
                bascule.doFilter(request, response, chain);
            }
        };
    }
}
