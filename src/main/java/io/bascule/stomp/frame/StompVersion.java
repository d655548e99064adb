package io.bascule.stomp.frame;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A version of the protocol, and how it writes header names and values ("Value Encoding"): 1.0 escapes nothing, 1.1
 * knows {@code \\ \n \c}, 1.2 also {@code \r}.
 */
public enum StompVersion {
    V1_0("1.0", false, "", ""),
    V1_1("1.1", false, "\\\n:", "\\nc"),
    V1_2("1.2", true, "\\\r\n:", "\\rnc");

    /** All versions as a header lists them. */
    public static final String ALL =
            Arrays.stream(values()).map(StompVersion::number).collect(Collectors.joining(","));

    private final String number;
    private final boolean endsLinesWithCr;
    /** The characters that are escaped, and at the same index in {@code letters} what stands for them. */
    private final String special;

    private final String letters;

    StompVersion(String number, boolean endsLinesWithCr, String special, String letters) {
        this.number = number;
        this.endsLinesWithCr = endsLinesWithCr;
        this.special = special;
        this.letters = letters;
    }

    /** As in the {@code version} header, for instance {@code 1.2}. */
    public String number() {
        return number;
    }

    /** The highest version among {@code numbers}, in any order; unknown ones are passed over. */
    public static Optional<StompVersion> highestOf(Collection<String> numbers) {
        return Arrays.stream(values())
                .filter(version -> numbers.contains(version.number))
                .reduce((lower, higher) -> higher);
    }

    /** Whether a CR before LF belongs to the end of line; in 1.0 and 1.1 it belongs to the value. */
    boolean endsLinesWithCr() {
        return endsLinesWithCr;
    }

    /** Whether a header of this name can be written: it has no character without an escape that would end it. */
    boolean carriesName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (special.indexOf(c) < 0 && "\r\n\0:".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Appends a header name or value; the ends of line that this version cannot carry in a value are left out. */
    void write(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = special.indexOf(c);
            if (letter >= 0) {
                out.append('\\').append(letters.charAt(letter));
            } else if (c != '\r' && c != '\n' && c != '\0') {
                out.append(c);
            }
        }
    }

    /**
     * A header name or value as it was meant.
     *
     * @throws FrameRefused on an escape that this version does not define
     */
    String read(String escaped) {
        if (special.isEmpty() || escaped.indexOf('\\') < 0) {
            return escaped;
        }
        var out = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            out.append(c == '\\' ? meaning(escaped, ++i) : c);
        }
        return out.toString();
    }

    private char meaning(String escaped, int at) {
        int letter = at < escaped.length() ? letters.indexOf(escaped.charAt(at)) : -1;
        if (letter < 0) {
            var seen = escaped.substring(at - 1, Math.min(at + 1, escaped.length())); // no more: it may be a secret
            throw FrameRefused.malformed("Undefined escape " + Quoted.of(seen) + " in a header; STOMP " + number
                    + " defines "
                    + letters.chars().mapToObj(c -> "\\" + (char) c).collect(Collectors.joining(" ")));
        }
        return special.charAt(letter);
    }
}
