package io.bascule.stomp.frame;

/** Shows what a peer sent, in a message or a log line. */
public final class Quoted {
    private static final int LONGEST = 200;

    private Quoted() {}

    /** The text in single quotes, cut at 200 characters, control and non-ASCII characters as {@code \}{@code uXXXX}. */
    public static String of(String text) {
        var shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return shown.append(text.length() > LONGEST ? "...'" : "'").toString();
    }
}
