package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The text that is sent: four digits for the publisher, twelve for the number of its message, then filling. Every message
 * of a run has the same length, so it is found from the end of what is received.
 */
public final class Body {
    /** The publisher of the messages that only ask whether a subscription is there. */
    static final int PROBE = 9999;

    static final int PUBLISHER_DIGITS = 4;
    static final int DIGITS = 16;

    private Body() {}

    /** The body of this message, with filling up to so many bytes. */
    public static String of(int publisher, long number, int bytes) {
        return String.format(Locale.ROOT, "%04d%012d", publisher, number) + "x".repeat(bytes - DIGITS);
    }

    /** The publisher of the body that begins at {@code at}. */
    public static int publisher(ByteBuffer in, int at) {
        return (int) digits(in, at, PUBLISHER_DIGITS);
    }

    /** The number of the body that begins at {@code at}. */
    public static long number(ByteBuffer in, int at) {
        return digits(in, at + PUBLISHER_DIGITS, DIGITS - PUBLISHER_DIGITS);
    }

    private static long digits(ByteBuffer in, int at, int count) {
        long value = 0;
        for (int digit = at; digit < at + count; digit++) {
            int next = in.get(digit) - '0';
            if (next < 0 || next > 9) {
                throw new PeerFailed("Not a message of ours: " + excerpt(in, at));
            }
            value = value * 10 + next;
        }
        return value;
    }

    private static String excerpt(ByteBuffer in, int at) {
        var bytes = new byte[Math.min(200, in.limit() - at)];
        in.duplicate().position(at).get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\\P{Print}", ".");
    }
}
