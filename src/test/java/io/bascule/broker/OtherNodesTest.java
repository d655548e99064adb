package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Broker.Operation;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OtherNodesTest {
    private static final String FULL =
            "the other nodes cannot be reached, and 1021 bytes wait for them, the limit is" + " 1000; try again later";

    private final Cluster cluster = new Cluster();

    private static BrokerMessage message(String destination, String text) {
        return Scene.message(destination, Map.of(), text);
    }

    private CompletionStage<Void> publish(String destination, String text) {
        return cluster.west.publish(cluster.ann, message(destination, text));
    }

    private void subscribe(InMemoryBroker broker, Subscriber subscriber, String destination) {
        Scene.join(broker.subscribe(subscriber, new Subscription(destination, destination)));
    }

    @Test
    void what_is_published_to_a_topic_reaches_those_here_at_once_and_those_elsewhere_once() throws Exception {
        subscribe(cluster.west, cluster.ann, "/topic/news");
        subscribe(cluster.east, cluster.bob, "/topic/*");
        publish("/topic/news", "x");
        assertEquals(List.of("/topic/news /topic/news x"), cluster.ann.lines());
        assertEquals(List.of(), cluster.bob.lines());
        cluster.carry();
        assertEquals(List.of("/topic/news /topic/news x"), cluster.ann.lines());
        assertEquals(List.of("/topic/* /topic/news x"), cluster.bob.lines());
    }

    @Test
    void a_message_elsewhere_has_its_id_headers_and_body() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/news");
        cluster.west.publish(cluster.ann, Scene.message("/topic/news", Map.of("a", "b", "content-type", "c"), "€"));
        cluster.carry();
        var taken = cluster.bob.deliveries().get(0).message();
        assertEquals("m", taken.id());
        assertEquals(Map.of("a", "b", "content-type", "c"), taken.headers());
        assertEquals("€", taken.text());
        assertTrue(taken.isText());
    }

    @Test
    void a_publication_is_done_when_it_is_safe_on_its_way() throws Exception {
        var done = publish("/topic/news", "x").toCompletableFuture();
        assertFalse(done.isDone());
        cluster.carry();
        assertTrue(done.isDone());
    }

    @Test
    void a_topic_that_stays_is_for_those_here_only() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/**");
        assertTrue(publish("/topic/here.a", "x").toCompletableFuture().isDone());
        publish("/topic/there", "y");
        cluster.carry();
        assertEquals(List.of("y"), cluster.bob.texts());
    }

    @Test
    void a_queue_that_stays_is_of_one_node() throws Exception {
        subscribe(cluster.east, cluster.bob, "/queue/here.a");
        assertTrue(publish("/queue/here.a", "x").toCompletableFuture().isDone());
        cluster.carry();
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void what_the_application_sends_to_a_user_reaches_all_nodes_and_is_counted() throws Exception {
        var annToo = RecordingSubscriber.of("ann", "e2");
        subscribe(cluster.west, cluster.ann, "/user/queue/a");
        subscribe(cluster.east, annToo, "/user/queue/a");
        subscribe(cluster.east, cluster.bob, "/user/queue/a");
        cluster.carry();
        var reached = cluster.west.publish(new Recipient.User("ann"), message("/user/queue/a", "x"));
        cluster.carry();
        assertEquals(2, reached.toCompletableFuture().getNow(-1));
        assertEquals(List.of("x"), cluster.ann.texts());
        assertEquals(List.of("x"), annToo.texts());
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void nobody_is_reached_where_the_user_is_nowhere() throws Exception {
        cluster.carry();
        var reached = cluster.west.publish(new Recipient.User("eve"), message("/user/queue/a", "x"));
        cluster.carry();
        assertEquals(0, reached.toCompletableFuture().getNow(-1));
    }

    @Test
    void what_a_client_sends_to_a_user_reaches_the_user_elsewhere() throws Exception {
        subscribe(cluster.east, cluster.bob, "/user/queue/a");
        publish("/user/bob/queue/a", "x");
        cluster.carry();
        assertEquals(List.of("/user/queue/a /user/queue/a x"), cluster.bob.lines());
    }

    @Test
    void what_is_for_one_connection_finds_it_elsewhere() throws Exception {
        subscribe(cluster.east, cluster.bob, "/user/queue/a");
        cluster.carry();
        var reached = cluster.west.publish(new Recipient.OneConnection("e1"), message("/user/queue/a", "x"));
        cluster.carry();
        assertEquals(1, reached.toCompletableFuture().getNow(-1));
        assertEquals(List.of("x"), cluster.bob.texts());
    }

    @Test
    void an_answer_finds_who_asked_elsewhere() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/questions");
        subscribe(cluster.west, cluster.ann, "/temp-queue/answers");
        cluster.west.publish(
                cluster.ann, Scene.message("/topic/questions", Map.of("reply-to", "/temp-queue/answers"), "?"));
        cluster.carry();
        var question = cluster.bob.deliveries().get(0).message();
        cluster.east.publish(
                cluster.bob, message(String.valueOf(question.headers().get("reply-to")), "!"));
        cluster.carry();
        assertEquals(List.of("/temp-queue/answers /temp-queue/answers !"), cluster.ann.lines());
    }

    @Test
    void a_transaction_reaches_elsewhere_as_a_whole_and_in_order() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/**");
        cluster.west.apply(
                cluster.ann, List.<Operation>of(Scene.publishing("/topic/a", "1"), Scene.publishing("/topic/b", "2")));
        cluster.carry();
        assertEquals(List.of("1", "2"), cluster.bob.texts());
    }

    @Test
    void a_transaction_that_is_refused_reaches_nobody_elsewhere() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/**");
        cluster.west.apply(
                cluster.ann, List.<Operation>of(Scene.publishing("/topic/a", "1"), Scene.publishing("/nowhere", "2")));
        cluster.carry();
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void when_too_much_waits_for_the_others_it_is_refused_here_too_and_says_so() {
        subscribe(cluster.west, cluster.ann, "/topic/news");
        publish("/topic/there", "x".repeat(990));
        Scene.assertRefused(FULL, publish("/topic/news", "y"));
        Scene.assertRefused(FULL, cluster.west.apply(cluster.ann, List.of(Scene.publishing("/topic/news", "y"))));
        assertEquals(List.of(), cluster.ann.texts());
    }

    @Test
    void what_stays_is_not_refused_because_others_cannot_be_reached() {
        subscribe(cluster.west, cluster.ann, "/topic/**");
        publish("/topic/there", "x".repeat(990));
        publish("/topic/here.a", "y");
        assertEquals(2, cluster.ann.texts().size());
    }

    @Test
    void what_is_refused_here_reaches_nobody_elsewhere() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/**");
        Scene.assertRefused(
                "'/topic/*' has wildcards; only subscriptions to /topic/ take them", publish("/topic/*", "x"));
        cluster.carry();
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void what_has_expired_on_its_way_reaches_nobody() throws Exception {
        subscribe(cluster.east, cluster.bob, "/topic/news");
        cluster.west.publish(cluster.ann, Scene.message("/topic/news", Map.of("expires", "5"), "x"));
        cluster.time.advance(Duration.ofMillis(5));
        cluster.carry();
        assertEquals(List.of(), cluster.bob.texts());
    }
}
