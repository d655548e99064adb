package io.bascule.sockjs;

/**
 * {@code htmlfile}: a page that never ends, each frame a script in it.
 *
 * @param callback the object in the page around it; checked
 */
record HtmlFile(String callback) implements Transport {
    private static final int PRELUDE = 1024;

    @Override
    public String contentType() {
        return "text/html;charset=UTF-8";
    }

    /** Long enough for browsers to begin with it. */
    @Override
    public String prelude() {
        var head = """
                <!doctype html>
                <html><head>
                  <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
                </head><body><h2>Don't panic!</h2>
                  <script>
                    document.domain = document.domain;
                    var c = parent.%s;
                    c.start();
                    function p(d) {c.message(d);};
                    window.onload = function() {c.stop();};
                  </script>
                """.formatted(callback).strip();
        return head + " ".repeat(Math.max(1, PRELUDE + 1 - head.length())) + "\r\n\r\n";
    }

    @Override
    public String frame(String frame) {
        return "<script>\np(" + SockJsFrame.quotedForHtml(frame) + ");\n</script>\r\n";
    }

    @Override
    public boolean streams() {
        return true;
    }
}
