package io.bascule.sockjs;

import java.nio.charset.StandardCharsets;

/** How frames travel in the body of an HTTP answer. Immutable; any thread. */
sealed interface Transport permits Xhr, EventSource, HtmlFile, Jsonp {
    /** The {@code Content-Type} of the answer. */
    String contentType();

    /** What comes before the first frame; may be empty. */
    String prelude();

    /** One frame as it is written. */
    String frame(String frame);

    /** Whether an answer carries frame after frame, and not just one. */
    boolean streams();

    /** The bytes of {@code text}. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
