package io.bascule.server.servlet;

import io.bascule.Bascule;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.refusal.Refusal.Step;
import io.bascule.websocket.Carrier;
import io.bascule.websocket.Endpoints;
import io.bascule.websocket.OtherEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is for SockJS, and decides every opening handshake before the container sees it, so that the answer is the same on every server. A refused
 * request goes no further; an accepted one goes on under its {@link io.bascule.websocket.Admission}.
 *
 * <p>Called on request threads. The response is not touched after the chain: it may belong to a WebSocket by then.
 */
final class HandshakeFilter implements Filter {
    /** Undertow writes a close frame later than it says, and drops it when the HTTP session ends before. */
    private static final Duration WRITTEN = Duration.ofMillis(250);

    private final Bascule bascule;
    private final TiedHttpSessions sessions;
    private final Carrier carrier;
    /** Whether the endpoints that the container found are known; written under {@code this}. */
    private volatile boolean registered;

    HandshakeFilter(Bascule bascule, TiedHttpSessions sessions) {
        this.bascule = bascule;
        this.sessions = sessions;
        this.carrier = bascule.portableCarrier();
    }

    Bascule bascule() {
        return bascule;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var http = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        registerOnce(http.getServletContext());
        var session = new RequestSession(http);
        try {
            decide(http, answer, chain, session);
        } finally {
            session.forgetRequest();
        }
    }

    private void decide(HttpServletRequest http, HttpServletResponse answer, FilterChain chain, RequestSession session)
            throws IOException, ServletException {
        var request = RequestSnapshot.of(http, session);
        if (bascule.sockJs().isFor(request)) {
            bascule.sockJs().serve(new ServletExchange(request, http, answer, true));
            return;
        }
        var outcome = bascule.decide(request);
        if (outcome.isEmpty()) {
            chain.doFilter(http, answer);
        } else if (outcome.get() instanceof HandshakeOutcome.Accepted accepted) {
            upgrade(accepted, http, answer, chain);
        } else {
            refuse(answer, (HandshakeOutcome.Refused) outcome.get());
        }
    }

    /** The second of two first requests waits until the first has registered what it asks for. */
    private void registerOnce(ServletContext context) {
        if (registered) {
            return;
        }
        synchronized (this) {
            if (!registered) {
                register(context);
                registered = true;
            }
        }
    }

    /** Before its listeners hear of the end of the application, and before its HTTP sessions end: those would say 1008. */
    @Override
    public void destroy() {
        boolean anybody = !bascule.connections().all().isEmpty();
        BasculeStart.closeClients(bascule);
        if (anybody) {
            awaitWrites();
        }
    }

    private static void awaitWrites() {
        try {
            TimeUnit.NANOSECONDS.sleep(WRITTEN.toNanos());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(ServletContext context) {
        ScannedEndpoints.register(bascule, context.getClassLoader());
        if (context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container) {
            Endpoints.reportMissingExtensions(bascule.endpoints(), container);
        }
    }

    private void upgrade(
            HandshakeOutcome.Accepted accepted,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        try {
            bascule.admit(accepted, carrier).around(() -> {
                chain.doFilter(new Admitted(request, accepted.path()), response);
                return true;
            });
        } catch (IOException | ServletException | RuntimeException failed) {
            if (!isAmbiguous(failed) || response.isCommitted()) {
                throw failed;
            }
            response.reset();
            refuse(response, ambiguous(accepted));
        } catch (Exception impossible) {
            throw new ServletException(impossible);
        }
    }

    private HandshakeOutcome.Refused ambiguous(HandshakeOutcome.Accepted accepted) {
        return bascule.refused(
                accepted.handshake().request(),
                Step.PATH,
                new HandshakeOutcome.Refused(
                        400,
                        Map.of(),
                        "This path can be read in two ways.\n",
                        "the container reads the path otherwise",
                        ""));
    }

    /** Some containers wrap what the configurator throws. */
    private static boolean isAmbiguous(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtherEndpoint) {
                return true;
            }
        }
        return false;
    }

    private static void refuse(HttpServletResponse response, HandshakeOutcome.Refused refused) throws IOException {
        byte[] body = refused.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(refused.status());
        refused.headers().forEach(response::setHeader);
        response.setHeader("Connection", "close");
        if (body.length > 0) {
            response.setContentType("text/plain;charset=utf-8");
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The session of a request, looked up at once: the request is the container's again when the handshake is over. */
    private final class RequestSession implements HttpSessionSource {
        private @Nullable HttpServletRequest request;
        private Optional<HttpSessionView> known;

        RequestSession(HttpServletRequest request) {
            this.request = request;
            this.known = view(request.getSession(false)); // an access, as a request of the session is (Servlet 7.6)
            known.ifPresent(view -> sessions.requested(view.session()));
        }

        @Override
        public Optional<View> session(boolean create) {
            if (known.isEmpty() && create && request != null) {
                known = view(request.getSession(true));
            }
            return known.map(View.class::cast);
        }

        /** The connection holds on to this object, and would hold the container's request for as long as it lives. */
        void forgetRequest() {
            request = null;
        }

        private Optional<HttpSessionView> view(@Nullable HttpSession session) {
            return Optional.ofNullable(session).map(there -> new HttpSessionView(there, sessions));
        }
    }

    /**
     * An accepted request as the container is to see it: at the path of the endpoint, also where it came for the raw
     * WebSocket below that; and without a new HTTP session, which Liberty makes for every handshake otherwise.
     */
    private static final class Admitted extends HttpServletRequestWrapper {
        private final int below;
        private final boolean hidesOriginal;

        Admitted(HttpServletRequest request, String path) {
            super(request);
            this.below =
                    request.getRequestURI().length() - request.getContextPath().length() - path.length();
            this.hidesOriginal = below > 0 && isTyrus(request.getServletContext());
        }

        private static boolean isTyrus(ServletContext context) {
            var container = context.getAttribute(ServerContainer.class.getName());
            return container != null && container.getClass().getName().startsWith("org.glassfish.tyrus.");
        }

        /** GlassFish tells its Tyrus the path of the innermost request that wrappers lead to; this one leads to none. */
        @Override
        public @Nullable ServletRequest getRequest() {
            return hidesOriginal ? null : super.getRequest();
        }

        /** Servers differ in which of the four they look at. */
        private String atEndpoint(String path) {
            return path.substring(0, path.length() - below);
        }

        @Override
        public String getRequestURI() {
            return atEndpoint(super.getRequestURI());
        }

        @Override
        public StringBuffer getRequestURL() {
            return new StringBuffer(atEndpoint(super.getRequestURL().toString()));
        }

        @Override
        public String getServletPath() {
            return super.getPathInfo() == null ? atEndpoint(super.getServletPath()) : super.getServletPath();
        }

        @Override
        public @Nullable String getPathInfo() {
            var info = super.getPathInfo();
            return info == null || info.length() <= below ? null : atEndpoint(info);
        }

        /** Liberty looks at the first line only, and {@code Upgrade} may stand in another. */
        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase("Connection") ? "Upgrade" : super.getHeader(name);
        }

        @Override
        public @Nullable HttpSession getSession() {
            return getSession(false);
        }

        @Override
        public @Nullable HttpSession getSession(boolean create) {
            return super.getSession(false);
        }
    }
}
