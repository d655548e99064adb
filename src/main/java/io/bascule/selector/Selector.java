package io.bascule.selector;

import java.util.Map;

/**
 * A condition on the headers of a message, as Jakarta Messaging 3.1 defines it (section 3.8.1):
 * {@code AND OR NOT = <> < <= > >= BETWEEN IN LIKE ESCAPE IS NULL + - * /}, texts in single quotes, numbers,
 * {@code TRUE} and {@code FALSE}. Immutable; any thread.
 *
 * <p>A name is a header's; one that is no Java identifier stands in double quotes: {@code "content-type" LIKE 'text/%'}.
 * Headers are texts:
 * <ul>
 *   <li>compared with a text, or one header with another by {@code =} and {@code <>}, they are that;
 *   <li>compared with a number or by order, and calculated with, they are the number they read as; if they read as none
 *       the comparison is false and the calculation null;
 *   <li>where a condition is wanted, and compared with {@code TRUE} or {@code FALSE}, {@code true} is true and
 *       {@code false} false in capitals or not, anything else unknown;
 *   <li>a header that is missing is null: what is made of it is unknown, and unknown is no match.
 * </ul>
 *
 * <p>To look at a message takes a time bounded by the length of the selector times that of the headers it names; there is
 * nothing in it that goes back and tries again.
 */
public final class Selector {
    /** No condition: every message matches. */
    public static final Selector NONE = new Selector("", new Condition.Constant(Truth.TRUE));

    private static final int LONGEST = 1024;

    private final String written;
    private final Condition condition;

    private Selector(String written, Condition condition) {
        this.written = written;
        this.condition = condition;
    }

    /**
     * Reads a selector; one of blanks alone is {@link #NONE}.
     *
     * @throws SelectorRefused if it cannot be read, has more than 1,024 characters or is nested more than 32 deep
     */
    public static Selector parse(String written) {
        if (written.length() > LONGEST) {
            throw SelectorRefused.whole("a selector has at most " + LONGEST + " characters, not " + written.length());
        }
        return written.isBlank() ? NONE : new Selector(written, SelectorParser.parse(written));
    }

    /** Whether the condition is true of a message with these headers; false where it is unknown. */
    public boolean matches(Map<String, String> headers) {
        return condition.of(headers) == Truth.TRUE;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
