package io.bascule.handshake;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Application code that is asked before a client comes in, and told afterwards what became of it. One instance serves
 * all handshakes of an endpoint, on many threads; it is called after the request was found well-formed and its origin
 * allowed. Both methods may block for a short time: on some servers few threads accept handshakes.
 */
public interface HandshakeInterceptor {
    /**
     * Asked in the order of registration; the first that refuses ends it.
     *
     * @param attributes of the connection to be, shared with the other interceptors; takes additions, of no null. What
     *     is put here wins over an attribute of the same name copied from the HTTP session
     * @throws Exception whatever went wrong: the client is answered 500 without text, and the exception is logged
     */
    Verdict before(HandshakeRequest request, Map<String, Object> attributes) throws Exception;

    /**
     * Told the outcome, in reverse order, if its {@link #before} was called and returned.
     *
     * @throws Exception whatever went wrong: it is logged, and changes nothing
     */
    default void after(HandshakeRequest request, HandshakeOutcome outcome) throws Exception {}

    /** What an interceptor says. */
    sealed interface Verdict {}

    /** Nothing against it. */
    record GoOn() implements Verdict {}

    /**
     * The client stays outside.
     *
     * @param status of the HTTP answer, 200 to 599
     * @param headers of the HTTP answer, beside those the server adds
     * @param body plain text for the client to read, may be empty
     */
    record Refuse(int status, Map<String, String> headers, String body) implements Verdict {
        private static final Pattern BREAKS_THE_LINE = Pattern.compile("[\r\n\0]");

        /**
         * Takes the answer.
         *
         * @throws IllegalArgumentException if the status is out of range or a header would end its line
         */
        public Refuse {
            headers = Map.copyOf(headers);
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("Status " + status + " refuses nothing; name one from 200 to 599");
            }
            headers.forEach(Refuse::check);
        }

        /** Refuses with this status and nothing else. */
        public Refuse(int status) {
            this(status, Map.of(), "");
        }

        /** Refuses with 403. */
        public Refuse() {
            this(403);
        }

        private static void check(String name, String value) {
            if (BREAKS_THE_LINE.matcher(name + value).find()) {
                throw new IllegalArgumentException(
                        "Header " + HandshakeRequest.printable(name) + " holds a line break; take it out");
            }
        }
    }
}
