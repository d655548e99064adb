package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.it.BrokerProcess;
import io.bascule.it.Load;
import io.bascule.it.Load.Outcome;
import io.bascule.it.Load.Publisher;
import io.bascule.it.Load.Reader;
import io.bascule.it.Member;
import io.bascule.it.SockJsOverHttp;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server under test as a node beside a standalone one, each a process of its own, and so is the broker. */
@ExtendWith({CanBeNode.class, CanRun.class, ArquillianExtension.class})
@RunAsClient
class NodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 200;
    /** Enough for the broker to be killed in the midst of them. */
    private static final int MANY = 1_000;

    private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    @TempDir
    static Path files;

    private static BrokerProcess broker;
    private static Member neighbour;

    private Site here;
    private Site there;

    @ArquillianResource
    private URL url;

    /** The broker is there before the node, which else would begin without. */
    @Deployment(testable = false)
    public static WebArchive node() throws Exception {
        broker = BrokerProcess.start(files, Integer.getInteger("it.port.broker"));
        return Wars.node(Server.underTest(), broker.url());
    }

    @BeforeAll
    static void startNeighbour() throws Exception {
        neighbour = Member.start(broker, "neighbour", "contextPath", "/node");
    }

    @AfterAll
    static void stop() {
        neighbour.close();
        broker.close();
    }

    @BeforeEach
    void name() {
        here = Site.at(url);
        there = new Site(neighbour.port(), "/node");
    }

    private static void awaitAll(Reader reader, int last) throws Exception {
        Poll.within(PATIENCE, () -> reader.outcome(last).lost() == 0);
        assertEquals(Outcome.PERFECT, reader.outcome(last));
    }

    @Test
    void what_is_published_at_either_node_reaches_the_clients_of_both_once_and_in_order() throws Exception {
        try (var ours = Reader.start(here, "/topic/ours");
                var oursThere = Reader.start(there, "/topic/ours");
                var theirs = Reader.start(there, "/topic/theirs");
                var theirsHere = Reader.start(here, "/topic/theirs")) {
            var publisher = Publisher.start(here, "/topic/ours", MESSAGES);
            assertEquals(
                    MESSAGES, Publisher.start(there, "/topic/theirs", MESSAGES).last());
            assertEquals(MESSAGES, publisher.last());
            for (var reader : List.of(ours, oursThere, theirs, theirsHere)) {
                awaitAll(reader, MESSAGES);
            }
        }
    }

    @Test
    void each_message_of_a_queue_reaches_one_consumer_at_one_of_the_nodes() throws Exception {
        try (var ours = Reader.start(here, "/queue/both");
                var theirs = Reader.start(there, "/queue/both")) {
            assertEquals(
                    MESSAGES, Publisher.start(here, "/queue/both", MESSAGES).last());
            Poll.within(PATIENCE, () -> ours.numbers().size() + theirs.numbers().size() >= MESSAGES);
            var all = new HashSet<>(ours.numbers());
            all.addAll(theirs.numbers());
            assertEquals(MESSAGES, all.size());
            assertEquals(MESSAGES, ours.numbers().size() + theirs.numbers().size());
        }
    }

    @Test
    void what_waits_in_a_queue_of_the_other_node_is_consumed_here() throws Exception {
        assertEquals(MESSAGES, Publisher.start(there, "/queue/in", MESSAGES).last());
        try (var reader = Reader.start(here, "/queue/in")) {
            awaitAll(reader, MESSAGES);
        }
    }

    private StompOverWebSocket named(String user) throws IOException {
        var client =
                StompOverWebSocket.connect(here.port(), here.upgrade("/stomp").with("X-Name: " + user));
        client.expect("CONNECTED", "user-name:" + user);
        return client;
    }

    @Test
    void a_user_of_this_node_is_reached_from_another() throws Exception {
        try (var ann = named("ann");
                var application = new Bascule(BasculeOptions.of(Map.of("backplane.url", broker.url())))) {
            ann.send("SUBSCRIBE\nid:n\ndestination:/user/queue/news\nreceipt:r\n\n^@");
            ann.receipt("r");
            assertTrue(Poll.within(PATIENCE, () -> isKnown("ann", application)), "who is here is not known there");
            var reached = application.messenger().toUser("ann", "/queue/news", "new");
            assertEquals("new", ann.messageOf("n").body());
            assertEquals(1, reached.toCompletableFuture().get(10, TimeUnit.SECONDS));
        }
    }

    private static boolean isKnown(String user, Bascule as) {
        return as.presence().everywhere().stream()
                .anyMatch(client -> client.user().equals(Optional.of(user)));
    }

    @Test
    void a_user_of_another_node_is_reached_from_this_one() throws Exception {
        try (var guest = Load.connectAs("guest", there);
                var sender = Load.connect(here)) {
            guest.send("SUBSCRIBE\nid:n\ndestination:/user/queue/news\nreceipt:r\n\n^@");
            guest.receipt("r");
            sender.send("SEND\ndestination:/user/guest/queue/news\n\nnew^@");
            assertEquals("new", guest.messageOf("n").body());
        }
    }

    /** The session is of the first, the requests go to the second. */
    private static void assertAnsweredThrough(Site first, Site second) throws Exception {
        try (var client = SockJsOverHttp.open(
                first.origin() + first.at("/stomp-sockjs"),
                "xhr",
                session -> session.replace(":" + first.port(), ":" + second.port()))) {
            client.send(List.of(CONNECT));
            assertTrue(client.next().startsWith("CONNECTED"));
        }
    }

    @Test
    void a_session_of_sockjs_here_is_answered_through_the_other_node() throws Exception {
        assertAnsweredThrough(here, there);
    }

    @Test
    void a_session_of_sockjs_at_the_other_node_is_answered_through_this_one() throws Exception {
        assertAnsweredThrough(there, here);
    }

    @Test
    void a_broker_that_is_killed_and_comes_back_loses_nothing() throws Exception {
        try (var ours = Reader.start(there, "/topic/ours.killed");
                var theirs = Reader.start(here, "/topic/theirs.killed");
                var queued = Reader.start(there, "/queue/killed")) {
            var published = List.of(
                    Publisher.start(here, "/topic/ours.killed", MANY),
                    Publisher.start(there, "/topic/theirs.killed", MANY),
                    Publisher.start(here, "/queue/killed", MANY));
            for (var publisher : published) {
                assertTrue(Poll.within(PATIENCE, () -> publisher.receipts() >= MANY / 4), "too few receipts");
            }
            broker.kill();
            assertTrue(Poll.within(PATIENCE, () -> health().contains("\"degraded\"")), this::health);
            broker.start();
            for (var publisher : published) {
                assertEquals(MANY, publisher.last());
            }
            for (var reader : List.of(ours, theirs, queued)) {
                awaitAll(reader, MANY);
            }
            assertTrue(Poll.within(PATIENCE, () -> health().contains("\"up\"")), this::health);
        }
    }

    private String health() {
        try {
            return RawHttp.ask(
                            here.port(),
                            "GET " + here.at("/health") + " HTTP/1.1\nHost: 127.0.0.1:" + here.port()
                                    + "\nConnection: close\n\n")
                    .body();
        } catch (IOException cut) {
            return cut.toString();
        }
    }
}
