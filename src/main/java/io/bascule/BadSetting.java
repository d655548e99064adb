package io.bascule;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A setting is unknown or its value cannot be read; the message is for the operator and says what to write. */
public final class BadSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The path ends at the first dot of its last segment. */
    private static final Pattern OF_ENDPOINT = Pattern.compile("endpoint\\.((?:.*/)?[^/.]*)");

    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(\\bpassword=)[^&;,)\\s]*|(//[^/@:?\\s]*:)[^/@?\\s]*(?=@)");

    private BadSetting(String message) {
        super(message);
    }

    static BadSetting unknown(String name) {
        var nearest = candidates(name)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
        return new BadSetting("bascule." + name + " is not a setting; did you mean bascule." + nearest
                + "? The README lists them all");
    }

    /** What may have been meant: a setting of one endpoint where one is named, of the whole server otherwise. */
    private static Stream<String> candidates(String name) {
        var endpoint = OF_ENDPOINT.matcher(name);
        if (!endpoint.lookingAt()) {
            return BasculeOptions.SETTINGS.stream().map(Setting::name);
        }
        var path = endpoint.group(1).startsWith("/") ? endpoint.group(1) : "/" + endpoint.group(1);
        return BasculeOptions.SETTINGS.stream()
                .filter(Setting::perEndpoint)
                .map(setting -> "endpoint." + path + "." + setting.name());
    }

    static BadSetting value(String name, String value, String expected, IllegalArgumentException wrong) {
        return unusable("bascule." + name + "=" + withoutPassword(value), expected, wrong);
    }

    /** The password of a URL, which must not get into logs, left out. */
    private static String withoutPassword(String value) {
        return PASSWORD.matcher(value).replaceAll("$1$2…");
    }

    /** What the annotation {@code @HandshakeRules} of the class {@code annotated} states under a setting's name. */
    static BadSetting stated(
            String annotated, String name, String value, String expected, IllegalArgumentException wrong) {
        return unusable("@HandshakeRules of " + annotated + ": " + name + "=" + value, expected, wrong);
    }

    private static BadSetting unusable(String said, String expected, IllegalArgumentException wrong) {
        var why = wrong instanceof NumberFormatException ? "it is not a number" : wrong.getMessage();
        var bad = new BadSetting(said + " cannot be used: " + why + "; write " + expected);
        bad.initCause(wrong);
        return bad;
    }

    static BadSetting noEndpoint(String path, Collection<String> paths) {
        return new BadSetting("bascule.endpoint." + path + " sets what is not there: the endpoints are "
                + paths.stream().sorted().collect(joining(", ")));
    }

    static BadSetting noHandler(String path) {
        return new BadSetting(
                "bascule.endpoint." + path + ".sockjs=true cannot be used: the endpoint makes its handler itself,"
                        + " for each WebSocket; register it with Bascule.endpoint(class, rules, handler), or write false");
    }

    static BadSetting unreadable(String file, String why) {
        return new BadSetting("bascule.config=" + file + " cannot be read: " + why
                + "; name a properties file with lines such as port=8080");
    }

    /** How many characters have to be changed, added or left out to get from one text to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
