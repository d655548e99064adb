package io.bascule.server.servlet;

import io.bascule.testing.ManualClock;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container's session: refuses everything once it is invalid, as Servlet 6.0 demands, and expires when it is told to. */
final class FakeHttpSession implements HttpSession {
    private final ManualClock clock;
    private final HttpSessionListener listener;
    private final Map<String, Object> attributes = new HashMap<>();
    private String id = "a";
    private long accessed;
    private int interval = 60;
    private boolean valid = true;
    private @Nullable RuntimeException failure;

    FakeHttpSession(ManualClock clock, HttpSessionListener listener) {
        this.clock = clock;
        this.listener = listener;
        this.accessed = clock.millis();
    }

    /** A request of this session came. */
    void access() {
        accessed = clock.millis();
    }

    void rename(String other) {
        id = other;
    }

    /** The next question is answered with this. */
    void failing(RuntimeException next) {
        failure = next;
    }

    /** Ends without telling anybody, as where another node of the container's did it. */
    void vanish() {
        valid = false;
    }

    /** Ends it if it is due by the container's own count; true when it was. */
    boolean expireIfDue() {
        boolean due = valid && interval > 0 && clock.millis() - accessed >= interval * 1000L;
        if (due) {
            invalidate();
        }
        return due;
    }

    boolean isValid() {
        return valid;
    }

    private void check() {
        var thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
        if (!valid) {
            throw new IllegalStateException("The session is invalid");
        }
    }

    @Override
    public long getCreationTime() {
        check();
        return 0;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public long getLastAccessedTime() {
        check();
        return accessed;
    }

    @Override
    public ServletContext getServletContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        interval = seconds;
    }

    @Override
    public int getMaxInactiveInterval() {
        return interval;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        check();
        return attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        check();
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        check();
        Optional.ofNullable(value).ifPresent(there -> attributes.put(name, there));
    }

    @Override
    public void removeAttribute(String name) {
        check();
        attributes.remove(name);
    }

    @Override
    public void invalidate() {
        check();
        listener.sessionDestroyed(new HttpSessionEvent(this));
        valid = false;
    }

    @Override
    public boolean isNew() {
        check();
        return false;
    }
}
