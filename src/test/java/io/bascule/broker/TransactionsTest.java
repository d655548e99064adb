package io.bascule.broker;

import static io.bascule.broker.Scene.assertRefused;
import static io.bascule.broker.Scene.number;
import static io.bascule.broker.Scene.publishing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.Broker.Operation.Publish;
import io.bascule.broker.Broker.Operation.Settle;
import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Either all of a transaction happens or nothing of it. */
class TransactionsTest {
    private final Limits limits = new Limits();
    private Scene scene = new Scene(limits.made());

    private void limited() {
        scene = new Scene(limits.made());
    }

    @Test
    void all_of_a_transaction_is_done_in_its_order() {
        scene.subscribe(scene.ann, "/topic/news");
        scene.subscribe(scene.ann, "/queue/work");
        Scene.join(scene.apply(
                scene.bob,
                publishing("/queue/work", "a"),
                publishing("/topic/news", "b"),
                publishing("/queue/work", "c"),
                publishing("/topic/news", "d")));
        assertEquals(List.of("a", "c", "b", "d"), scene.ann.texts());
    }

    @Test
    void messages_reach_users_and_handlers() {
        var handler = new RecordingHandler();
        scene.broker.serve("/app", handler);
        scene.subscribe(scene.ann, "/user/queue/orders");
        Scene.join(scene.apply(scene.bob, publishing("/user/ann/queue/orders", "a"), publishing("/app/x", "b")));
        assertEquals(List.of("a"), scene.ann.texts());
        assertEquals(List.of("c2 b"), handler.calls);
    }

    @Test
    void it_is_done_when_the_handlers_are() {
        var handler = new RecordingHandler();
        handler.answer = new CompletableFuture<>();
        scene.broker.serve("/app", handler);
        var done = scene.apply(scene.bob, publishing("/app/x", "a"), publishing("/topic/news", "b"))
                .toCompletableFuture();
        assertFalse(done.isDone());
        handler.answer.complete(null);
        assertTrue(done.isDone());
    }

    @Test
    void deliveries_are_settled() {
        scene.subscribe(scene.ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL, "");
        scene.publish("/queue/work", "a", "b");
        Scene.join(scene.apply(scene.ann, settle(0, Settlement.ACK), settle(1, Settlement.NACK)));
        assertEquals(List.of("a", "b", "b"), scene.ann.texts());
        assertEquals(1, scene.broker.queues.holders.size());
    }

    @Test
    void nothing_is_done_when_a_destination_is_refused() {
        for (var wrong : List.of("/topic//x", "/queue/*", "/nowhere", "/user/ann", "/temp-queue/x")) {
            assertNothingIsDone(publishing(wrong, "x"));
        }
    }

    @Test
    void nothing_is_done_when_a_delivery_is_unknown() {
        scene.subscribe(scene.ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL, "");
        scene.publish("/queue/work", "a");
        assertUnknown(scene.apply(scene.ann, publishing("/queue/other", "x"), new Settle(99, Settlement.ACK)));
        assertUnknown(scene.apply(scene.ann, settle(0, Settlement.ACK), settle(0, Settlement.ACK)));
        assertUnknown(scene.apply(scene.bob, settle(0, Settlement.ACK)));
        assertEquals(1, scene.broker.queues.queues.size());
        scene.settle(scene.ann, 0, Settlement.ACK);
    }

    @Test
    void what_a_cumulative_acknowledgement_has_settled_cannot_be_settled_again() {
        scene.subscribe(scene.ann, "/queue/work", AckMode.CLIENT, "");
        scene.publish("/queue/work", "a", "b", "c");
        assertUnknown(scene.apply(scene.ann, settle(1, Settlement.ACK), settle(0, Settlement.ACK)));
        Scene.join(scene.apply(scene.ann, settle(0, Settlement.ACK), settle(1, Settlement.ACK)));
        assertEquals(1, scene.broker.queues.holders.size());
    }

    @Test
    void nothing_is_done_when_one_queue_has_no_room_for_all() {
        limits.queueMessages = 2;
        limited();
        scene.publish("/queue/work", "a");
        assertRefused(
                "the queue holds 2 messages, its limit",
                scene.apply(scene.bob, publishing("/queue/work", "b"), publishing("/queue/work", "c")));
        Scene.join(scene.apply(scene.bob, publishing("/queue/work", "d")));
        assertWaiting("/queue/work", "a", "d");
    }

    @Test
    void nothing_is_done_when_one_queue_has_no_bytes_for_all() {
        limits.queueBytes = 300;
        limited();
        assertRefused(
                "the queue holds 129 bytes and cannot take 228 more; its limit is 300",
                scene.apply(scene.bob, publishing("/queue/work", "a"), publishing("/queue/work", "x".repeat(100))));
        assertEquals(Map.of(), scene.broker.queues.queues);
    }

    @Test
    void nothing_is_done_when_all_queues_have_no_bytes_for_all() {
        limits.allQueuesBytes = 300;
        limited();
        assertRefused(
                "all queues together hold 0 bytes, their limit is 300",
                scene.apply(
                        scene.bob,
                        publishing("/queue/a", "a"),
                        publishing("/queue/b", "b"),
                        publishing("/queue/c", "c")));
        assertEquals(Map.of(), scene.broker.queues.queues);
    }

    @Test
    void nothing_is_done_when_there_would_be_too_many_queues() {
        limits.destinations = 2;
        limited();
        assertRefused(
                "there are 2 queues, the limit",
                scene.apply(
                        scene.bob,
                        publishing("/queue/a", "a"),
                        publishing("/queue/a", "a"),
                        publishing("/queue/b", "b"),
                        publishing("/queue/c", "c")));
        Scene.join(scene.apply(scene.bob, publishing("/queue/a", "a"), publishing("/queue/b", "b")));
    }

    @Test
    void queues_that_are_there_count_among_those_that_would_be_too_many() {
        limits.destinations = 2;
        limited();
        scene.publish("/queue/a", "a");
        assertRefused(
                "there are 2 queues, the limit",
                scene.apply(scene.bob, publishing("/queue/b", "b"), publishing("/queue/c", "c")));
        assertEquals(1, scene.broker.queues.queues.size());
    }

    @Test
    void a_queue_is_filled_to_its_very_limits() {
        limits.queueMessages = 2;
        limits.queueBytes = 258;
        limits.allQueuesBytes = 258;
        limited();
        Scene.join(scene.apply(scene.bob, publishing("/queue/a", "a"), publishing("/queue/a", "b")));
        assertWaiting("/queue/a", "a", "b");
        Scene.join(scene.apply(scene.bob, publishing("/queue/a", "x".repeat(130))));
        assertRefused(
                "the message has 259 bytes, a queue holds at most 258",
                scene.apply(scene.bob, publishing("/queue/b", "x".repeat(131))));
    }

    @Test
    void what_has_expired_is_left_out() {
        var expired = Scene.message("/queue/work", Map.of("expires", "1"), "old");
        Scene.join(scene.apply(scene.bob, new Publish(expired), publishing("/queue/work", "new")));
        assertWaiting("/queue/work", "new");
    }

    @Test
    void what_is_for_a_connection_that_has_gone_is_left_out() {
        Scene.join(scene.apply(scene.bob, publishing("/reply-queue/nobody", "a"), publishing("/queue/work", "b")));
        assertEquals(1, scene.broker.queues.queues.size());
    }

    @Test
    void the_failure_of_a_handler_is_passed_on_and_undoes_nothing() {
        var handler = new RecordingHandler();
        handler.answer = CompletableFuture.failedFuture(new DestinationRefused("not now"));
        scene.broker.serve("/app", handler);
        scene.subscribe(scene.ann, "/topic/news");
        assertRefused(
                "not now",
                scene.apply(scene.bob, publishing("/app/x", "a"), publishing("/topic/news", "b"))
                        .exceptionally(failure -> {
                            throw new CompletionException(failure.getCause());
                        }));
        assertEquals(List.of("b"), scene.ann.texts());
    }

    private Settle settle(int which, Settlement how) {
        return new Settle(number(scene.ann, which), how);
    }

    private void assertNothingIsDone(Publish refused) {
        scene.broker.gone(scene.bob);
        scene.subscribe(scene.bob, "/topic/news");
        var stage = scene.apply(scene.bob, publishing("/topic/news", "a"), publishing("/queue/work", "b"), refused);
        assertTrue(stage.toCompletableFuture().isCompletedExceptionally(), refused.toString());
        assertEquals(List.of(), scene.bob.texts());
        assertEquals(Map.of(), scene.broker.queues.queues);
    }

    private void assertWaiting(String queue, String... texts) {
        var reader = RecordingSubscriber.anonymous("reader");
        scene.subscribe(reader, queue);
        assertEquals(List.of(texts), reader.texts());
    }

    private static void assertUnknown(CompletionStage<Void> stage) {
        var thrown = assertThrows(CompletionException.class, () -> Scene.join(stage));
        assertInstanceOf(DeliveryUnknown.class, thrown.getCause());
    }

    private static final class RecordingHandler implements DestinationHandler {
        private final List<String> calls = new ArrayList<>();
        private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Void> publish(Publisher from, BrokerMessage message) {
            calls.add(from.connection() + " " + message.text());
            return answer;
        }

        @Override
        public CompletionStage<Optional<BrokerMessage>> subscribe(Subscriber subscriber, Subscription subscription) {
            throw new AssertionError("nobody subscribes here");
        }
    }
}
