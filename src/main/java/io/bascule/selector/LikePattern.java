package io.bascule.selector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pattern of LIKE: {@code _} stands for one character, {@code %} for any number of them.
 *
 * <p>All the ways to match are followed at once, as bits: bit <i>i</i> says that the first <i>i</i> of the pattern's
 * characters, {@code %} not counted, have been found. So a text takes a time in proportion to its length, times one for
 * each 64 characters of the pattern, and there is nothing to go back to.
 */
final class LikePattern {
    private static final int ANY = -1;

    private final int length;
    /** The bits before a {@code %}: what has been found so far stays found, whatever comes. */
    private final long[] open;
    /** The bits before a {@code _}. */
    private final long[] any;
    /** The bits before each character of the pattern, and before each {@code _}. */
    private final Map<Integer, long[]> before = new HashMap<>();

    private LikePattern(List<Integer> characters, List<Integer> percents) {
        this.length = characters.size();
        this.open = bits();
        this.any = bits();
        percents.forEach(at -> set(open, at));
        for (int i = 0; i < length; i++) {
            if (characters.get(i) == ANY) {
                set(any, i);
            }
        }
        for (int i = 0; i < length; i++) {
            if (characters.get(i) != ANY) {
                set(before.computeIfAbsent(characters.get(i), character -> any.clone()), i);
            }
        }
    }

    private long[] bits() {
        return new long[length / 64 + 1];
    }

    private static void set(long[] bits, int at) {
        bits[at / 64] |= 1L << at;
    }

    /**
     * Reads a pattern.
     *
     * @param escape the character that takes {@code _}, {@code %} and itself their meaning; -1 for none
     * @throws IllegalArgumentException if another character, or none, stands behind it
     */
    static LikePattern parse(String written, int escape) {
        var characters = new ArrayList<Integer>();
        var percents = new ArrayList<Integer>();
        boolean escaped = false;
        for (int character : written.codePoints().toArray()) {
            if (escaped) {
                if (character != '%' && character != '_' && character != escape) {
                    throw new IllegalArgumentException("only '%', '_' and itself stand behind the ESCAPE character");
                }
                characters.add(character);
                escaped = false;
            } else if (character == escape) {
                escaped = true;
            } else if (character == '%') {
                percents.add(characters.size());
            } else {
                characters.add(character == '_' ? ANY : character);
            }
        }
        if (escaped) {
            throw new IllegalArgumentException("nothing stands behind the ESCAPE character");
        }
        return new LikePattern(characters, percents);
    }

    boolean matches(String text) {
        var found = bits();
        found[0] = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            step(found, before.getOrDefault(text.codePointAt(i), any));
        }
        return ((found[length / 64] >>> length) & 1) == 1;
    }

    private void step(long[] found, long[] next) {
        long carry = 0;
        for (int i = 0; i < found.length; i++) {
            long goOn = found[i] & next[i];
            found[i] = (goOn << 1) | carry | (found[i] & open[i]);
            carry = goOn >>> 63;
        }
    }
}
