package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailedStartTest {
    @Test
    void a_start_that_fails_leaves_no_thread() throws Exception {
        var before = threads();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            var bascule = new Bascule(BasculeOptions.of(Map.of("port", port)));
            assertThrows(BindException.class, () -> GrizzlyServer.start(bascule, context -> {}));
        }
        var left = threads();
        left.removeAll(before);
        left.removeIf(thread -> !thread.getName().startsWith("bascule"));
        for (var thread : left) {
            thread.join(10_000);
        }
        assertEquals(
                List.of(),
                left.stream().filter(Thread::isAlive).map(Thread::getName).toList());
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
