package io.bascule.it.servers;

import java.util.List;
import java.util.stream.Stream;

/** All rows of the table, in its order. */
final class Cases {
    private Cases() {}

    static List<Case> all() {
        return Stream.of(whileItRuns(), EndCases.all()).flatMap(List::stream).toList();
    }

    /** Those that a test can hold; the others need the end of the server. */
    static List<Case> whileItRuns() {
        return Stream.of(
                        HandshakeCases.all(),
                        OriginCases.all(),
                        SubprotocolCases.all(),
                        InterceptorCases.all(),
                        PathCases.all(),
                        NeighbourCases.all(),
                        ConnectionCases.all(),
                        CrowdCases.all(),
                        SessionCases.all(),
                        LifeCases.all(),
                        LibraryCases.all(),
                        RightsCases.all(),
                        StompCases.all(),
                        SockJsCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
