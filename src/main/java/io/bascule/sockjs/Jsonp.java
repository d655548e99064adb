package io.bascule.sockjs;

/**
 * {@code jsonp}: one frame, handed to a function of the page. It begins with a comment, so that no plug-in takes the
 * answer for something of its own.
 *
 * @param callback the function; checked
 */
record Jsonp(String callback) implements Transport {
    @Override
    public String contentType() {
        return "application/javascript;charset=UTF-8";
    }

    @Override
    public String prelude() {
        return "";
    }

    @Override
    public String frame(String frame) {
        return "/**/" + callback + "(" + SockJsFrame.quotedForHtml(frame) + ");\r\n";
    }

    @Override
    public boolean streams() {
        return false;
    }
}
