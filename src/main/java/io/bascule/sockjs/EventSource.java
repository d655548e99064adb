package io.bascule.sockjs;

/** {@code eventsource}: each frame an event of HTML's server-sent events. */
record EventSource() implements Transport {
    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public String prelude() {
        return "\r\n";
    }

    /** No frame has a line's end in it, and no client of SockJS minds a space before it. */
    @Override
    public String frame(String frame) {
        return "data: " + frame + "\r\n\r\n";
    }

    @Override
    public boolean streams() {
        return true;
    }
}
