package io.bascule.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** What all destinations begin with that this stands for: all that is written before the first wildcard. */
    String beginning() {
        return segments.stream()
                .takeWhile(segment -> !isAny(segment) && !isDeep(segment))
                .collect(Collectors.joining());
    }

    /** Whether this stands for everything that {@code other} stands for; of a destination: whether this matches it. */
    public boolean covers(DestinationPattern other) {
        if (deep < 0) {
            return all(segments, other.segments, DestinationPattern::segmentCovers);
        }
        int rest = other.segments.size() - behind();
        return rest >= deep
                && all(ahead(deep), other.ahead(deep), DestinationPattern::segmentCovers)
                && deepCovers(other.segments.subList(deep, rest))
                && all(after(deep + 1), other.after(rest), DestinationPattern::segmentCovers);
    }

    private static boolean segmentCovers(String our, String their) {
        return our.equals(their) || (isAny(our) && sameSeparator(our, their) && !isDeep(their));
    }

    /**
     * Whether the {@code **} stands for all this. A {@code **} of theirs may stand for nothing, and then the separator of
     * the segment behind it counts, too; except at the beginning, where no destination has another than a slash.
     */
    private boolean deepCovers(List<String> theirs) {
        if (theirs.isEmpty()) {
            return true;
        }
        boolean first = sameSeparator(segments.get(deep), theirs.get(0));
        return first && (deep == 0 || !isDeep(theirs.get(0)) || deepCovers(theirs.subList(1, theirs.size())));
    }

    /** Whether there may be a destination that both this and {@code other} stand for. */
    public boolean meets(DestinationPattern other) {
        if (deep < 0) {
            return other.deep < 0
                    ? all(segments, other.segments, DestinationPattern::segmentMeets)
                    : other.meets(segments);
        }
        return other.deep < 0
                ? meets(other.segments)
                : meets(other.withoutDeep()) || other.meets(withoutDeep()) || endsMeet(other);
    }

    private static boolean segmentMeets(String our, String their) {
        return our.equals(their) || (sameSeparator(our, their) && (isAny(our) || isAny(their)));
    }

    /** The same where only this has a {@code **}. */
    private boolean meets(List<String> theirs) {
        int rest = theirs.size() - behind();
        return rest >= deep
                && all(ahead(deep), theirs.subList(0, deep), DestinationPattern::segmentMeets)
                && (rest == deep || sameSeparator(segments.get(deep), theirs.get(deep)))
                && all(after(deep + 1), theirs.subList(rest, theirs.size()), DestinationPattern::segmentMeets);
    }

    /** What this stands for when its {@code **} stands for nothing. */
    private List<String> withoutDeep() {
        return Stream.concat(ahead(deep).stream(), after(deep + 1).stream()).toList();
    }

    /** The same where both {@code **} stand for as many segments as it takes to keep the fixed ends apart. */
    private boolean endsMeet(DestinationPattern other) {
        int common = Math.min(deep, other.deep);
        int last = Math.min(behind(), other.behind());
        return all(ahead(common), other.ahead(common), DestinationPattern::segmentMeets)
                && sameSeparator(segments.get(common), other.segments.get(common))
                && all(
                        after(segments.size() - last),
                        other.after(other.segments.size() - last),
                        DestinationPattern::segmentMeets);
    }

    private List<String> ahead(int end) {
        return segments.subList(0, end);
    }

    private List<String> after(int start) {
        return segments.subList(start, segments.size());
    }

    /** How many segments there are behind the {@code **}. */
    private int behind() {
        return segments.size() - deep - 1;
    }

    private static boolean all(List<String> ours, List<String> theirs, BiPredicate<String, String> fit) {
        return ours.size() == theirs.size()
                && IntStream.range(0, ours.size()).allMatch(i -> fit.test(ours.get(i), theirs.get(i)));
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
