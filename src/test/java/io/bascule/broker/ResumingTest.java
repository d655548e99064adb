package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.BrokerLimits.Retention.Last;
import io.bascule.broker.BrokerLimits.Retention.LastOfEach;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Subscribers that were there before and go on. */
class ResumingTest {
    private static final String ID = "s";

    private final Scene scene = new Scene(new Limits()
            .history("/topic/news.*", new Last(3))
            .history("/topic/price.*", new LastOfEach("ticker"))
            .made());
    private final RecordingSubscriber before = RecordingSubscriber.anonymous("c8");
    private final RecordingSubscriber after = RecordingSubscriber.anonymous("c9");

    private static void subscribe(
            Scene scene, RecordingSubscriber who, String destination, AckMode acks, Optional<Position> since) {
        Scene.join(scene.broker.subscribe(who, new Subscription(ID, destination, acks, 0, Selector.NONE, since)));
    }

    private void subscribe(RecordingSubscriber who, String destination, Optional<Position> since) {
        subscribe(scene, who, destination, AckMode.AUTO, since);
    }

    /** Where it stands after what it has taken last. */
    private static Optional<Position> end(RecordingSubscriber who) {
        var taken = who.deliveries();
        return taken.isEmpty()
                ? Optional.empty()
                : taken.get(taken.size() - 1).message().position();
    }

    /** One reads the first message of a topic and goes; the others come; it comes back. */
    private void miss(String destination, String... missed) {
        subscribe(before, destination, Optional.empty());
        scene.publish(destination, "read");
        scene.broker.gone(before);
        scene.publish(destination, missed);
        subscribe(after, destination, end(before));
    }

    private void assertBegunAnew(String... texts) {
        assertEquals(List.of(false), after.resumptions());
        assertEquals(List.of(texts), after.texts());
    }

    @Test
    void who_comes_back_gets_what_it_has_missed_and_then_what_is_new() {
        miss("/topic/news.a", "1", "2", "3");
        scene.publish("/topic/news.a", "4");
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1", "2", "3", "4"), after.texts());
    }

    @Test
    void who_has_missed_nothing_gets_what_is_new() {
        miss("/topic/news.a");
        scene.publish("/topic/news.a", "1");
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void who_has_missed_more_than_is_kept_begins_anew() {
        miss("/topic/news.a", "1", "2", "3", "4");
        assertBegunAnew("2", "3", "4");
    }

    @Test
    void a_pattern_goes_on_over_all_its_topics_in_order() {
        subscribe(before, "/topic/news.*", Optional.empty());
        scene.publish("/topic/news.a", "read");
        scene.publish("/topic/news.b", "read too");
        scene.broker.gone(before);
        scene.publish("/topic/news.b", "1");
        scene.publish("/topic/news.a", "2");
        scene.publish("/topic/news.b", "3");
        subscribe(after, "/topic/news.*", end(before));
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1", "2", "3"), after.texts());
    }

    @Test
    void what_was_dropped_of_a_topic_that_is_not_wanted_is_no_gap() {
        subscribe(before, "/topic/news.a", Optional.empty());
        scene.publish("/topic/news.a", "read");
        scene.broker.gone(before);
        scene.publish("/topic/news.b", "x", "x", "x", "x");
        scene.publish("/topic/news.a", "1");
        subscribe(after, "/topic/news.a", end(before));
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void a_message_that_gave_way_to_a_newer_one_of_its_kind_is_no_gap() {
        subscribe(before, "/topic/price.all", Optional.empty());
        scene.publish("/topic/price.all", Map.of("ticker", "BTC"), "read");
        scene.broker.gone(before);
        scene.publish("/topic/price.all", Map.of("ticker", "BTC"), "1");
        scene.publish("/topic/price.all", Map.of("ticker", "ETH"), "2");
        scene.publish("/topic/price.all", Map.of("ticker", "BTC"), "3");
        subscribe(after, "/topic/price.all", end(before));
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("2", "3"), after.texts());
    }

    @Test
    void a_message_that_is_of_no_kind_and_not_kept_is_a_gap() {
        subscribe(before, "/topic/price.all", Optional.empty());
        scene.publish("/topic/price.all", Map.of("ticker", "BTC"), "read");
        scene.broker.gone(before);
        scene.publish("/topic/price.all", "of no ticker");
        subscribe(after, "/topic/price.all", end(before));
        assertBegunAnew("read");
    }

    @Test
    void another_run_of_the_broker_begins_anew() {
        scene.publish("/topic/news.a", "1");
        subscribe(after, "/topic/news.a", Optional.of(new Position("other", "other=1")));
        assertBegunAnew("1");
    }

    @Test
    void an_offset_that_is_none_begins_anew() {
        scene.publish("/topic/news.a", "1");
        for (var offset : List.of(
                "", "x", "1", "secret1=-1", "secret1=" + "9".repeat(19), "secret1=2", "other=1", "secret1=1,")) {
            var client = RecordingSubscriber.anonymous("c" + offset);
            subscribe(client, "/topic/news.a", Optional.of(new Position("secret1", offset)));
            assertEquals(List.of(false), client.resumptions(), offset);
            assertEquals(List.of("1"), client.texts(), offset);
        }
    }

    @Test
    void where_there_is_no_history_it_begins_anew() {
        for (var destination : List.of("/topic/other", "/topic/**", "/queue/a", "/user/queue/a")) {
            var client = RecordingSubscriber.of("ann", "c" + destination);
            subscribe(client, destination, Optional.of(new Position("secret1", "secret1=0")));
            assertEquals(List.of(false), client.resumptions(), destination);
        }
    }

    @Test
    void who_does_not_want_to_go_on_is_told_nothing() {
        subscribe(after, "/topic/news.a", Optional.empty());
        assertEquals(List.of(), after.resumptions());
    }

    @Test
    void who_acknowledges_goes_on_as_well() {
        subscribe(before, "/topic/news.a", Optional.empty());
        scene.publish("/topic/news.a", "read", "1");
        subscribe(
                scene,
                after,
                "/topic/news.a",
                AckMode.CLIENT,
                before.deliveries().get(0).message().position());
        assertEquals(List.of(true), after.resumptions());
        assertEquals(List.of("1"), after.texts());
    }

    @Test
    void what_no_history_has_is_no_position() {
        subscribe(before, "/topic/other", Optional.empty());
        scene.publish("/topic/other", "x");
        assertEquals(Optional.empty(), end(before));
    }

    /** A client that comes and goes; a number is the topic that something is published to, 3 is coming or going. */
    @Property
    void whoever_is_whole_has_read_everything_once_and_in_order(@ForAll List<@IntRange(max = 3) Integer> steps) {
        var own = new Scene(new Limits().history("/topic/*", new Last(2)).made());
        var published = new ArrayList<String>();
        var read = new ArrayList<String>();
        var client = RecordingSubscriber.anonymous("c");
        subscribe(own, client, "/topic/*", AckMode.AUTO, Optional.empty());
        own.publish("/topic/0", "begin");
        published.add("begin");
        boolean there = true;
        for (int step : Stream.concat(steps.stream(), Stream.of(3, 3)).toList()) {
            if (step < 3) {
                published.add("" + published.size());
                own.publish("/topic/" + step, published.get(published.size() - 1));
            } else if (there) {
                own.broker.gone(client);
                read.addAll(client.texts());
                there = false;
            } else {
                var last = end(client).orElseThrow();
                client = RecordingSubscriber.anonymous("c");
                subscribe(own, client, "/topic/*", AckMode.AUTO, Optional.of(last));
                there = true;
                var all = new ArrayList<>(read);
                all.addAll(client.texts());
                if (!client.resumptions().equals(List.of(true))) {
                    return; // too much was missed, and it was told so
                }
                assertEquals(published, all);
                if (client.texts().isEmpty()) {
                    return; // where it stands is where it stood
                }
            }
        }
    }

    /** Writes down what it is told, and may do more. */
    private static final class Noting implements Subscriber {
        private final List<String> notes = new ArrayList<>();
        private Runnable more = () -> {};

        @Override
        public boolean deliver(Delivery delivery) {
            notes.add(delivery.message().text());
            more.run();
            return true;
        }

        @Override
        public void resumed(Subscription subscription, boolean whole) {
            notes.add("resumed " + whole);
        }

        @Override
        public void ended(Subscription subscription, String why) {}

        @Override
        public String connection() {
            return "c7";
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Executor inOrder() {
            return Runnable::run;
        }
    }

    @Test
    void that_it_begins_anew_comes_before_all_messages_also_those_without_a_history() {
        var busy = new Noting();
        var newcomer = new Noting();
        Scene.join(scene.broker.subscribe(busy, new Subscription("b", "/topic/news.a")));
        busy.more = () -> {
            var since = Optional.of(new Position("e", "e=1"));
            scene.broker.subscribe(newcomer, new Subscription("n", "/topic/**", AckMode.AUTO, 0, Selector.NONE, since));
            scene.publish("/topic/other", "without");
        };
        scene.publish("/topic/news.a", "kept");
        assertEquals(List.of("resumed false", "without", "kept"), newcomer.notes);
    }
}
