package io.bascule.stomp;

import io.bascule.broker.DestinationRefused;
import io.bascule.stomp.frame.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * A destination, or a pattern of destinations: segments, each behind a {@code /} or a {@code .}, which differ. A segment
 * {@code *} is any one segment; {@code **} is any number of them, none included, divided as they like behind the first.
 * Immutable; any thread.
 */
public final class DestinationPattern {
    private static final int MOST_SEGMENTS = 32;

    private record Segment(char divider, String text) {
        boolean isAny() {
            return text.equals("*");
        }

        boolean isMany() {
            return text.equals("**");
        }

        boolean covers(Segment that) {
            return divider == that.divider && !that.isMany() && (isAny() || text.equals(that.text));
        }

        boolean meets(Segment that) {
            return covers(that) || that.covers(this);
        }
    }

    private final List<Segment> segments;
    /** Where the {@code **} stands, or -1. */
    private final int many;

    private DestinationPattern(List<Segment> segments, int many) {
        this.segments = segments;
        this.many = many;
    }

    /**
     * Reads a destination or a pattern.
     *
     * @throws DestinationRefused when it does not begin with {@code /}, has more than 32 segments or a second
     *     {@code **}
     */
    public static DestinationPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new DestinationRefused("Destination " + Quoted.of(text) + " must begin with '/'");
        }
        var segments = segments(text);
        int many = segments.stream().map(Segment::isMany).toList().indexOf(true);
        if (segments.stream().filter(Segment::isMany).count() > 1) {
            throw new DestinationRefused("Destination " + Quoted.of(text) + " has '**' more than once");
        }
        return new DestinationPattern(segments, many);
    }

    private static List<Segment> segments(String text) {
        var segments = new ArrayList<Segment>();
        int start = 0;
        for (int end = 1; end <= text.length(); end++) {
            if (end == text.length() || text.charAt(end) == '/' || text.charAt(end) == '.') {
                if (segments.size() == MOST_SEGMENTS) {
                    throw new DestinationRefused(
                            "Destination " + Quoted.of(text) + " has more than " + MOST_SEGMENTS + " segments");
                }
                segments.add(new Segment(text.charAt(start), text.substring(start + 1, end)));
                start = end;
            }
        }
        return segments;
    }

    /** Whether it is a single destination: there is no {@code *} nor {@code **}. */
    boolean isPlain() {
        return segments.stream().noneMatch(segment -> segment.isAny() || segment.isMany());
    }

    /** Whether the segment at {@code index} is this one, and no wildcard. */
    boolean has(int index, String divider, String text) {
        return index < segments.size() && segments.get(index).equals(new Segment(divider.charAt(0), text));
    }

    /** Whether it begins with a wildcard. */
    boolean beginsWild() {
        return segments.get(0).isAny() || segments.get(0).isMany();
    }

    /**
     * Whether every destination that {@code that} stands for is one of this pattern's. It may say no where {@code *} and
     * {@code **} stand side by side and only their order differs, never yes to what is not covered.
     */
    public boolean covers(DestinationPattern that) {
        if (many < 0) {
            return segments.size() == that.segments.size() && coversRun(0, that, 0, segments.size());
        }
        int behind = segments.size() - many - 1;
        int rest = that.segments.size() - behind;
        return rest >= many
                && coversRun(0, that, 0, many)
                && that.beginsWith(segments.get(many).divider(), many, rest)
                && coversRun(many + 1, that, rest, behind);
    }

    private boolean coversRun(int from, DestinationPattern that, int thatFrom, int length) {
        for (int i = 0; i < length; i++) {
            if (!segments.get(from + i).covers(that.segments.get(thatFrom + i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether what the segments between stand for is nothing or begins with {@code divider}. */
    private boolean beginsWith(char divider, int from, int to) {
        for (var segment : segments.subList(from, to)) {
            if (segment.divider() != divider) {
                return false;
            }
            if (!segment.isMany()) {
                return true;
            }
        }
        return true;
    }

    /** Whether some destination may be of both patterns; exact where {@code that} is plain, else yes when in doubt. */
    boolean meets(DestinationPattern that) {
        if (that.isPlain()) {
            return covers(that);
        }
        int mine = segments.size();
        int others = that.segments.size();
        if (many < 0 && that.many < 0 && mine != others) {
            return false;
        }
        int ahead = Math.min(fixedAhead(), that.fixedAhead());
        int behind = Math.min(fixedBehind(), that.fixedBehind());
        return meetsRun(0, that, 0, ahead) && meetsRun(mine - behind, that, others - behind, behind);
    }

    private int fixedAhead() {
        return many < 0 ? segments.size() : many;
    }

    private int fixedBehind() {
        return segments.size() - 1 - many;
    }

    private boolean meetsRun(int from, DestinationPattern that, int thatFrom, int length) {
        for (int i = 0; i < length; i++) {
            if (!segments.get(from + i).meets(that.segments.get(thatFrom + i))) {
                return false;
            }
        }
        return true;
    }
}
