package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The 68 tests of the SockJS protocol's own suite, and what it does not ask. */
public final class SockJsCases {
    private SockJsCases() {}

    /** The same, against services at the root of the standalone server at {@code port}. */
    public static Stream<DynamicTest> atTheRoot(int port) {
        var root = Sites.only(new Site(port, ""), null);
        return all().stream()
                .map(row -> dynamicTest(
                        row.name(), () -> assertEquals(Deviation.right(Server.GRIZZLY, row), row.answer(root))));
    }

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
