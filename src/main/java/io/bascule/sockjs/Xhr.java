package io.bascule.sockjs;

/**
 * {@code xhr} and {@code xhr_streaming}: frames divided by new lines.
 *
 * @param streams whether after a prelude that makes browsers show what follows at once
 */
record Xhr(boolean streams) implements Transport {
    private static final String PRELUDE = "h".repeat(2048) + "\n";

    @Override
    public String contentType() {
        return "application/javascript;charset=UTF-8";
    }

    @Override
    public String prelude() {
        return streams ? PRELUDE : "";
    }

    @Override
    public String frame(String frame) {
        return frame + "\n";
    }
}
