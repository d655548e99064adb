package io.bascule.server.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.connection.CloseStatus;
import io.bascule.connection.OpenConnection;
import io.bascule.connection.Outgoing;
import io.bascule.connection.WholeMessages;
import io.bascule.connection.Wire;
import io.bascule.handshake.KeptPlace;
import io.bascule.testing.RecordingConnection;
import jakarta.servlet.ServletContextEvent;
import java.util.List;
import java.util.Optional;
import org.glassfish.grizzly.servlet.WebappContext;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BasculeStartTest {
    private static final String FILTER = "bascule-handshake";

    private final WebappContext context = new WebappContext("test", "/test");

    @AfterEach
    void stop() {
        new BasculeStart().contextDestroyed(new ServletContextEvent(context));
    }

    private void start() {
        new BasculeStart().contextInitialized(new ServletContextEvent(context));
    }

    @Test
    void the_start_maps_the_filter() {
        start();
        assertNotNull(context.getFilterRegistration(FILTER));
    }

    @Test
    void whoever_asks_before_the_start_gets_the_same_bascule() {
        var bascule = BasculeStart.of(context);
        start();
        assertSame(bascule, BasculeStart.of(context));
    }

    @Test
    void an_application_that_asks_for_the_filter_maps_it_itself() {
        assertNotNull(BasculeStart.filter(context));
        start();
        assertNull(context.getFilterRegistration(FILTER));
    }

    @Test
    void the_filter_comes_with_its_bascule() {
        var filter = (HandshakeFilter) BasculeStart.filter(context);
        assertSame(filter.bascule(), BasculeStart.of(context));
    }

    @Test
    void it_is_too_late_to_ask_for_the_filter_behind_the_start() {
        start();
        var late = assertThrows(IllegalStateException.class, () -> BasculeStart.filter(context));
        assertEquals(
                "Bascule has been started and its filter mapped; ask for the filter before, in the first <listener> of"
                        + " web.xml: those of web fragments and annotations come behind it",
                late.getMessage());
    }

    @Test
    void the_end_of_the_filter_closes_the_clients() {
        var filter = (HandshakeFilter) BasculeStart.filter(context);
        var client = new PoliteClient();
        client.connection = filter.bascule()
                .connections()
                .open(
                        RecordingConnection.handshake(Optional.empty()),
                        KeptPlace.any(),
                        filter.bascule().options().limits("/stomp"),
                        client,
                        Runnable::run,
                        handshake -> new WholeMessages((connection, message) -> {}));

        filter.destroy();

        assertEquals(Optional.of(CloseStatus.GOING_AWAY.because("the application is stopping")), client.closed);
    }

    /** Goes when it is told to. */
    @NullUnmarked // its connection is made with it
    private static final class PoliteClient implements Wire {
        private OpenConnection connection;
        private Optional<CloseStatus> closed = Optional.empty();

        @Override
        public void write(List<Outgoing> batch, Completion done) {
            done.written();
        }

        @Override
        public void close(CloseStatus status) {
            closed = Optional.of(status);
            connection.gone(status);
        }

        @Override
        public void cut() {}
    }
}
