package io.bascule.server.grizzly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.grizzly.http.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuietLogsTest {
    private static final Logger FILTERS = Logger.getLogger("org.glassfish.grizzly.filterchain.DefaultFilterChain");

    @BeforeEach
    void quiet() {
        Main.quietLogs();
    }

    private static boolean isLogged(RuntimeException thrown) {
        var line = new LogRecord(Level.WARNING, "Exception during FilterChain execution");
        line.setThrown(thrown);
        return FILTERS.isLoggable(Level.WARNING) && FILTERS.getFilter().isLoggable(line);
    }

    @Test
    void that_grizzly_cannot_read_what_a_client_sends_is_not_logged() {
        var unreadable =
                assertThrows(IllegalStateException.class, () -> Protocol.valueOf("HTTP/1.2".getBytes(US_ASCII), 0, 8));
        assertFalse(isLogged(unreadable));
    }

    @Test
    void a_failure_of_our_own_is_logged() {
        assertTrue(isLogged(new IllegalStateException("ours")));
    }
}
