package io.bascule.broker;

import static io.bascule.broker.Scene.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerLimits.Retention.Last;
import io.bascule.broker.BrokerLimits.Retention.LastOfEach;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What late subscribers are given. */
class HistoriesTest {
    private final Limits limits = new Limits();
    private Scene scene = new Scene(limits.made());

    private RecordingSubscriber late() {
        return scene.ann;
    }

    private void keep(String topics, int last) {
        scene = new Scene(limits.history(topics, new Last(last)).made());
    }

    private void keepEach(String topics, String header) {
        scene = new Scene(limits.history(topics, new LastOfEach(header)).made());
    }

    @Test
    void a_late_subscriber_gets_the_last_messages_and_then_the_new_ones() {
        keep("/topic/news", 2);
        scene.publish("/topic/news", "a", "b", "c");
        scene.subscribe(late(), "/topic/news");
        scene.publish("/topic/news", "d");
        assertEquals(List.of("b", "c", "d"), late().texts());
    }

    @Test
    void one_who_was_there_gets_each_message_once() {
        keep("/topic/news", 2);
        scene.subscribe(late(), "/topic/news");
        scene.publish("/topic/news", "a", "b", "c");
        assertEquals(List.of("a", "b", "c"), late().texts());
    }

    @Test
    void a_topic_without_a_rule_has_no_history() {
        keep("/topic/news", 2);
        scene.publish("/topic/other", "a");
        scene.subscribe(late(), "/topic/other");
        assertEquals(List.of(), late().texts());
        assertEquals(0, scene.broker.histories.bytes);
    }

    @Test
    void the_last_message_of_each_value_of_a_header_is_kept_in_the_order_they_came() {
        keepEach("/topic/price.**", "ticker");
        price("BTC", "1");
        price("ETH", "2");
        price("BTC", "3");
        scene.publish("/topic/price.all", "no ticker");
        scene.subscribe(late(), "/topic/price.all");
        assertEquals(List.of("2", "3"), late().texts());
    }

    @Test
    void every_topic_of_a_pattern_has_its_own() {
        keep("/topic/*", 1);
        scene.publish("/topic/a", "a1", "a2");
        scene.publish("/topic/b", "b1");
        scene.subscribe(late(), "/topic/a");
        assertEquals(List.of("a2"), late().texts());
        scene.subscribe(scene.bob, "/topic/**");
        assertEquals(List.of("a2", "b1"), scene.bob.texts());
    }

    @Test
    void one_who_subscribes_to_a_pattern_gets_all_new_messages() {
        keep("/topic/a", 1);
        scene.publish("/topic/a", "old");
        scene.subscribe(late(), "/topic/**");
        scene.publish("/topic/other", "x");
        scene.publish("/topic/a", "y");
        assertEquals(List.of("old", "x", "y"), late().texts());
    }

    @Test
    void the_narrowest_rule_counts() {
        limits.history("/topic/**", new Last(1))
                .history("/topic/a.*", new Last(2))
                .history("/topic/*", new Last(3));
        scene = new Scene(limits.made());
        for (var topic : List.of("/topic/a.x", "/topic/a", "/topic/a/b")) {
            scene.publish(topic, "1", "2", "3", "4");
            scene.subscribe(late(), topic);
        }
        assertEquals(List.of("3", "4", "2", "3", "4", "4"), late().texts());
    }

    @Test
    void a_selector_counts_for_the_history_too() {
        keepEach("/topic/price.all", "ticker");
        price("BTC", "1");
        price("ETH", "2");
        scene.subscribe(late(), "/topic/price.all", AckMode.AUTO, "ticker = 'ETH'");
        assertEquals(List.of("2"), late().texts());
    }

    @Test
    void the_history_can_be_acknowledged() {
        keep("/topic/news", 2);
        scene.publish("/topic/news", "a", "b");
        scene.subscribe(late(), "/topic/news", AckMode.CLIENT, "");
        assertTrue(Scene.number(late(), 1) > Scene.number(late(), 0));
        assertEquals(List.of("a", "b"), late().texts());
    }

    @Test
    void what_has_expired_is_not_handed_to_newcomers() {
        keep("/topic/news", 5);
        scene.publish("/topic/news", Map.of("expires", "4070908800010"), "a");
        scene.publish("/topic/news", "b");
        scene.time.advance(Duration.ofMillis(10));
        scene.subscribe(late(), "/topic/news");
        assertEquals(List.of("b"), late().texts());
    }

    @Test
    void a_newcomer_that_leaves_gets_nothing_more() {
        keep("/topic/news", 5);
        scene.publish("/topic/news", "a", "b");
        var leaving = new Calling(one -> scene.broker.unsubscribe(one, "/topic/news"));
        scene.subscribe(leaving, "/topic/news");
        assertEquals(List.of("a"), leaving.texts);
    }

    @Test
    void what_is_published_while_a_newcomer_is_given_the_history_comes_behind_it() {
        keep("/topic/news", 5);
        scene.publish("/topic/news", "a", "b");
        var publishing = new Calling(one -> scene.publish("/topic/other", "x"));
        publishing.then = one -> one.stages.add(scene.tryPublish("/topic/news", Map.of(), "c"));
        scene.subscribe(publishing, "/topic/news");
        assertEquals(List.of("a", "b", "c"), publishing.texts);
        assertTrue(publishing.stages.get(0).toCompletableFuture().isDone());
    }

    @Test
    void a_message_is_done_when_its_turn_has_come() {
        keep("/topic/news", 5);
        var publishing = new Calling(one -> {
            var done = scene.tryPublish("/topic/news", Map.of(), "b").toCompletableFuture();
            assertFalse(done.isDone());
            one.stages.add(done);
        });
        scene.subscribe(publishing, "/topic/news");
        scene.publish("/topic/news", "a");
        assertEquals(List.of("a", "b"), publishing.texts);
        assertTrue(publishing.stages.get(0).toCompletableFuture().isDone());
    }

    @Test
    void what_waits_for_its_turn_has_a_limit() {
        limits.historyBytes = 300;
        keep("/topic/news", 5);
        var publishing = new Calling(one -> {
            scene.tryPublish("/topic/news", Map.of(), "b");
            scene.tryPublish("/topic/news", Map.of(), "c");
            assertRefused(
                    "topics with a history have 258 bytes to hand out, their limit is 300",
                    scene.tryPublish("/topic/news", Map.of(), "d"));
            assertRefused(
                    "topics with a history have 258 bytes to hand out, their limit is 300",
                    scene.apply(scene.bob, Scene.publishing("/topic/news", "e")));
        });
        scene.subscribe(publishing, "/topic/news");
        scene.publish("/topic/news", "a");
        assertEquals(List.of("a", "b", "c"), publishing.texts);
    }

    @Test
    void a_pattern_cannot_be_published_to() {
        keep("/topic/**", 5);
        assertRefused(
                "'/topic/*' has wildcards; only subscriptions to /topic/ take them",
                scene.tryPublish("/topic/*", Map.of(), "a"));
    }

    // Bounds

    @Test
    void beyond_the_bytes_of_all_histories_the_topic_longest_without_a_message_loses_its_oldest() {
        limits.historyBytes = 4 * 129;
        keep("/topic/*", 10);
        scene.publish("/topic/a", "1", "2");
        scene.publish("/topic/b", "3");
        scene.publish("/topic/c", "4", "5");
        assertEquals(4 * 129, scene.broker.histories.bytes);
        scene.subscribe(late(), "/topic/*");
        assertEquals(List.of("2", "3", "4", "5"), late().texts());
        scene.publish("/topic/a", "6");
        assertEquals(List.of("2", "6", "4", "5"), kept("/topic/a", "/topic/b", "/topic/c"));
    }

    @Test
    void a_message_larger_than_all_histories_is_delivered_and_not_kept() {
        limits.historyBytes = 300;
        keep("/topic/*", 10);
        scene.publish("/topic/a", "1");
        scene.subscribe(late(), "/topic/*");
        scene.publish("/topic/b", "x".repeat(300));
        assertEquals(2, late().texts().size());
        assertEquals(0, scene.broker.histories.bytes);
        assertEquals(Map.of(), scene.broker.histories.logs);
    }

    @Test
    void beyond_the_number_of_destinations_the_topic_longest_without_a_message_loses_its_history() {
        limits.destinations = 2;
        keep("/topic/*", 10);
        scene.publish("/topic/a", "1", "2");
        scene.publish("/topic/b", "3");
        scene.publish("/topic/a", "4");
        scene.publish("/topic/c", "5");
        assertEquals(List.of("/topic/a", "/topic/c"), List.copyOf(scene.broker.histories.logs.keySet()));
        assertEquals(4 * 129, scene.broker.histories.bytes);
    }

    @Test
    void a_topic_of_which_nothing_is_kept_takes_no_room() {
        keepEach("/topic/*", "key");
        scene.publish("/topic/a", "no key");
        assertEquals(Map.of(), scene.broker.histories.logs);
    }

    private List<String> kept(String... topics) {
        var reader = RecordingSubscriber.anonymous("reader");
        for (var topic : topics) {
            scene.subscribe(reader, topic);
        }
        return reader.texts();
    }

    private void price(String ticker, String text) {
        scene.publish("/topic/price.all", Map.of("ticker", ticker), text);
    }

    /** Does something with its first message, and something else with its second. */
    private static final class Calling implements Subscriber {
        private final List<String> texts = new ArrayList<>();
        private final List<CompletionStage<Void>> stages = new ArrayList<>();
        private final Consumer<Calling> first;
        private Consumer<Calling> then = one -> {};

        Calling(Consumer<Calling> first) {
            this.first = first;
        }

        @Override
        public boolean deliver(Delivery delivery) {
            texts.add(delivery.message().text());
            if (texts.size() == 1) {
                first.accept(this);
            } else if (texts.size() == 2) {
                then.accept(this);
            }
            return true;
        }

        @Override
        public String connection() {
            return "calling";
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
}
