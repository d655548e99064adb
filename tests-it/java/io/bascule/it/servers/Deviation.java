package io.bascule.it.servers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a server makes the common answer impossible.
 *
 * @param row the name of the case
 * @param answer what these servers answer instead, to the letter
 * @param why as the README has it
 */
record Deviation(Set<Server> servers, String row, String answer, String why) {
    private static final String TOMCATS_PAGE = "400, tells `<html`, long text";

    private static final Set<Server> GLASSFISHES = Set.of(Server.GLASSFISH, Server.GLASSFISH8);

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
                            "`/test/speaking%00`"),
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
                            Set.of(Server.TOMCAT),
                            "1002",
                            "Tomcat's frame reader answers; it takes every fault of a close frame for one of the"
                                    + " protocol.",
                            "a close whose reason is not UTF-8"))
            .flatMap(List::stream)
            .toList();

    static List<Deviation> all() {
        return ALL;
    }

    private static List<Deviation> each(Set<Server> servers, String answer, String why, String... rows) {
        return Stream.of(rows)
                .map(row -> new Deviation(servers, row, answer, why))
                .toList();
    }

    /** What {@code server} answers to {@code row} in place of what is expected, where that is known. */
    static Optional<Deviation> of(Server server, Case row) {
        return ALL.stream()
                .filter(known -> known.servers().contains(server) && known.row().equals(row.name()))
                .findFirst();
    }
}
