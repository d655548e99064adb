package io.bascule.server.grizzly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.BadSetting;
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

    @Test
    void a_host_that_nobody_knows_is_named_with_what_to_write() {
        var bascule = new Bascule(BasculeOptions.of(Map.of("host", "no host", "port", "0")));
        var cannot = assertThrows(BindException.class, () -> GrizzlyServer.start(bascule, context -> {}));
        assertEquals(
                "no host is no address of this machine; write bascule.host=127.0.0.1, or one that it has",
                cannot.getMessage());
    }

    @Test
    void no_host_at_all_is_refused_with_what_to_write() {
        var cannot = assertThrows(BadSetting.class, () -> BasculeOptions.of(Map.of("host", " ")));
        assertEquals(
                "bascule.host=  cannot be used: it is empty; write an address such as 127.0.0.1", cannot.getMessage());
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
