package io.bascule.it.servers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where a server makes the common answer impossible.
 *
 * @param row the name of the case
 * @param answer what these servers answer instead, to the letter
 * @param why as the README has it
 * @param reading leaves out of an answer what chance decides, before it is compared and taken down
 */
record Deviation(Set<Server> servers, String row, String answer, String why, UnaryOperator<String> reading) {
    private static final String TOMCATS_PAGE = "400, tells `<html`, long text";

    private static final String UNDERTOWS_END =
            "Undertow closes the connections of an ended HTTP session itself while its listeners are told; the reason is"
                    + " missing where its close is first.";

    private static final Set<Server> GLASSFISHES = Set.of(Server.GLASSFISH, Server.GLASSFISH8);

    private static final Set<Server> UNDERTOWS = Set.of(Server.UNDERTOW, Server.WILDFLY);

    private static final List<Deviation> ALL = Stream.of(
                    each(
                            Set.of(Server.TOMCAT),
                            TOMCATS_PAGE,
                            "Tomcat's connector answers with its own page, before any application is asked.",
                            "no `Host`",
                            "a `Host` that is no name",
                            "two `Host`s",
                            "`/echo%2F`",
                            "`/%2Fecho`",
                            "`/echo%00`",
                            "`/test/speaking%2F`",
                            "`/test%2Fspeaking`",
                            "`/test/speaking%00`",
                            "SockJS input: an encoded slash in the server",
                            "SockJS input: an encoded slash in the session",
                            "SockJS input: an encoded backslash in the session",
                            "SockJS input: a control character in the session"),
                    each(
                            Set.of(Server.GRIZZLY, Server.GLASSFISH, Server.GLASSFISH8),
                            "400, no `Connection: close`",
                            "Grizzly's HTTP codec answers, before any filter is asked; it closes the connection"
                                    + " without saying so.",
                            "no `Host`"),
                    each(
                            GLASSFISHES,
                            "200",
                            "GlassFish's connector answers in place of any application: 200 without a body, and closes.",
                            "an empty `Host`"),
                    each(
                            GLASSFISHES,
                            "400",
                            "GlassFish's connector answers, before any application is asked.",
                            "`/echo%00`",
                            "`/test/speaking%00`"),
                    each(
                            GLASSFISHES,
                            "301, tells `<html`",
                            "GlassFish takes this for the application without a path and redirects to its root, before any"
                                    + " filter is asked.",
                            "the context path with `;x=1`"),
                    each(
                            GLASSFISHES,
                            "no answer",
                            "GlassFish's upgrade loses what came with the handshake, and hears nothing after it; RFC 6455"
                                    + " has clients wait for the answer (section 4.1).",
                            "a frame right behind the handshake"),
                    each(
                            GLASSFISHES,
                            "goes on",
                            "Tyrus takes frames masked or not, and does not tell an application which.",
                            "an unmasked frame"),
                    each(
                            Set.of(Server.LIBERTY),
                            "400, no `Connection: close`",
                            "Liberty's connector answers, before any filter is asked; it closes the connection without"
                                    + " saying so.",
                            "`/echo%2F`",
                            "`/%2Fecho`",
                            "`/echo%00`",
                            "`/test/speaking%2F`",
                            "`/test%2Fspeaking`",
                            "`/test/speaking%00`",
                            "`/test/%2e/speaking`"),
                    each(
                            Set.of(Server.LIBERTY),
                            "404, tells `<html`, long text, no `Connection: close`",
                            "No application has this path; Liberty answers with its own page.",
                            "the context path with `;x=1`",
                            "a slash before the context path"),
                    each(
                            Set.of(Server.LIBERTY),
                            "Content-Language, Content-Length",
                            "Liberty adds them to every 101.",
                            "headers of a 101 beside its own"),
                    each(
                            Set.of(Server.LIBERTY),
                            "no answer",
                            "Liberty's upgrade loses what came with the handshake; RFC 6455 has clients wait for the answer"
                                    + " (section 4.1).",
                            "a frame right behind the handshake"),
                    each(
                            Set.of(Server.LIBERTY),
                            "1007 Invalid UTF-8 data received.",
                            "Liberty decodes each frame by itself, though RFC 6455 section 5.6 lets a character lie in two.",
                            "a character cut in two by frames"),
                    each(
                            Set.of(Server.LIBERTY),
                            "1002, tells `Exception`",
                            "Liberty's frame reader answers and puts its own message into the close frame.",
                            "an unmasked frame",
                            "opcode 3",
                            "opcode 11",
                            "a continuation of nothing",
                            "a message inside another"),
                    each(
                            Set.of(Server.LIBERTY),
                            "no answer",
                            "Liberty's frame reader fails at a code it has no name for, and leaves the connection open.",
                            "a close with 5000"),
                    each(
                            Set.of(Server.LIBERTY),
                            "[1011]",
                            "Liberty calls a lost connection an error: 1011, where others say 1006.",
                            "a client drops the connection: the endpoint is told"),
                    each(
                            Set.of(Server.TOMCAT),
                            "1002",
                            "Tomcat's frame reader answers; it takes every fault of a close frame for one of the"
                                    + " protocol.",
                            "a close whose reason is not UTF-8"),
                    each(
                            UNDERTOWS,
                            "Sec-WebSocket-Location",
                            "Undertow adds it to every 101, a leftover of drafts of the protocol.",
                            "headers of a 101 beside its own"),
                    eitherReason(
                            UNDERTOWS,
                            "1008",
                            UNDERTOWS_END,
                            "a logout closes its connections",
                            "where the application maps our filter: an HTTP session ends",
                            "an HTTP session expires although messages come: its connection"),
                    eitherReason(
                            UNDERTOWS,
                            "1008, 1008, open",
                            UNDERTOWS_END,
                            "an HTTP session is invalidated: its two connections, and one of another"),
                    eitherReason(
                            UNDERTOWS,
                            "open, 1008",
                            UNDERTOWS_END,
                            "an HTTP session gets another id, then ends: its connection"),
                    eitherReason(
                            UNDERTOWS,
                            "1008, 1008",
                            UNDERTOWS_END,
                            "an HTTP session expires although pings come: its two connections"),
                    each(
                            Set.of(Server.GLASSFISH),
                            "EOF",
                            "GlassFish drops its connections when it stops, without a close frame.",
                            "the server stops: its clients"),
                    each(
                            Set.of(Server.LIBERTY),
                            "EOF",
                            "Open Liberty closes its sockets before it tells the applications that it stops.",
                            "the server stops: its clients"),
                    each(
                            UNDERTOWS,
                            "no answer",
                            "Undertow keeps the bytes of binary fragments until 16 KiB or the last have come; the limit"
                                    + " takes hold then.",
                            "fragments over the limit, the last not sent"),
                    each(
                            Set.of(Server.UNDERTOW),
                            "404, no `Connection: close`",
                            "No application has this path; Undertow answers, and goes on with the connection.",
                            "a slash before the context path"),
                    each(
                            UNDERTOWS,
                            "1007, tells `UT0`",
                            "Undertow's frame reader answers and puts its own message into the close frame.",
                            "a text that is not UTF-8",
                            "a text that ends within a character",
                            "a surrogate in UTF-8",
                            "a close whose reason is not UTF-8"),
                    each(
                            UNDERTOWS,
                            "1002, tells `UT0`",
                            "Undertow's frame reader answers and puts its own message into the close frame.",
                            "an unmasked frame",
                            "RSV1",
                            "RSV2",
                            "RSV3",
                            "opcode 3",
                            "opcode 11",
                            "a fragmented ping",
                            "a ping of 126 bytes",
                            "a continuation of nothing",
                            "a message inside another",
                            "a close of one byte",
                            "a close with 999",
                            "a close with 1004",
                            "a close with 1005",
                            "a close with 1006",
                            "a close with 1015",
                            "a close with 2999",
                            "a close with 5000"),
                    each(
                            Set.of(Server.JETTY),
                            "400, no `Connection: close`",
                            "Jetty refuses ambiguous paths before any filter is asked, and goes on with the connection.",
                            "`//echo`",
                            "a slash before the context path",
                            "`/echo%2F`",
                            "`/%2Fecho`",
                            "`/test//speaking`",
                            "`/test/speaking%2F`",
                            "`/test%2Fspeaking`",
                            "`/test/%2e/speaking`"),
                    each(
                            Set.of(Server.JETTY),
                            "400, no `Connection: close`",
                            "Jetty's HTTP parser answers, before any filter is asked; it closes the connection without"
                                    + " saying so.",
                            "`/echo%00`",
                            "`/test/speaking%00`"),
                    each(
                            Wars.WITHOUT_CDI,
                            "not injected",
                            "The server has no CDI; Bascule needs none.",
                            "`@Inject` into an endpoint"),
                    each(
                            Set.of(Server.GRIZZLY),
                            "held back, flat",
                            "The standalone server stops reading until the application has caught up; the portable API"
                                    + " cannot.",
                            "a client sends faster than it is served: it, and the heap"),
                    each(
                            Set.of(Server.GRIZZLY),
                            "403, not seen",
                            "The standalone server decides in a filter of its own, in front of all servlets and their"
                                    + " filters.",
                            "a filter of the application's around ours: a refused handshake",
                            "a filter mapped in code before ours: a refused handshake"),
                    each(
                            Set.of(Server.GRIZZLY),
                            "guarded",
                            "The standalone server decides in a filter of its own, which nothing comes past; it reads no"
                                    + " `web.xml`.",
                            "a handshake that the application keeps from our filter",
                            "an empty `<absolute-ordering>`",
                            "`metadata-complete`"),
                    each(
                            GLASSFISHES,
                            "403, not seen",
                            "GlassFish asks the filter first that is mapped in code last.",
                            "a filter mapped in code before ours: a refused handshake"),
                    each(
                            GLASSFISHES,
                            "403, seen",
                            "GlassFish asks the filter first that is mapped in code last.",
                            "a filter mapped in code after ours: a refused handshake"),
                    each(
                            GLASSFISHES,
                            "guarded",
                            "GlassFish reads web fragments even then, so that the library starts.",
                            "`metadata-complete`"),
                    each(
                            GLASSFISHES,
                            "200, 204 without a type, 200",
                            "GlassFish's connector drops the type of an answer without a body.",
                            "SockJS XhrPolling 2: a message there and back"),
                    each(
                            GLASSFISHES,
                            "400",
                            "GlassFish's connector answers, before any application is asked.",
                            "SockJS input: an encoded backslash in the session",
                            "SockJS input: a control character in the session"),
                    each(
                            Set.of(Server.LIBERTY),
                            "400",
                            "Liberty's connector answers, before any filter is asked.",
                            "SockJS input: an encoded slash in the server",
                            "SockJS input: an encoded slash in the session",
                            "SockJS input: an encoded backslash in the session",
                            "SockJS input: encoded dots in place of a session",
                            "SockJS input: a control character in the session"),
                    each(
                            Set.of(Server.LIBERTY),
                            "101, Content-Length",
                            "Liberty adds it to every 101.",
                            "SockJS Websocket 3: the head of the answer"),
                    each(
                            Set.of(Server.JETTY),
                            "400",
                            "Jetty refuses ambiguous paths before any filter is asked.",
                            "SockJS input: an encoded slash in the server",
                            "SockJS input: an encoded slash in the session",
                            "SockJS input: an encoded backslash in the session",
                            "SockJS input: encoded dots in place of a session",
                            "SockJS input: a control character in the session"),
                    each(
                            Set.of(Server.JETTY),
                            "404; 400",
                            "Jetty refuses paths with empty parts before any filter is asked.",
                            "SockJS BaseUrlGreeting 2: paths that are for nothing"),
                    each(
                            Set.of(Server.JETTY),
                            "400; 404",
                            "Jetty refuses paths with empty parts before any filter is asked.",
                            "SockJS SessionURLs 2: empty parts, dots, too many parts or too few"),
                    each(
                            Set.of(Server.JETTY),
                            "no code",
                            "Jetty echoes a close frame as it came.",
                            "a client closes without a code"))
            .flatMap(List::stream)
            .toList();

    static List<Deviation> all() {
        return ALL;
    }

    private static List<Deviation> each(Set<Server> servers, String answer, String why, String... rows) {
        return each(servers, answer, why, UnaryOperator.identity(), rows);
    }

    /** Where the server's close and ours run against each other, so that now one is seen and now the other. */
    private static List<Deviation> eitherReason(Set<Server> servers, String answer, String why, String... rows) {
        return each(servers, answer, why, seen -> seen.replace(" session ended", ""), rows);
    }

    private static List<Deviation> each(
            Set<Server> servers, String answer, String why, UnaryOperator<String> reading, String... rows) {
        return Stream.of(rows)
                .map(row -> new Deviation(servers, row, answer, why, reading))
                .toList();
    }

    /** What {@code server} answers to {@code row} in place of what is expected, where that is known. */
    static Optional<Deviation> of(Server server, Case row) {
        return ALL.stream()
                .filter(known -> known.servers().contains(server) && known.row().equals(row.name()))
                .findFirst();
    }

    /** What {@code server} has to answer to {@code row}. */
    static String right(Server server, Case row) {
        return of(server, row).map(Deviation::answer).orElse(row.expected());
    }

    /** What {@code server} said to {@code row} without what chance decides. */
    static String read(Server server, Case row, String answer) {
        return of(server, row)
                .map(Deviation::reading)
                .orElse(UnaryOperator.identity())
                .apply(answer);
    }
}
