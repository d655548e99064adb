package io.bascule.server.servlet;

import io.bascule.handshake.HttpSessionSource;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** What a handshake sees of the container's HTTP session. On the thread of the handshake, but for the tie. */
record HttpSessionView(HttpSession session, TiedHttpSessions tied) implements HttpSessionSource.View {
    @Override
    public String id() {
        return session.getId();
    }

    @Override
    public Map<String, Object> attributes() {
        var attributes = new HashMap<String, Object>();
        for (var name : Collections.list(session.getAttributeNames())) {
            var value = session.getAttribute(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    @Override
    public HttpSessionSource.Tie whenEnded(Runnable ended) {
        return tied.tie(session, ended);
    }
}
