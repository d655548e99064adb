package io.bascule.server.servlet;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.HttpSessionSource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Takes a servlet request down as Bascule sees requests. */
public final class RequestSnapshot {
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
                request.getRequestURI().substring(request.getContextPath().length()),
                Optional.ofNullable(request.getQueryString()).orElse(""),
                headers,
                request.getRemoteAddr(),
                request.getLocalPort(),
                request.isSecure(),
                Optional.ofNullable(request.getUserPrincipal()),
                session);
    }
}
