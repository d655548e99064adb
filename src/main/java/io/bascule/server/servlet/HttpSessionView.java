package io.bascule.server.servlet;

import io.bascule.handshake.HttpSessionSource;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a handshake sees of the container's HTTP session. On the thread of the handshake, but for the end. */
record HttpSessionView(HttpSession session) implements HttpSessionSource.View {
    private static final String WATCHERS = "io.bascule.watchers";

    @Override
    public String id() {
        return session.getId();
    }

    @Override
    public Map<String, Object> attributes() {
        var attributes = new HashMap<String, Object>();
        for (var name : Collections.list(session.getAttributeNames())) {
            var value = session.getAttribute(name);
            if (value != null && !name.equals(WATCHERS)) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    @Override
    public Runnable whenEnded(Runnable ended) {
        Watchers watchers;
        synchronized (session) { // of the container's one object for it, or at worst two watch
            if (session.getAttribute(WATCHERS) instanceof Watchers there) {
                watchers = there;
            } else {
                watchers = new Watchers(ConcurrentHashMap.newKeySet());
                session.setAttribute(WATCHERS, watchers);
            }
        }
        watchers.all().add(ended);
        return () -> watchers.all().remove(ended);
    }

    /** An attribute that the container tells when the session ends. */
    private record Watchers(Set<Runnable> all) implements HttpSessionBindingListener {
        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            var told = Set.copyOf(all);
            all.clear();
            told.forEach(Runnable::run);
        }
    }
}
