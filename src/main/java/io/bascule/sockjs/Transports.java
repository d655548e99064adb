package io.bascule.sockjs;

import java.util.Locale;

/** The requests that a session has, by the last segment of their path. */
enum Transports {
    XHR("POST"),
    XHR_STREAMING("POST"),
    XHR_SEND("POST"),
    EVENTSOURCE("GET"),
    HTMLFILE("GET"),
    JSONP("GET"),
    JSONP_SEND("POST"),
    /** Reaches SockJS only where it opens no WebSocket. */
    WEBSOCKET("GET");

    private final String method;

    Transports(String method) {
        this.method = method;
    }

    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The method it is asked with. */
    String method() {
        return method;
    }

    /** Whether it brings messages and waits for none. */
    boolean sends() {
        return this == XHR_SEND || this == JSONP_SEND;
    }

    /** Whether it works by loading scripts, which pages of all origins can do: no check of an origin holds there. */
    boolean isScript() {
        return this == JSONP || this == JSONP_SEND;
    }

    /** Whether it calls what the page around it has named. */
    boolean needsCallback() {
        return this == JSONP || this == HTMLFILE;
    }

    /**
     * How frames travel to a client that waits for them.
     *
     * @param callback checked; empty where none is needed
     */
    Transport receiving(String callback) {
        return switch (this) {
            case XHR -> new Xhr(false);
            case XHR_STREAMING -> new Xhr(true);
            case EVENTSOURCE -> new EventSource();
            case HTMLFILE -> new HtmlFile(callback);
            case JSONP -> new Jsonp(callback);
            case XHR_SEND, JSONP_SEND, WEBSOCKET -> throw new IllegalStateException(this + " waits for no messages");
        };
    }
}
