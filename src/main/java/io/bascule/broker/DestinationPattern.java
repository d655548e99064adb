package io.bascule.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * A destination, or a pattern that stands for many, cut into segments. Immutable; any thread.
 *
 * <pre>
 *  /topic/price.stock.*      each segment is kept with the separator before it:
 *  |     |     |     |       "/topic", "/price", ".stock", ".*"
 * </pre>
 *
 * {@code *} stands for one segment. {@code **}, once in a pattern, stands for any number of segments, also none; the
 * first of them has the separator that is written before the {@code **}, the others have any. So {@code /topic/a.**}
 * stands for {@code /topic/a} and {@code /topic/a.b/c}, but not for {@code /topic/a/b}.
 */
public final class DestinationPattern {
    private static final int CHARACTERS = 1024;
    private static final int SEGMENTS = 32;

    private final String written;
    private final List<String> segments;
    /** Where {@code **} is among the segments; -1 without one. */
    private final int deep;

    private DestinationPattern(String written, List<String> segments, int deep) {
        this.written = written;
        this.segments = segments;
        this.deep = deep;
    }

    /**
     * Reads a destination or a pattern.
     *
     * @throws DestinationRefused if it does not begin with a slash, has an empty segment, a wildcard inside a segment,
     *     a second {@code **}, a control character, more than 32 segments or more than 1,024 characters
     */
    public static DestinationPattern parse(String written) {
        checkCharacters(written);
        var segments = List.copyOf(segments(written));
        if (segments.size() > SEGMENTS) {
            throw new DestinationRefused("a destination has at most 32 segments, not " + segments.size());
        }
        return new DestinationPattern(written, segments, onlyDeep(written, segments));
    }

    /**
     * Reads a destination.
     *
     * @throws DestinationRefused as {@link #parse} does, and if it is a pattern
     */
    public static DestinationPattern exact(String written) {
        var parsed = parse(written);
        if (parsed.isWild()) {
            throw new DestinationRefused("'" + written + "' has wildcards; only subscriptions to /topic/ take them");
        }
        return parsed;
    }

    /** Refuses what is too long, and control characters, which not every protocol can pass on. */
    static void checkCharacters(String written) {
        if (written.length() > CHARACTERS) {
            throw new DestinationRefused("a destination has at most 1024 characters, not " + written.length());
        }
        if (written.chars().anyMatch(Character::isISOControl)) {
            throw new DestinationRefused("a destination has no control characters");
        }
    }

    /** The segments, each with the separator before it. */
    List<String> segments() {
        return segments;
    }

    /** Whether this is a pattern. */
    public boolean isWild() {
        return deep >= 0 || segments.stream().anyMatch(DestinationPattern::isAny);
    }

    /**
     * Whether this stands for everything that {@code other} stands for; where {@code other} is a destination: whether
     * this matches it. In doubt the answer is no: {@code /topic/a.**} is not said to cover {@code /topic/a.**.b}.
     */
    public boolean covers(DestinationPattern other) {
        var theirs = other.segments;
        if (deep < 0) {
            return covers(segments, theirs);
        }
        var before = segments.subList(0, deep);
        var after = segments.subList(deep + 1, segments.size());
        int rest = theirs.size() - after.size();
        return rest >= deep
                && covers(before, theirs.subList(0, deep))
                && deepCovers(theirs.subList(deep, rest))
                && covers(after, theirs.subList(rest, theirs.size()));
    }

    private static boolean covers(List<String> ours, List<String> theirs) {
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            var our = ours.get(i);
            var their = theirs.get(i);
            if (!our.equals(their) && !(isAny(our) && sameSeparator(our, their) && !isDeep(their))) {
                return false;
            }
        }
        return true;
    }

    private boolean deepCovers(List<String> theirs) {
        if (theirs.isEmpty()) {
            return true;
        }
        // A ** of theirs may stand for nothing, and then the separator that counts is that of the segment behind it.
        return sameSeparator(segments.get(deep), theirs.get(0)) && (theirs.size() == 1 || !isDeep(theirs.get(0)));
    }

    private static List<String> segments(String written) {
        if (!written.startsWith("/")) {
            throw new DestinationRefused("a destination begins with a slash: '" + written + "' does not");
        }
        var segments = new ArrayList<String>();
        int start = 0;
        for (int at = 1; at <= written.length(); at++) {
            if (at == written.length() || isSeparator(written.charAt(at))) {
                segments.add(segment(written, start, at));
                start = at;
            }
        }
        return segments;
    }

    private static String segment(String written, int start, int end) {
        var segment = written.substring(start, end);
        if (segment.length() == 1) {
            throw new DestinationRefused("'" + written + "' has an empty segment");
        }
        if (segment.indexOf('*') >= 0 && !isAny(segment) && !isDeep(segment)) {
            throw new DestinationRefused("a wildcard stands for a whole segment: '" + written + "' has one inside");
        }
        return segment;
    }

    private static int onlyDeep(String written, List<String> segments) {
        int found = -1;
        for (int i = 0; i < segments.size(); i++) {
            if (isDeep(segments.get(i))) {
                if (found >= 0) {
                    throw new DestinationRefused("a pattern has at most one '**': '" + written + "' has more");
                }
                found = i;
            }
        }
        return found;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '.';
    }

    private static boolean sameSeparator(String one, String other) {
        return one.charAt(0) == other.charAt(0);
    }

    private static boolean isAny(String segment) {
        return segment.length() == 2 && segment.charAt(1) == '*';
    }

    private static boolean isDeep(String segment) {
        return segment.length() == 3 && segment.endsWith("**");
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
