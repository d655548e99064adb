package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
import io.bascule.it.example.ChatEndpoint;
import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads of the standalone server run what: only code that never blocks is on its selectors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IoThreadsIT {
    /** An endpoint that keeps its own methods, which may do anything. */
    @ServerEndpoint(value = "/own", configurator = BasculeConfigurator.class)
    public static class OwnMethods {
        /** Says where it runs. */
        @OnMessage
        public String text(String message) {
            return Thread.currentThread().getName();
        }
    }

    private static final class NeverBlocking implements ConnectionHandler {
        private Connection connection;

        @Override
        public void opened(Connection opened) {
            connection = opened;
        }

        @Override
        public void received(Part part, boolean last) {
            connection.send(Outgoing.text(Thread.currentThread().getName()));
        }

        @Override
        public boolean neverBlocks() {
            return true;
        }
    }

    private static String thread(ServerUnderTest server, String path) throws Exception {
        try (var webSocket = server.open(path)) {
            webSocket.text("first, which may have come with the handshake");
            webSocket.next().text();
            webSocket.text("where?");
            return webSocket.next().text();
        }
    }

    private static String threadOf(ConnectionHandler.Factory handlers) throws Exception {
        try (var server =
                ServerUnderTest.start(bascule -> bascule.endpoint(ChatEndpoint.class, rules -> rules, handlers))) {
            return thread(server, "/chat");
        }
    }

    @Test
    void what_never_blocks_runs_on_the_selector() throws Exception {
        var thread = threadOf(handshake -> new NeverBlocking());
        assertTrue(thread.endsWith("SelectorRunner"), thread);
    }

    @Test
    void what_may_block_runs_on_the_handlers_threads() throws Exception {
        var thread = threadOf(handshake -> new WholeMessages((client, message) ->
                client.send(Outgoing.text(Thread.currentThread().getName()))));
        assertTrue(thread.startsWith("bascule-handler"), thread);
    }

    @Test
    void an_endpoint_that_keeps_its_own_methods_runs_on_a_worker() throws Exception {
        try (var server = ServerUnderTest.start(bascule -> bascule.endpoint(OwnMethods.class))) {
            var thread = thread(server, "/own");
            assertTrue(thread.startsWith("bascule-worker"), thread);
        }
    }
}
