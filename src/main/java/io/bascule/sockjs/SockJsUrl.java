package io.bascule.sockjs;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a path below a SockJS endpoint is for.
 *
 * <pre>
 *  ""  "/"                              the greeting
 *  "/info"                              what the server can do
 *  "/iframe*.html"                      the page for transports that need one
 *  "/sockjs-1.6.1.min.js"               the client's library, for that page and for yours
 *  "/{server}/{session}/{transport}"    a session
 * </pre>
 *
 * Each may have {@code /~{node}} before it, which {@code /info} has told the client to write: the node that has the session.
 */
sealed interface SockJsUrl {
    /** Says that SockJS is here. */
    record Greeting() implements SockJsUrl {}

    /** What the server can do. */
    record Info() implements SockJsUrl {}

    /** The page that is framed by others. */
    record Iframe() implements SockJsUrl {}

    /** The client's library. */
    record Library() implements SockJsUrl {}

    /**
     * A request of a session; which server the client has made up does not matter.
     *
     * @param node whose session it is; empty where the path does not say
     */
    record OfSession(String node, String session, Transports transport) implements SockJsUrl {}

    /** Stands before the name of a node. */
    String NODE = "/~";

    Pattern AT_NODE = Pattern.compile(NODE + "([A-Za-z0-9._-]{1,64})(/.*)");

    Pattern IFRAME = Pattern.compile("/iframe[0-9-.a-z_]*\\.html");

    /** No dots in a server or a session; nothing that servers read in two ways. */
    Pattern SESSION = Pattern.compile("/[^/.;\\\\]+/([^/.;\\\\]{1,200})/([a-z_]{1,20})");

    /** The same in its encoded form, and control characters. */
    Pattern ENCODED = Pattern.compile("%(2f|5c|2e|3b|[01][0-9a-f]|7f)", Pattern.CASE_INSENSITIVE);

    /** What the rest of a path is for; empty when for nothing. */
    static Optional<SockJsUrl> parse(String rest) {
        var atNode = AT_NODE.matcher(rest);
        return parse(rest, "").or(() -> atNode.matches() ? parse(atNode.group(2), atNode.group(1)) : Optional.empty());
    }

    private static Optional<SockJsUrl> parse(String rest, String node) {
        if (rest.isEmpty() || rest.equals("/")) {
            return Optional.of(new Greeting());
        }
        if (rest.equals("/info")) {
            return Optional.of(new Info());
        }
        if (rest.equals(IframePage.LIBRARY)) {
            return Optional.of(new Library());
        }
        if (IFRAME.matcher(rest).matches()) {
            return Optional.of(new Iframe());
        }
        var session = SESSION.matcher(rest);
        return session.matches() && !ENCODED.matcher(rest).find()
                ? ofSession(node, session.group(1), session.group(2))
                : Optional.empty();
    }

    private static Optional<SockJsUrl> ofSession(String node, String session, String transport) {
        return Arrays.stream(Transports.values())
                .filter(one -> one.path().equals(transport))
                .findFirst()
                .map(one -> new OfSession(node, session, one));
    }
}
