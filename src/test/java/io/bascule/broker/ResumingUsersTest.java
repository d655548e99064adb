package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.RecordingSubscriber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent to a user, who goes on at the same node or at another. */
class ResumingUsersTest {
    private static final String ORDERS = "/user/queue/kept.orders";

    private final Cluster cluster = new Cluster();
    private final RecordingSubscriber annAgain = RecordingSubscriber.of("ann", "e2");

    private static void subscribe(InMemoryBroker at, RecordingSubscriber who, Optional<Position> since) {
        subscribe(at, who, ORDERS, since);
    }

    private static void subscribe(
            InMemoryBroker at, RecordingSubscriber who, String destination, Optional<Position> since) {
        Scene.join(
                at.subscribe(who, new Subscription(destination, destination, AckMode.AUTO, 0, Selector.NONE, since)));
    }

    private int send(InMemoryBroker at, String user, String text) throws InterruptedException {
        var reached = at.publish(new Recipient.User(user), Scene.message(ORDERS, Map.of(), text));
        cluster.carry();
        return reached.toCompletableFuture().getNow(-1);
    }

    private static Optional<Position> last(RecordingSubscriber who) {
        var all = who.deliveries();
        return all.get(all.size() - 1).message().position();
    }

    @Test
    void a_user_goes_on_at_the_same_node_with_nothing_missed_and_nothing_twice() throws Exception {
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        cluster.west.gone(cluster.ann);
        send(cluster.west, "ann", "2");
        send(cluster.west, "ann", "3");
        subscribe(cluster.west, annAgain, last(cluster.ann));
        send(cluster.west, "ann", "4");
        assertEquals(List.of(true), annAgain.resumptions());
        assertEquals(List.of("2", "3", "4"), annAgain.texts());
    }

    @Test
    void a_user_goes_on_at_another_node_with_what_both_have_sent() throws Exception {
        cluster.carry();
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.east, "ann", "0");
        send(cluster.west, "ann", "1");
        cluster.west.gone(cluster.ann);
        send(cluster.west, "ann", "2");
        send(cluster.east, "ann", "3");
        subscribe(cluster.east, annAgain, last(cluster.ann));
        assertEquals(List.of(true), annAgain.resumptions());
        assertEquals(List.of("2", "3"), annAgain.texts());
    }

    @Test
    void what_clients_send_to_a_user_is_gone_on_with_too() throws Exception {
        cluster.carry();
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        cluster.west.gone(cluster.ann);
        cluster.east.publish(cluster.bob, Scene.message("/user/ann/queue/kept.orders", Map.of(), "2"));
        cluster.carry();
        subscribe(cluster.east, annAgain, last(cluster.ann));
        assertEquals(List.of("2"), annAgain.texts());
    }

    @Test
    void when_more_was_missed_than_is_kept_it_begins_anew_with_what_is_kept() throws Exception {
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        cluster.west.gone(cluster.ann);
        for (var text : List.of("2", "3", "4", "5")) {
            send(cluster.west, "ann", text);
        }
        subscribe(cluster.west, annAgain, last(cluster.ann));
        assertEquals(List.of(false), annAgain.resumptions());
        assertEquals(List.of("3", "4", "5"), annAgain.texts());
    }

    @Test
    void nobody_gets_what_was_kept_for_another_user() throws Exception {
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        subscribe(cluster.west, cluster.bob, last(cluster.ann));
        subscribe(cluster.west, RecordingSubscriber.anonymous("w9"), last(cluster.ann));
        assertEquals(List.of(), cluster.bob.texts());
    }

    @Test
    void an_anonymous_client_has_no_history() throws Exception {
        var nobody = RecordingSubscriber.anonymous("w9");
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        subscribe(cluster.west, nobody, last(cluster.ann));
        assertEquals(List.of(false), nobody.resumptions());
        assertEquals(List.of(), nobody.texts());
    }

    @Test
    void a_position_in_a_topic_counts_for_what_is_sent_to_the_user() throws Exception {
        subscribe(cluster.west, cluster.ann, "/topic/kept.a", Optional.empty());
        send(cluster.west, "ann", "1");
        cluster.west.publish(cluster.bob, Scene.message("/topic/kept.a", Map.of(), "x"));
        cluster.carry();
        send(cluster.west, "ann", "2");
        subscribe(cluster.west, annAgain, last(cluster.ann));
        assertEquals(List.of("2"), annAgain.texts());
    }

    @Test
    void those_reached_are_counted_at_all_nodes() throws Exception {
        cluster.carry();
        subscribe(cluster.west, cluster.ann, Optional.empty());
        subscribe(cluster.east, annAgain, Optional.empty());
        assertEquals(2, send(cluster.west, "ann", "1"));
        assertEquals(0, send(cluster.west, "eve", "1"));
    }

    @Test
    void what_is_for_one_connection_is_not_kept() throws Exception {
        subscribe(cluster.west, cluster.ann, Optional.empty());
        send(cluster.west, "ann", "1");
        cluster.west.publish(new Recipient.OneConnection("w1"), Scene.message(ORDERS, Map.of(), "2"));
        var since = cluster.ann.deliveries().get(0).message().position();
        subscribe(cluster.west, annAgain, since);
        assertEquals(List.of("1", "2"), cluster.ann.texts());
        assertEquals(List.of(), annAgain.texts());
    }
}
