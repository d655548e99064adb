package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.bascule.Bascule;
import io.bascule.it.application.Beans;
import io.bascule.it.application.Seen;
import io.bascule.it.example.ClockClient;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.UpgradeRequest;
import io.bascule.server.servlet.BasculeStart;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only shows inside: these tests run in a WAR with the library, in the server. */
@ExtendWith({HasWar.class, CanRun.class, ArquillianExtension.class})
class InContainerIT {
    @Deployment
    public static WebArchive inside() {
        return Wars.inside(Server.underTest());
    }

    private static int port() {
        return Integer.parseInt(Seen.context().getInitParameter("it.port"));
    }

    private static String at(String below) {
        return Seen.context().getContextPath() + below;
    }

    private static String folder(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource().getLocation().toString();
        return source.substring(0, source.lastIndexOf('/'));
    }

    @Test
    void the_jackson_in_use_is_the_one_in_the_war() {
        assertEquals(
                Seen.context().getInitParameter("it.jackson"),
                BasculeStart.of(Seen.context()).jsonVersion());
        assertEquals(folder(Bascule.class), folder(ObjectMapper.class));
    }

    @Test
    void the_library_for_tokens_in_use_is_the_one_in_the_war() {
        assertEquals(folder(Bascule.class), folder(SignedJWT.class));
    }

    @Test
    void the_client_container_opens_an_endpoint_of_this_very_application() throws Exception {
        var client = new ClockClient();
        var clock = URI.create("ws://127.0.0.1:" + port() + at("/clock/UTC"));
        try (var session =
                client.connect(clock, BasculeStart.of(Seen.context()).options().limits(""))) {
            session.getBasicRemote().sendText("What time is it?");
            var answer = client.answers().poll(10, TimeUnit.SECONDS);
            assertNotNull(answer);
            assertTrue(answer.startsWith("What time is it? It is "), answer);
        }
    }

    @Test
    void a_refused_handshake_reaches_no_filter_of_the_application() throws Exception {
        var refused = UpgradeRequest.to(port(), at("/clock/UTC?refused")).with("Origin: https://evil.example");
        assertEquals(403, RawHttp.ask(port(), refused.text()).status());
        var other =
                "GET " + at("/deployed.txt?other") + " HTTP/1.1\nHost: 127.0.0.1:" + port() + "\nConnection: close\n\n";
        assertEquals(200, RawHttp.ask(port(), other).status());
        assertTrue(Seen.QUERIES.contains("other"));
        assertFalse(Seen.QUERIES.contains("refused"));
    }

    @Test
    void beans_are_there_where_the_server_has_cdi() {
        assertEquals(Seen.context().getInitParameter("it.greeting"), Beans.greeting());
    }
}
