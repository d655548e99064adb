package io.bascule.it.application;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What an application sees of itself, for tests that run in it: its context, and the requests that reach its filters. */
@WebListener
@WebFilter("/*")
public final class Seen implements ServletContextListener, Filter {
    /** The query strings of all requests. */
    public static final Queue<String> QUERIES = new ConcurrentLinkedQueue<>();

    private static volatile ServletContext context;

    public static ServletContext context() {
        return context;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        context = event.getServletContext();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        QUERIES.add(String.valueOf(((HttpServletRequest) request).getQueryString()));
        chain.doFilter(request, response);
    }
}
