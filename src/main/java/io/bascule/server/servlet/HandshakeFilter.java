package io.bascule.server.servlet;

import io.bascule.Bascule;
import io.bascule.handshake.HandshakeOutcome;
import io.bascule.handshake.HttpSessionSource;
import io.bascule.websocket.Carrier;
import io.bascule.websocket.OtherEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Decides every opening handshake before the container sees it, so that the answer is the same on every server. A refused
 * request goes no further; an accepted one goes on under its {@link io.bascule.websocket.Admission}.
 *
 * <p>Called on request threads. The response is not touched after the chain: it may belong to a WebSocket by then.
 */
final class HandshakeFilter implements Filter {
    private final Bascule bascule;
    private final TiedHttpSessions sessions;
    private final Carrier carrier;
    private final AtomicBoolean scanned = new AtomicBoolean();

    HandshakeFilter(Bascule bascule, TiedHttpSessions sessions) {
        this.bascule = bascule;
        this.sessions = sessions;
        this.carrier = Carrier.portable(bascule.handlers(), bascule.timer(), bascule.ticker());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var http = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        if (scanned.compareAndSet(false, true)) {
            ScannedEndpoints.register(bascule, http.getServletContext().getClassLoader());
        }
        var outcome = bascule.decide(RequestSnapshot.of(http, new RequestSession(http)));
        if (outcome.isEmpty()) {
            chain.doFilter(request, response);
        } else if (outcome.get() instanceof HandshakeOutcome.Accepted accepted) {
            upgrade(accepted, http, answer, chain);
        } else {
            refuse(answer, (HandshakeOutcome.Refused) outcome.get());
        }
    }

    /**
     * Closes every client with 1001. Tomcat ends all HTTP sessions between this and the end of the context: clients would
     * be told that theirs has ended.
     */
    @Override
    public void destroy() {
        BasculeStart.sendAway(bascule);
    }

    private void upgrade(
            HandshakeOutcome.Accepted accepted,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        try {
            bascule.admit(accepted, carrier).around(() -> {
                chain.doFilter(new NoNewSession(request), response);
                return true;
            });
        } catch (IOException | ServletException | RuntimeException failed) {
            if (!isAmbiguous(failed) || response.isCommitted()) {
                throw failed;
            }
            response.reset();
            refuse(
                    response,
                    new HandshakeOutcome.Refused(400, Map.of(), "This path can be read in two ways.\n", "", ""));
        } catch (Exception impossible) {
            throw new ServletException(impossible);
        }
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
        private final HttpServletRequest request;
        private Optional<HttpSessionView> known;

        RequestSession(HttpServletRequest request) {
            this.request = request;
            this.known = view(request.getSession(false)); // an access, as a request of the session is (Servlet 7.6)
            known.ifPresent(view -> sessions.requested(view.session()));
        }

        @Override
        public Optional<View> session(boolean create) {
            if (known.isEmpty() && create) {
                known = view(request.getSession(true));
            }
            return known.map(View.class::cast);
        }

        private Optional<HttpSessionView> view(@Nullable HttpSession session) {
            return Optional.ofNullable(session).map(there -> new HttpSessionView(there, sessions));
        }
    }

    /** Liberty makes an HTTP session for every handshake otherwise. */
    private static final class NoNewSession extends HttpServletRequestWrapper {
        NoNewSession(HttpServletRequest request) {
            super(request);
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
