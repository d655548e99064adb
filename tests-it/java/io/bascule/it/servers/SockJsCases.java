package io.bascule.it.servers;

import java.util.List;
import java.util.stream.Stream;

/** The 68 tests of the SockJS protocol's own suite, and what it does not ask. */
final class SockJsCases {
    private SockJsCases() {}

    static List<Case> all() {
        return Stream.of(
                        SockJsPageCases.all(),
                        SockJsWebSocketCases.all(),
                        SockJsPollCases.all(),
                        SockJsStreamCases.all(),
                        SockJsInputCases.all(),
                        SockJsModeCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
