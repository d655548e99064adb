package io.bascule.server.servlet;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes a servlet request down as Bascule sees requests. */
public final class RequestSnapshot {
    private static final Pattern PLAIN_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*");

    private RequestSnapshot() {}

    /** The request without its HTTP session, to ask whose page sent it and how it reached this server. */
    public static HandshakeRequest of(HttpServletRequest request) {
        return of(request, HttpSessionSource.NONE);
    }

    static HandshakeRequest of(HttpServletRequest request, HttpSessionSource session) {
        var headers = new HashMap<String, List<String>>();
        for (var name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new HandshakeRequest(
                request.getMethod(),
                request.getProtocol(),
                path(request),
                Optional.ofNullable(request.getQueryString()).orElse(""),
                headers,
                request.getRemoteAddr(),
                request.getLocalPort(),
                request.isSecure(),
                Optional.ofNullable(request.getUserPrincipal()),
                session);
    }

    /** Below the context path; empty, which is no endpoint's, where that is spelled as only some servers take it. */
    private static String path(HttpServletRequest request) {
        var context = request.getContextPath();
        boolean plain = context.equals(request.getServletContext().getContextPath())
                || PLAIN_PATH.matcher(context).matches();
        return plain ? request.getRequestURI().substring(context.length()) : "";
    }
}
