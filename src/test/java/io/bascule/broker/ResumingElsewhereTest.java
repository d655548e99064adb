package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client that was at the node west goes on at the node east. */
class ResumingElsewhereTest {
    private static final String TOPIC = "/topic/kept.a";

    private final Cluster cluster = new Cluster();
    private final RecordingSubscriber before = RecordingSubscriber.anonymous("w8");
    private final RecordingSubscriber after = RecordingSubscriber.anonymous("e9");

    private void publish(InMemoryBroker at, String destination, String... texts) {
        for (var text : texts) {
            at.publish(cluster.ann, Scene.message(destination, Map.of(), text));
        }
    }

    private static void subscribe(
            InMemoryBroker at, RecordingSubscriber who, String destination, Optional<Position> since) {
        Scene.join(at.subscribe(who, new Subscription("s", destination, AckMode.AUTO, 0, Selector.NONE, since)));
    }

    /** Reads something of both nodes at west, and leaves. */
    private void read(String destination) throws InterruptedException {
        subscribe(cluster.west, before, destination, Optional.empty());
        publish(cluster.west, TOPIC, "read at west");
        publish(cluster.east, TOPIC, "read at east");
        cluster.carry();
        cluster.west.gone(before);
    }

    /** Comes to west once more, and reads something that east has not got yet. */
    private void readAheadOfEast(String text) {
        subscribe(
                cluster.west,
                before,
                TOPIC,
                before.deliveries().get(1).message().position());
        publish(cluster.west, TOPIC, text);
        cluster.west.gone(before);
    }

    private void goOn(InMemoryBroker at, String destination) {
        var taken = before.deliveries();
        subscribe(at, after, destination, taken.get(taken.size() - 1).message().position());
    }

    @Test
    void it_gets_what_was_missed_of_both_nodes_and_nothing_twice() throws Exception {
        read(TOPIC);
        publish(cluster.west, TOPIC, "1");
        cluster.carry();
        publish(cluster.east, TOPIC, "2");
        cluster.carry();
        goOn(cluster.east, TOPIC);
        publish(cluster.east, TOPIC, "3");
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1", "2", "3"), after.texts());
    }

    @Test
    void it_does_not_get_again_what_comes_here_later_than_it_does() throws Exception {
        read(TOPIC);
        readAheadOfEast("read before the others");
        publish(cluster.west, TOPIC, "1");
        goOn(cluster.east, TOPIC);
        cluster.carry();
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void where_it_stands_it_has_read_what_it_read_elsewhere_before_that_came_here() throws Exception {
        read(TOPIC);
        readAheadOfEast("read before it was carried");
        publish(cluster.east, TOPIC, "1");
        goOn(cluster.east, TOPIC);
        cluster.east.gone(after);
        cluster.carry();
        var again = RecordingSubscriber.anonymous("e10");
        subscribe(
                cluster.east, again, TOPIC, after.deliveries().get(0).message().position());
        assertEquals(List.of("1"), after.texts());
        assertEquals(List.of(true), again.resumptions());
        assertEquals(List.of(), again.texts());
    }

    @Test
    void what_is_published_to_other_topics_is_no_gap() throws Exception {
        read(TOPIC);
        publish(cluster.west, "/topic/kept.b", "x", "x", "x", "x", "x");
        publish(cluster.west, "/topic/other", "x");
        publish(cluster.west, TOPIC, "1");
        cluster.carry();
        goOn(cluster.east, TOPIC);
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void where_more_was_missed_than_is_kept_it_begins_anew() throws Exception {
        read(TOPIC);
        publish(cluster.west, TOPIC, "1", "2", "3", "4");
        cluster.carry();
        goOn(cluster.east, TOPIC);
        assertEquals(List.of(false), after.resumptions());
        assertEquals(List.of("2", "3", "4"), after.texts());
    }

    @Test
    void at_a_node_that_came_later_than_what_was_missed_it_begins_anew() throws Exception {
        read(TOPIC);
        publish(cluster.west, TOPIC, "1");
        cluster.carry();
        var south = cluster.broker("south");
        publish(cluster.west, TOPIC, "2");
        cluster.carry();
        goOn(south, TOPIC);
        assertEquals(List.of(false), after.resumptions());
    }

    @Test
    void where_something_is_lost_for_good_it_begins_anew() throws Exception {
        read(TOPIC);
        publish(cluster.west, TOPIC, "lost");
        assertTrue(cluster.stations.get(0).next(0).isPresent());
        publish(cluster.west, TOPIC, "2");
        cluster.carry();
        cluster.time.advance(Duration.ofSeconds(90));
        cluster.stations.get(1).look();
        goOn(cluster.east, TOPIC);
        assertEquals(List.of(false), after.resumptions());
        assertEquals(List.of("read at east", "read at west", "2"), after.texts());
    }

    @Test
    void what_its_own_node_has_published_without_a_history_since_is_no_gap() throws Exception {
        publish(cluster.west, TOPIC, "0");
        publish(cluster.west, "/topic/other", "x");
        cluster.carry();
        subscribe(cluster.east, before, TOPIC, Optional.empty());
        publish(cluster.east, TOPIC, "read");
        cluster.carry();
        cluster.east.gone(before);
        publish(cluster.east, TOPIC, "1");
        cluster.carry();
        goOn(cluster.west, TOPIC);
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    /** East as it is after a restart; the old one says no more. */
    private InMemoryBroker restartEast() {
        cluster.stations.remove(1);
        return cluster.broker("east", 2);
    }

    @Test
    void at_a_node_that_was_restarted_it_goes_on_with_what_it_has_read_since() throws Exception {
        publish(cluster.east, TOPIC, "before");
        cluster.carry();
        var restarted = restartEast();
        cluster.pass(Duration.ofSeconds(40));
        subscribe(cluster.west, before, TOPIC, Optional.empty());
        publish(cluster.west, TOPIC, "read");
        cluster.west.gone(before);
        publish(cluster.west, TOPIC, "1");
        cluster.carry();
        goOn(restarted, TOPIC);
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void at_a_node_that_was_restarted_it_goes_on_where_it_has_missed_nothing() throws Exception {
        read(TOPIC);
        var restarted = restartEast();
        cluster.pass(Duration.ofSeconds(40));
        goOn(restarted, TOPIC);
        publish(cluster.west, TOPIC, "1");
        cluster.carry();
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void at_a_node_that_was_restarted_it_begins_anew_where_it_has_missed_something_before() throws Exception {
        read(TOPIC);
        publish(cluster.west, TOPIC, "missed");
        publish(cluster.east, "/topic/kept.b", "missed");
        cluster.carry();
        var restarted = restartEast();
        cluster.pass(Duration.ofSeconds(40));
        publish(cluster.west, TOPIC, "2");
        cluster.carry();
        goOn(restarted, TOPIC);
        assertEquals(List.of(false), after.resumptions());
    }

    @Test
    void at_a_node_that_has_just_started_nobody_goes_on() throws Exception {
        read(TOPIC);
        var restarted = restartEast();
        cluster.pass(Duration.ofSeconds(9));
        goOn(restarted, TOPIC);
        assertEquals(List.of(false), after.resumptions());
    }

    @Test
    void where_more_is_missing_than_a_restarted_node_was_told_of_it_begins_anew() throws Exception {
        read(TOPIC);
        var restarted = restartEast();
        cluster.pass(Duration.ofSeconds(40));
        publish(cluster.west, TOPIC, "lost");
        assertTrue(cluster.stations.get(0).next(0).isPresent());
        publish(cluster.west, TOPIC, "2");
        cluster.carry();
        goOn(restarted, TOPIC);
        assertEquals(List.of(false), after.resumptions());
    }

    @Test
    void topics_that_stay_are_not_gone_on_with() throws Exception {
        read("/topic/**");
        publish(cluster.west, "/topic/here.a", "x");
        subscribe(
                cluster.west,
                after,
                "/topic/here.*",
                before.deliveries().get(0).message().position());
        assertEquals(List.of(false), after.resumptions());
        assertEquals(List.of("x"), after.texts());
        assertEquals(Optional.empty(), after.deliveries().get(0).message().position());
    }
}
