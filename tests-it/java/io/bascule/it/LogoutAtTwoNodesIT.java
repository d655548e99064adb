package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.it.wire.FormPost;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.presence.Presence;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a login of the demonstration at two nodes, and who is there; each of them, and the broker, is a process of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogoutAtTwoNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path files;

    private static BrokerProcess broker;
    private static Node west;
    private static Node east;

    private record Node(ServerProcess process, int port) implements Served, AutoCloseable {
        static Node of(ServerProcess process) throws Exception {
            return new Node(process, process.url().getPort());
        }

        static ServerProcess launch(String name) throws Exception {
            return ServerProcess.standalone(Map.of(
                    "node",
                    name,
                    "secret",
                    "a secret of both nodes, 32 characters or more",
                    "backplane.url",
                    broker.url()));
        }

        @Override
        public String at(String below) {
            return "/bascule" + below;
        }

        StompOverWebSocket connect(String cookie) throws Exception {
            return StompOverWebSocket.connect(port, upgrade("/portfolio").with(cookie));
        }

        /** What GET /session says of who comes with the cookie. */
        String session(String cookie) throws Exception {
            return RawHttp.ask(
                            port,
                            "GET /bascule/session HTTP/1.1\nHost: 127.0.0.1:" + port + "\nConnection: close\n" + cookie
                                    + "\n\n")
                    .body();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start(files);
        var first = Node.launch("west");
        var second = Node.launch("east");
        west = Node.of(first);
        east = Node.of(second);
    }

    @AfterAll
    static void stop() {
        west.close();
        east.close();
        broker.close();
    }

    private static boolean isNobody(Node at, String cookie) throws Exception {
        return at.session(cookie).equals("{\"user\":null}");
    }

    @Test
    void a_logout_at_one_node_closes_the_tab_at_another_and_its_cookie_is_taken_nowhere() throws Exception {
        var cookie = FormPost.logIn(west, "fabrice", "fab123");
        var other = FormPost.logIn(east, "fabrice", "fab123");
        try (var tab = east.connect(cookie);
                var stays = east.connect(other)) {
            assertEquals("fabrice", tab.expect("CONNECTED").header("user-name"));
            stays.expect("CONNECTED");
            FormPost.send(west, "/logout", "", cookie);
            assertEquals("session ended", tab.webSocket().expectClose(1008).reason());
            assertEquals("{\"user\":null}", west.session(cookie));
            assertEquals("{\"user\":null}", east.session(cookie));
            assertEquals("{\"user\":\"fabrice\"}", east.session(other));
            stays.send("SEND\ndestination:/app/connection/ping\nreceipt:r\n\n{}^@");
        }
    }

    @Test
    void a_logout_at_one_node_ends_a_stream_of_sockjs_at_another() throws Exception {
        var cookie = FormPost.logIn(west, "fabrice", "fab123").split(": ", 2);
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + east.port() + "/bascule/portfolio/000/logout/xhr_streaming"))
                .header(cookie[0], cookie[1])
                .header("Origin", east.origin())
                .POST(BodyPublishers.noBody())
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        var frames = answer.body().iterator();
        assertEquals(2048, frames.next().length());
        assertEquals("o", frames.next());
        FormPost.send(west, "/logout", "", String.join(": ", cookie));
        assertEquals("c[1008,\"session ended\"]", frames.next());
    }

    @Test
    void a_watcher_at_one_node_is_told_who_comes_and_goes_at_another() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        try (var observer = new Bascule(BasculeOptions.of(Map.of("node", "observer", "backplane.url", broker.url())))) {
            observer.presence().watch(new Presence.Watcher() {
                @Override
                public void came(Presence.Client client) {
                    told.add("came " + client.node() + client.user());
                }

                @Override
                public void left(Presence.Client client) {
                    told.add("left " + client.node() + client.user());
                }
            });
            try (var tab = east.connect(FormPost.logIn(east, "paulson", "bond"))) {
                tab.expect("CONNECTED");
                assertEquals("came eastOptional[paulson]", told.poll(30, TimeUnit.SECONDS));
            }
            assertEquals("left eastOptional[paulson]", told.poll(30, TimeUnit.SECONDS));
            assertTrue(told.isEmpty(), told::toString);
        }
    }

    @Test
    void a_node_that_starts_later_knows_which_logins_were_ended() throws Exception {
        var cookie = FormPost.logIn(west, "fabrice", "fab123");
        FormPost.send(west, "/logout", "", cookie);
        try (var south = Node.of(Node.launch("south"))) {
            assertTrue(Poll.within(PATIENCE, () -> isNobody(south, cookie)));
        }
    }

    @Test
    void what_is_ended_while_the_broker_is_away_is_told_when_it_is_back() throws Exception {
        var cookie = FormPost.logIn(west, "fabrice", "fab123");
        try (var tab = east.connect(cookie)) {
            tab.expect("CONNECTED");
            broker.kill();
            FormPost.send(west, "/logout", "", cookie);
            assertEquals("{\"user\":null}", west.session(cookie));
            assertEquals("{\"user\":\"fabrice\"}", east.session(cookie));
            broker.start();
            assertTrue(Poll.within(PATIENCE, () -> isNobody(east, cookie)));
            assertEquals("session ended", tab.webSocket().expectClose(1008).reason());
        }
    }
}
