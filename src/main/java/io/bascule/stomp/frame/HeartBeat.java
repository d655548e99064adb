package io.bascule.stomp.frame;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What one side of a connection says about heart-beats (STOMP 1.1 and 1.2, "Heart-beating").
 *
 * @param sends the shortest time between two sends that it can guarantee, in milliseconds; 0 is none
 * @param wants the time between two sends that it would like of the other, in milliseconds; 0 is none
 */
public record HeartBeat(int sends, int wants) {
    /** As without the header. */
    public static final HeartBeat NONE = new HeartBeat(0, 0);

    /** Eleven days, which is as good as any longer time. */
    private static final int LONGEST = 999_999_999;

    private static final Pattern HEADER = Pattern.compile("(\\d{1,18}),(\\d{1,18})");

    /**
     * The value of a {@code heart-beat} header.
     *
     * @throws FrameRefused when it is not two numbers
     */
    public static HeartBeat read(String header) {
        var numbers = HEADER.matcher(header);
        if (!numbers.matches()) {
            throw FrameRefused.malformed("heart-beat is " + Quoted.of(header)
                    + "; it must be two numbers of milliseconds, for instance 10000,10000");
        }
        return new HeartBeat(milliseconds(numbers.group(1)), milliseconds(numbers.group(2)));
    }

    private static int milliseconds(String digits) {
        return (int) Math.min(LONGEST, Long.parseLong(digits));
    }

    /**
     * How often this side must send to {@code other}; zero is never. However often the other would like it, never more
     * often than this side has offered.
     */
    public Duration towards(HeartBeat other) {
        return sends == 0 || other.wants == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(sends, other.wants));
    }

    /** The value of the header. */
    public String header() {
        return sends + "," + wants;
    }
}
