package naive;

import java.util.HashMap;
import java.util.Map;

/** One STOMP frame as a naive server reads it: nothing is checked, nothing unescaped. */
public record StompText(String command, Map<String, String> headers, String body) {
    public static StompText read(String text) {
        int end = text.indexOf("\n\n");
        var lines = text.substring(0, end).split("\n");
        var headers = new HashMap<String, String>();
        for (int line = 1; line < lines.length; line++) {
            int colon = lines[line].indexOf(':');
            headers.put(lines[line].substring(0, colon), lines[line].substring(colon + 1));
        }
        return new StompText(lines[0], headers, text.substring(end + 2, text.indexOf('\0', end)));
    }

    public String header(String name) {
        return headers.get(name);
    }

    public static String connected() {
        return "CONNECTED\nversion:1.2\n\n\0";
    }

    /** What a subscriber gets; the number makes the id. */
    public static String message(String subscription, long number, String destination, String body) {
        return "MESSAGE\nsubscription:" + subscription + "\nmessage-id:" + number + "\ndestination:" + destination
                + "\n\n" + body + '\0';
    }
}
