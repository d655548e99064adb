package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InMemoryBrokerTest {
    private final InMemoryBroker broker = Brokers.of(Limits.of(4, 3, 1500, 2000));
    private final RecordingSubscriber fabrice = RecordingSubscriber.of("fabrice", "c1");
    private final RecordingSubscriber secondTab = RecordingSubscriber.of("fabrice", "c2");
    private final RecordingSubscriber paulson = RecordingSubscriber.of("paulson", "c3");
    private final RecordingSubscriber nobody = RecordingSubscriber.anonymous("c4");

    // Topics

    @Test
    void every_subscriber_of_a_topic_gets_the_message() {
        subscribe(fabrice, "1", "/topic/news");
        subscribe(paulson, "2", "/topic/news");
        publish("/topic/news", "hello");
        assertEquals(List.of("1 /topic/news hello"), fabrice.lines());
        assertEquals(List.of("2 /topic/news hello"), paulson.lines());
    }

    @Test
    void a_topic_without_subscribers_takes_messages() {
        publish("/topic/news", "hello");
    }

    @Test
    void a_pattern_receives_under_the_destination_that_was_published() {
        subscribe(fabrice, "1", "/topic/price.stock.*");
        publish("/topic/price.stock.BTC", "900");
        assertEquals(List.of("1 /topic/price.stock.BTC 900"), fabrice.lines());
    }

    @Test
    void two_subscriptions_of_one_subscriber_give_two_messages() {
        subscribe(fabrice, "1", "/topic/news");
        subscribe(fabrice, "2", "/topic/**");
        publish("/topic/news", "hello");
        assertEquals(List.of("1 /topic/news hello", "2 /topic/news hello"), sorted(fabrice.lines()));
    }

    @Test
    void a_subscription_counts_for_a_topic_that_was_published_to_before() {
        publish("/topic/news", "early");
        subscribe(fabrice, "1", "/topic/news");
        publish("/topic/news", "late");
        subscribe(fabrice, "2", "/topic/*");
        publish("/topic/news", "later");
        assertEquals(List.of("late", "later", "later"), fabrice.texts());
    }

    @Test
    void nothing_is_delivered_after_unsubscribe() {
        subscribe(fabrice, "1", "/topic/news");
        subscribe(fabrice, "2", "/topic/*");
        publish("/topic/news", "one");
        broker.unsubscribe(fabrice, "1");
        broker.unsubscribe(fabrice, "2");
        publish("/topic/news", "two");
        assertEquals(List.of("one", "one"), fabrice.texts());
    }

    @Test
    void unknown_ids_are_ignored_by_unsubscribe() {
        broker.unsubscribe(fabrice, "1");
        subscribe(fabrice, "1", "/topic/news");
        broker.unsubscribe(fabrice, "2");
        broker.unsubscribe(paulson, "1");
        publish("/topic/news", "hello");
        assertEquals(List.of("hello"), fabrice.texts());
    }

    @Test
    void an_id_is_free_again_after_unsubscribe() {
        subscribe(fabrice, "1", "/topic/news");
        broker.unsubscribe(fabrice, "1");
        subscribe(fabrice, "1", "/topic/weather");
        publish("/topic/weather", "rain");
        assertEquals(List.of("1 /topic/weather rain"), fabrice.lines());
    }

    @Test
    void an_id_that_is_taken_is_a_fault_of_the_caller() {
        subscribe(fabrice, "1", "/topic/news");
        var thrown = assertThrows(IllegalArgumentException.class, () -> subscribe(fabrice, "1", "/topic/weather"));
        assertEquals("The subscription id '1' is taken", thrown.getMessage());
    }

    @Test
    void an_id_is_not_taken_by_a_subscription_that_was_refused() {
        assertRefused("'/topic//news' has an empty segment", trySubscribe(fabrice, "1", "/topic//news"));
        subscribe(fabrice, "1", "/topic/news");
    }

    @Test
    void a_subscriber_that_throws_does_not_hurt_the_others() {
        broker.subscribe(new Throwing(), new Subscription("1", "/topic/news"));
        subscribe(fabrice, "1", "/topic/news");
        publish("/topic/news", "one");
        publish("/topic/news", "two");
        assertEquals(List.of("one", "two"), fabrice.texts());
    }

    @Test
    void a_pattern_cannot_be_published_to() {
        assertRefused(
                "'/topic/price.*' has wildcards; only subscriptions to /topic/ take them",
                tryPublish("/topic/price.*", "900"));
    }

    @Test
    void ever_new_topics_do_not_fill_the_memory() {
        subscribe(fabrice, "1", "/topic/**");
        for (int i = 0; i < 100; i++) {
            publish("/topic/new." + i, "hello");
        }
        assertEquals(100, fabrice.texts().size());
        assertTrue(broker.topics.routes.size() <= 4, () -> broker.topics.routes.size() + " destinations remembered");
    }

    // Queues

    @Test
    void a_message_to_a_queue_goes_to_one_subscriber_in_turn() {
        subscribe(fabrice, "1", "/queue/work");
        subscribe(paulson, "1", "/queue/work");
        for (var text : List.of("a", "b", "c", "d")) {
            publish("/queue/work", text);
        }
        assertEquals(List.of("a", "c"), fabrice.texts());
        assertEquals(List.of("b", "d"), paulson.texts());
    }

    @Test
    void a_message_that_one_cannot_take_goes_to_another() {
        subscribe(fabrice, "1", "/queue/work");
        subscribe(paulson, "1", "/queue/work");
        fabrice.full(true);
        publish("/queue/work", "a");
        publish("/queue/work", "b");
        assertEquals(List.of("a", "b"), paulson.texts());
    }

    @Test
    void what_nobody_takes_waits_in_order_for_the_next_subscriber() {
        publish("/queue/work", "a");
        publish("/queue/work", "b");
        subscribe(fabrice, "1", "/queue/work");
        publish("/queue/work", "c");
        assertEquals(List.of("a", "b", "c"), fabrice.texts());
    }

    @Test
    void what_nobody_took_goes_out_with_the_next_message_that_is_taken() {
        subscribe(fabrice, "1", "/queue/work");
        fabrice.full(true);
        publish("/queue/work", "a");
        fabrice.full(false);
        publish("/queue/work", "b");
        assertEquals(List.of("a", "b"), fabrice.texts());
    }

    @Test
    void a_queue_with_its_number_of_messages_refuses_more() {
        fill("/queue/work", "a", "b", "c");
        assertRefused("the queue holds 3 messages, its limit", tryPublish("/queue/work", "d"));
        subscribe(fabrice, "1", "/queue/work");
        assertEquals(List.of("a", "b", "c"), fabrice.texts());
    }

    @Test
    void a_queue_with_its_number_of_bytes_refuses_more() {
        publish("/queue/work", "x".repeat(1000));
        assertRefused(
                "the queue holds 1128 bytes and cannot take 428 more; its limit is 1500",
                tryPublish("/queue/work", "x".repeat(300)));
    }

    @Test
    void a_message_larger_than_a_queue_is_refused() {
        assertRefused(
                "the message has 1628 bytes, a queue holds at most 1500", tryPublish("/queue/work", "x".repeat(1500)));
    }

    @Test
    void headers_count_among_the_bytes_of_a_queue() {
        var large = BrokerMessage.text("m", "/queue/work", Map.of("key", "v".repeat(1500)), "");
        assertRefused("the message has 1631 bytes, a queue holds at most 1500", broker.publish(nobody, large));
    }

    @Test
    void all_queues_together_have_a_limit_of_bytes() {
        publish("/queue/one", "x".repeat(1000));
        assertRefused(
                "all queues together hold 1128 bytes, their limit is 2000", tryPublish("/queue/two", "x".repeat(1000)));
    }

    @Test
    void the_number_of_queues_has_a_limit() {
        for (var name : List.of("a", "b", "c", "d")) {
            subscribe(fabrice, name, "/queue/" + name);
        }
        assertRefused("there are 4 queues, the limit", tryPublish("/queue/e", "hello"));
        assertRefused("there are 4 queues, the limit", trySubscribe(paulson, "1", "/queue/e"));
    }

    @Test
    void an_empty_queue_goes_with_its_last_subscriber() {
        subscribe(fabrice, "1", "/queue/work");
        publish("/queue/work", "a");
        broker.unsubscribe(fabrice, "1");
        assertTrue(broker.queues.queues.isEmpty());
        assertEquals(0, broker.queues.named.used);
    }

    @Test
    void messages_outlive_the_subscribers_of_their_queue() {
        subscribe(fabrice, "1", "/queue/work");
        fabrice.full(true);
        publish("/queue/work", "a");
        broker.gone(fabrice);
        subscribe(paulson, "1", "/queue/work");
        assertEquals(List.of("a"), paulson.texts());
    }

    @Test
    void patterns_of_queues_are_refused() {
        assertRefused(
                "'/queue/**' has wildcards; only subscriptions to /topic/ take them",
                trySubscribe(fabrice, "1", "/queue/**"));
    }

    @Test
    void a_subscriber_may_leave_while_it_is_given_what_waits() {
        fill("/queue/work", "a", "b");
        var leaving = new Calling(subscriber -> broker.gone(subscriber));
        subscribe(leaving, "1", "/queue/work");
        assertEquals(1, leaving.taken);
        assertTrue(broker.subscriptions.isEmpty());
        subscribe(fabrice, "1", "/queue/work");
        assertEquals(List.of("b"), fabrice.texts());
    }

    @Test
    void a_queue_that_is_left_while_it_gives_its_last_message_goes() {
        subscribe(new Calling(subscriber -> broker.gone(subscriber)), "1", "/queue/work");
        publish("/queue/work", "a");
        assertEquals(Map.of(), broker.queues.queues);
    }

    @Test
    void a_subscriber_may_publish_to_the_queue_it_is_served_from() {
        var echo = new Calling(subscriber -> publish("/queue/work", "again"), 2);
        subscribe(echo, "1", "/queue/work");
        publish("/queue/work", "a");
        assertEquals(3, echo.taken);
    }

    // User destinations

    @Test
    void a_message_to_a_user_reaches_all_its_connections_and_nobody_else() {
        subscribeAll("/user/queue/orders");
        assertEquals(2, reached(new Recipient.User("fabrice"), "/user/queue/orders"));
        assertEquals(List.of("1 /user/queue/orders hello"), fabrice.lines());
        assertEquals(List.of("1 /user/queue/orders hello"), secondTab.lines());
        assertEquals(List.of(), paulson.lines());
        assertEquals(List.of(), nobody.lines());
    }

    @Test
    void a_message_to_a_connection_reaches_that_one_only() {
        subscribeAll("/user/queue/errors");
        assertEquals(1, reached(new Recipient.OneConnection("c4"), "/user/queue/errors"));
        assertEquals(List.of("hello"), nobody.texts());
        assertEquals(List.of(), fabrice.texts());
    }

    @Test
    void a_user_who_has_not_subscribed_to_it_is_not_reached() {
        subscribeAll("/user/queue/orders");
        assertEquals(0, reached(new Recipient.User("fabrice"), "/user/queue/errors"));
        assertEquals(0, reached(new Recipient.User("somebody"), "/user/queue/orders"));
    }

    @Test
    void a_user_named_like_a_connection_does_not_get_its_messages() {
        var impostor = RecordingSubscriber.of("c1", "c5");
        subscribe(impostor, "1", "/user/queue/orders");
        assertEquals(0, reached(new Recipient.OneConnection("c1"), "/user/queue/orders"));
    }

    @Test
    void a_client_writes_the_users_name_in_the_destination() {
        subscribeAll("/user/queue/orders");
        publish("/user/paulson/queue/orders", "hello");
        assertEquals(List.of("1 /user/queue/orders hello"), paulson.lines());
        assertEquals(List.of(), fabrice.lines());
    }

    @Test
    void a_slash_in_a_name_is_written_percent_2F() {
        var slashed = RecordingSubscriber.of("eu/anna", "c5");
        subscribe(slashed, "1", "/user/queue/orders");
        publish("/user/eu%2Fanna/queue/orders", "hello");
        assertEquals(List.of("hello"), slashed.texts());
    }

    @Test
    void a_name_may_have_dots_as_an_address_of_mail_has() {
        var mail = RecordingSubscriber.of("a..b@example.com", "c5");
        subscribe(mail, "1", "/user/queue/orders");
        publish("/user/a..b@example.com/queue/orders", "hello");
        assertEquals(List.of("hello"), mail.texts());
    }

    @Test
    void a_message_to_a_user_who_is_not_there_is_dropped() {
        publish("/user/somebody/queue/orders", "hello");
    }

    @Test
    void a_destination_behind_the_name_is_required() {
        assertRefused(
                "'/user/paulson' lacks a destination behind the user's name, as in /user/name/queue/orders",
                tryPublish("/user/paulson", "hello"));
        assertRefused("'/user//queue/orders' names no user", tryPublish("/user//queue/orders", "hello"));
        assertRefused("'/user/*/queue/orders' names no user", tryPublish("/user/*/queue/orders", "hello"));
        assertRefused("'/user/' has an empty segment", tryPublish("/user/paulson/", "hello"));
    }

    @Test
    void no_pattern_reaches_user_destinations() {
        for (var pattern : List.of("/user/**", "/user/*/orders", "/user/queue/*")) {
            assertRefused(
                    "'" + pattern + "' has wildcards; only subscriptions to /topic/ take them",
                    trySubscribe(paulson, "1", pattern));
        }
        assertRefused(
                "'/**' has wildcards; only subscriptions to /topic/ take them", trySubscribe(paulson, "1", "/**"));
        subscribe(paulson, "1", "/topic/**");
        subscribe(fabrice, "1", "/user/queue/orders");
        assertEquals(1, reached(new Recipient.User("fabrice"), "/user/queue/orders"));
        assertEquals(List.of(), paulson.texts());
    }

    @Test
    void another_users_destination_cannot_be_subscribed_to() {
        subscribe(paulson, "1", "/user/fabrice/queue/orders");
        subscribe(fabrice, "1", "/user/queue/orders");
        publish("/user/fabrice/queue/orders", "hello");
        assertEquals(List.of(), paulson.texts());
        assertEquals(List.of("hello"), fabrice.texts());
    }

    @Test
    void a_topic_is_not_for_one_recipient() {
        assertRefused(
                "'/topic/news' is not a user destination; those begin with /user/",
                broker.publish(new Recipient.User("fabrice"), message("/topic/news", "hello")));
    }

    @Test
    void after_unsubscribe_a_user_is_not_reached() {
        subscribeAll("/user/queue/orders");
        broker.unsubscribe(fabrice, "1");
        assertEquals(1, reached(new Recipient.User("fabrice"), "/user/queue/orders"));
        assertEquals(List.of(), fabrice.texts());
        assertEquals(0, reached(new Recipient.OneConnection("c1"), "/user/queue/orders"));
    }

    // Served destinations

    @Test
    void a_handler_gets_the_messages_under_its_prefix() {
        var app = new RecordingHandler("answer");
        broker.serve("/app", app);
        publish("/app/trade", "buy");
        assertEquals(List.of("c4 /app/trade buy"), app.calls);
    }

    @Test
    void the_longest_prefix_wins() {
        var app = new RecordingHandler("app");
        var admin = new RecordingHandler("admin");
        broker.serve("/app/admin", admin);
        broker.serve("/app", app);
        publish("/app/admin/stop", "now");
        publish("/app/administrate", "all");
        assertEquals(List.of("c4 /app/admin/stop now"), admin.calls);
        assertEquals(List.of("c4 /app/administrate all"), app.calls);
    }

    @Test
    void a_subscription_is_answered_once_under_the_destination_asked_for() {
        broker.serve("/app", new RecordingHandler("[]"));
        subscribe(fabrice, "1", "/app/positions");
        assertEquals(List.of("1 /app/positions []"), fabrice.lines());
        assertTrue(broker.subscriptions.isEmpty());
        broker.unsubscribe(fabrice, "1");
        subscribe(fabrice, "1", "/app/positions");
        assertEquals(2, fabrice.lines().size());
    }

    @Test
    void who_wants_to_go_on_with_what_a_handler_answers_hears_that_it_begins_anew() {
        broker.serve("/app", new RecordingHandler("[]"));
        var since = Optional.of(new Position("e", "e=1"));
        broker.subscribe(
                fabrice, new Subscription("1", "/app/positions", Subscription.AckMode.AUTO, 0, Selector.NONE, since));
        assertEquals(List.of(false), fabrice.resumptions());
        assertEquals(List.of("1 /app/positions []"), fabrice.lines());
    }

    @Test
    void the_subscription_is_done_when_its_answer_has_been_delivered() {
        var app = new RecordingHandler("[]");
        var later = new CompletableFuture<Optional<BrokerMessage>>();
        app.answer = later;
        broker.serve("/app", app);
        var done = trySubscribe(fabrice, "1", "/app/positions").toCompletableFuture();
        assertFalse(done.isDone());
        later.complete(Optional.empty());
        assertTrue(done.isDone());
        assertEquals(List.of(), fabrice.lines());
    }

    @Test
    void the_failure_of_a_handler_is_passed_on_as_it_is() {
        var app = new RecordingHandler("[]");
        app.answer = CompletableFuture.failedStage(new DestinationRefused("nothing is mapped to /app/x"));
        broker.serve("/app", app);
        assertRefused("nothing is mapped to /app/x", trySubscribe(fabrice, "1", "/app/x"));
    }

    @Test
    void a_pattern_under_a_served_prefix_is_refused() {
        broker.serve("/app", new RecordingHandler("[]"));
        assertRefused(
                "'/app/*' has wildcards; only subscriptions to /topic/ take them",
                trySubscribe(fabrice, "1", "/app/*"));
    }

    @Test
    void the_brokers_own_prefixes_cannot_be_served() {
        for (var prefix : List.of("/topic", "/queue/x", "/user")) {
            var thrown = assertThrows(
                    IllegalArgumentException.class, () -> broker.serve(prefix, new RecordingHandler("[]")));
            assertEquals("'" + prefix + "' cannot be served: it is the broker's own", thrown.getMessage());
        }
    }

    @Test
    void a_prefix_is_a_destination() {
        var thrown =
                assertThrows(IllegalArgumentException.class, () -> broker.serve("/app/", new RecordingHandler("[]")));
        assertEquals("'/app/' cannot be served: '/app/' has an empty segment", thrown.getMessage());
    }

    @Test
    void a_prefix_is_served_once() {
        broker.serve("/app", new RecordingHandler("[]"));
        var thrown =
                assertThrows(IllegalArgumentException.class, () -> broker.serve("/app", new RecordingHandler("[]")));
        assertEquals("'/app' is served already", thrown.getMessage());
    }

    // All

    @Test
    void any_other_destination_is_refused_with_what_exists() {
        broker.serve("/app", new RecordingHandler("[]"));
        for (var other : List.of("/foo/bar", "/topic", "/app", "/apple/x", "/topics/a", "/topic.a")) {
            var text =
                    "there is no destination '" + other + "'; destinations begin with /topic/, /queue/, /user/, /app/";
            assertRefused(text, tryPublish(other, "hello"));
            assertRefused(text, trySubscribe(fabrice, "1", other));
        }
    }

    @Test
    void too_long_a_destination_is_refused_wherever_it_leads() {
        for (var prefix : List.of("/topic/", "/queue/", "/user/", "/user/a/", "/foo/")) {
            var refusal = "a destination has at most 1024 characters, not 1025";
            assertRefused(refusal, tryPublish(prefix + "x".repeat(1025 - prefix.length()), "hello"));
        }
    }

    @Test
    void nothing_is_left_of_a_subscriber_that_is_gone() {
        broker.serve("/app", new RecordingHandler("[]"));
        subscribe(fabrice, "1", "/topic/news");
        subscribe(fabrice, "2", "/topic/price.*.**");
        subscribe(fabrice, "3", "/queue/work");
        subscribe(fabrice, "4", "/user/queue/orders");
        subscribe(nobody, "4", "/user/queue/orders");
        subscribe(fabrice, "5", "/app/positions");
        publish("/topic/news", "hello");
        publish("/topic/price.stock.BTC", "900");
        broker.gone(fabrice);
        broker.gone(nobody);
        broker.gone(paulson);
        assertTrue(broker.subscriptions.isEmpty());
        assertTrue(broker.topics.subscriptions.below.isEmpty());
        assertTrue(broker.topics.routes.isEmpty());
        assertTrue(broker.queues.queues.isEmpty());
        assertTrue(broker.users.receivers.isEmpty());
    }

    @Test
    void a_subscriber_that_is_gone_gets_nothing() {
        subscribe(fabrice, "1", "/topic/news");
        subscribe(fabrice, "2", "/user/queue/orders");
        broker.gone(fabrice);
        publish("/topic/news", "hello");
        assertEquals(0, reached(new Recipient.User("fabrice"), "/user/queue/orders"));
        assertEquals(List.of(), fabrice.lines());
    }

    private void subscribeAll(String destination) {
        for (var subscriber : List.of(fabrice, secondTab, paulson, nobody)) {
            subscribe(subscriber, "1", destination);
        }
    }

    private void fill(String queue, String... texts) {
        for (var text : texts) {
            publish(queue, text);
        }
    }

    private void subscribe(Subscriber subscriber, String id, String destination) {
        trySubscribe(subscriber, id, destination).toCompletableFuture().join();
    }

    private CompletionStage<Void> trySubscribe(Subscriber subscriber, String id, String destination) {
        return broker.subscribe(subscriber, new Subscription(id, destination));
    }

    private void publish(String destination, String text) {
        tryPublish(destination, text).toCompletableFuture().join();
    }

    private CompletionStage<Void> tryPublish(String destination, String text) {
        return broker.publish(nobody, message(destination, text));
    }

    private int reached(Recipient to, String destination) {
        return broker.publish(to, message(destination, "hello"))
                .toCompletableFuture()
                .join();
    }

    private static BrokerMessage message(String destination, String text) {
        return BrokerMessage.text("m1", destination, Map.of(), text);
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static void assertRefused(String message, CompletionStage<?> stage) {
        var thrown = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertInstanceOf(DestinationRefused.class, thrown.getCause());
        assertEquals(message, thrown.getCause().getMessage());
    }

    private static final class RecordingHandler implements DestinationHandler {
        private final List<String> calls = new ArrayList<>();
        private CompletionStage<Optional<BrokerMessage>> answer;

        RecordingHandler(String answer) {
            this.answer = CompletableFuture.completedStage(Optional.of(message("/anywhere", answer)));
        }

        @Override
        public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
            calls.add(from.connection() + " " + message.destination() + " " + message.text());
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription) {
            return answer;
        }
    }

    private static final class Throwing extends Quiet {
        @Override
        public boolean deliver(Delivery delivery) {
            throw new IllegalStateException("broken on purpose");
        }
    }

    /** Does something with the broker from within its first deliveries. */
    private static final class Calling extends Quiet {
        private final Consumer<Subscriber> call;
        private final int times;
        private int taken;

        Calling(Consumer<Subscriber> call) {
            this(call, 1);
        }

        Calling(Consumer<Subscriber> call, int times) {
            this.call = call;
            this.times = times;
        }

        @Override
        public boolean deliver(Delivery delivery) {
            if (taken++ < times) {
                call.accept(this);
            }
            return true;
        }
    }

    private abstract static class Quiet implements Subscriber {
        @Override
        public String connection() {
            return "c9";
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
