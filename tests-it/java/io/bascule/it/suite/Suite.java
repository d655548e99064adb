package io.bascule.it.suite;

import io.bascule.Bascule;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.ConnectionHandler;
import io.bascule.connection.Outgoing;
import io.bascule.connection.Part;
import io.bascule.connection.WholeMessages;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The services that the SockJS protocol's own suite needs (sockjs-protocol 0.3.3, "Base URL"), open to every origin, and
 * echoes in the two other modes.
 */
public final class Suite {
    /** Whose pages the echo in the list mode is for, beside this server's own. */
    public static final String LISTED = "https://shop.example.com";

    private static final String[] PATHS = {"/echo", "/close", "/disabled_websocket_echo", "/cookie_needed_echo"};

    private Suite() {}

    /** The settings they need, without the prefix {@code bascule.}. */
    public static Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        for (var path : PATHS) {
            settings.put("endpoint." + path + ".sockjs", "true");
            settings.put("endpoint." + path + ".sockjs.streaming.bytes", "4096");
            settings.put("endpoint." + path + ".origins", "*");
        }
        settings.put("endpoint./disabled_websocket_echo.sockjs.websocket", "false");
        settings.put("endpoint./cookie_needed_echo.sockjs.cookie", "JSESSIONID");
        settings.put("endpoint./same_origin_echo.sockjs", "true");
        settings.put("endpoint./same_origin_echo.origins", "same");
        settings.put("endpoint./listed_echo.sockjs", "true");
        settings.put("endpoint./listed_echo.origins", LISTED);
        return settings;
    }

    /** Registers them. */
    public static Bascule on(Bascule bascule) {
        return bascule.endpoint(SuiteEcho.class, rules -> rules, handshake -> new Echo())
                .endpoint(SuiteOfOwnPages.class, rules -> rules, handshake -> new Echo())
                .endpoint(SuiteOfListedPages.class, rules -> rules, handshake -> new Echo())
                .endpoint(SuiteWithoutWebSocket.class, rules -> rules, handshake -> new Echo())
                .endpoint(SuiteWithCookie.class, rules -> rules, handshake -> new Echo())
                .endpoint(SuiteClose.class, rules -> rules, handshake -> new Closing());
    }

    /** At once, as the suite has it: what was sent is there before the answer to the request that brought it. */
    private static final class Echo implements ConnectionHandler {
        private final WholeMessages whole =
                new WholeMessages((connection, message) -> connection.send(Outgoing.reliable(message)));

        @Override
        public void opened(Connection connection) {
            whole.opened(connection);
        }

        @Override
        public void received(Part part, boolean last) {
            whole.received(part, last);
        }

        @Override
        public boolean neverBlocks() {
            return true;
        }
    }

    private static final class Closing implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            connection.close(new CloseStatus(3000, "Go away!"));
        }

        @Override
        public void received(Part part, boolean last) {}
    }
}
