package io.bascule.backplane;

import java.util.regex.Pattern;

/**
 * One run of one server.
 *
 * @param name what its operator calls it; the same after a restart
 * @param epoch tells its runs apart
 */
public record Node(String name, long epoch) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Whether a node may be called {@code text}: letters, digits, dot, underscore and hyphen, at most 64. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** For logs: the name and the run. */
    @Override
    public String toString() {
        return name + "#" + Long.toString(epoch, 36);
    }
}
