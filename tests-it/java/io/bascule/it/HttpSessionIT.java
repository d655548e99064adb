package io.bascule.it;

import io.bascule.it.servers.SessionConversations;
import io.bascule.it.servers.SessionServlet;
import io.bascule.portfolio.EchoEndpoint;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections live no longer than the HTTP session they came in with. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpSessionIT {
    private static final String ENDED = "session ended";

    private ServerUnderTest server;

    private String start(String keepAlive) throws Exception {
        server = ServerUnderTest.start(
                Map.of("session.keepAlive", keepAlive), bascule -> bascule.endpoint(EchoEndpoint.class), context -> {
                    context.addServlet("session", new SessionServlet()).addMapping("/http-session");
                });
        return server.at("");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void invalidation_closes_all_connections_of_a_session_and_no_other() throws Exception {
        var context = start("false");
        SessionConversations.invalidationClosesAllConnections(server.port(), context, ENDED);
    }

    @Test
    void a_session_with_another_id_keeps_its_connections() throws Exception {
        var context = start("false");
        SessionConversations.anotherIdKeepsTheConnections(server.port(), context, ENDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void an_expiry_closes_the_connections_whatever_pings_come(String keepAlive) throws Exception {
        var context = start(keepAlive);
        SessionConversations.expiryClosesTheConnections(server.port(), context, ENDED);
    }

    @Test
    void requests_keep_the_connection() throws Exception {
        var context = start("false");
        SessionConversations.requestsKeepTheConnection(server.port(), context);
    }

    @Test
    void messages_do_not_keep_the_session() throws Exception {
        var context = start("false");
        SessionConversations.messagesDoNotKeepTheSession(server.port(), context, ENDED);
    }

    @Test
    void messages_keep_the_session_where_the_setting_says_so() throws Exception {
        var context = start("true");
        SessionConversations.messagesKeepTheSession(server.port(), context, ENDED);
    }
}
