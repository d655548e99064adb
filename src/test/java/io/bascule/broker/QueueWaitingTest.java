package io.bascule.broker;

import static io.bascule.broker.Scene.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.testing.RecordingSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits in queues: for one who wants it, and until it expires. */
class QueueWaitingTest {
    /** Milliseconds since 1970 at which a scene begins. */
    private static final long START = 4_070_908_800_000L;

    private final Scene scene = new Scene(BrokerLimits.STANDARD);
    private final RecordingSubscriber ann = scene.ann;
    private final RecordingSubscriber bob = scene.bob;

    // Selectors

    @Test
    void a_topic_delivers_what_the_selector_lets_through() {
        scene.subscribe(ann, "/topic/news", AckMode.AUTO, "color = 'red'");
        scene.publish("/topic/news", Map.of("color", "blue"), "a");
        scene.publish("/topic/news", Map.of("color", "red"), "b");
        scene.publish("/topic/news", "c");
        assertEquals(List.of("b"), ann.texts());
    }

    @Test
    void a_topic_that_is_acknowledged_delivers_what_the_selector_lets_through() {
        scene.subscribe(ann, "/topic/news", AckMode.CLIENT, "color = 'red'");
        scene.publish("/topic/news", Map.of("color", "blue"), "a");
        scene.publish("/topic/news", Map.of("color", "red"), "b");
        assertEquals(List.of("b"), ann.texts());
        scene.settle(ann, 0, Settlement.ACK);
        assertEquals(0, scene.broker.queues.buffered.used);
    }

    @Test
    void a_queue_gives_each_message_to_one_who_wants_it() {
        scene.subscribe(ann, "/queue/work", AckMode.AUTO, "color = 'red'");
        scene.subscribe(bob, "/queue/work", AckMode.AUTO, "color = 'blue'");
        for (var color : List.of("blue", "red", "blue", "red")) {
            scene.publish("/queue/work", Map.of("color", color), color);
        }
        assertEquals(List.of("red", "red"), ann.texts());
        assertEquals(List.of("blue", "blue"), bob.texts());
    }

    @Test
    void a_message_that_nobody_wants_does_not_hold_up_the_others() {
        scene.subscribe(ann, "/queue/work", AckMode.AUTO, "color = 'red'");
        scene.publish("/queue/work", Map.of("color", "green"), "a");
        scene.publish("/queue/work", Map.of("color", "red"), "b");
        assertEquals(List.of("b"), ann.texts());
        scene.subscribe(bob, "/queue/work");
        assertEquals(List.of("a"), bob.texts());
    }

    @Test
    void what_waits_is_looked_through_by_a_newcomer_in_order() {
        scene.publish("/queue/work", Map.of("n", "1"), "a");
        scene.publish("/queue/work", Map.of("n", "2"), "b");
        scene.publish("/queue/work", Map.of("n", "3"), "c");
        scene.subscribe(ann, "/queue/work", AckMode.AUTO, "n <> 2");
        assertEquals(List.of("a", "c"), ann.texts());
    }

    @Test
    void what_comes_back_is_looked_at_again_by_who_had_passed_it() {
        scene.subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL, "n = 1");
        scene.publish("/queue/work", Map.of("n", "1"), "a");
        scene.subscribe(bob, "/queue/work", AckMode.CLIENT_INDIVIDUAL, "n > 0");
        scene.publish("/queue/work", Map.of("n", "2"), "b");
        assertEquals(List.of("b"), bob.texts());
        scene.broker.gone(ann);
        assertEquals(List.of("b", "a"), bob.texts());
    }

    @Test
    void what_was_refused_is_looked_at_again_by_the_same() {
        scene.subscribe(ann, "/queue/work", AckMode.CLIENT_INDIVIDUAL, "n > 0");
        scene.publish("/queue/work", Map.of("n", "1"), "a");
        scene.publish("/queue/work", Map.of("n", "2"), "b");
        scene.settle(ann, 0, Settlement.NACK);
        assertEquals(List.of("a", "b", "a"), ann.texts());
    }

    @Test
    void what_one_with_a_selector_could_not_take_it_is_offered_again() {
        scene.subscribe(ann, "/queue/work", AckMode.AUTO, "n > 0");
        ann.full(true);
        scene.publish("/queue/work", Map.of("n", "1"), "a");
        ann.full(false);
        scene.publish("/queue/work", Map.of("n", "2"), "b");
        assertEquals(List.of("a", "b"), ann.texts());
    }

    // What nobody takes

    @Test
    void what_nobody_took_is_offered_again_a_second_later() {
        scene.subscribe(ann, "/queue/work");
        ann.full(true);
        scene.publish("/queue/work", "a");
        ann.full(false);
        scene.time.advance(Duration.ofMillis(999));
        assertEquals(List.of(), ann.texts());
        scene.time.advance(Duration.ofMillis(1));
        assertEquals(List.of("a"), ann.texts());
        assertEquals(0, scene.time.pending());
    }

    @Test
    void one_who_could_not_take_it_and_wants_acknowledgements_gets_it_as_new() {
        scene.subscribe(ann, "/queue/work", AckMode.CLIENT, "");
        ann.full(true);
        scene.publish("/queue/work", "a");
        assertEquals(0, scene.broker.queues.holders.size());
        ann.full(false);
        scene.time.advance(Duration.ofSeconds(1));
        assertEquals(false, ann.deliveries().get(0).redelivered());
    }

    // Expiry

    @Test
    void what_has_expired_is_not_delivered_any_more() {
        scene.publish("/queue/work", Map.of("expires", "" + (START + 10)), "a");
        scene.publish("/queue/work", Map.of("expires", "" + (START + 11)), "b");
        scene.time.oversleep(Duration.ofMillis(10));
        scene.subscribe(ann, "/queue/work");
        assertEquals(List.of("b"), ann.texts());
        assertEquals(0, scene.broker.queues.named.used);
    }

    @Test
    void what_has_expired_goes_while_nobody_reads() {
        scene.publish("/queue/work", Map.of("expires", "" + (START + 1_500)), "b");
        scene.publish("/queue/work", Map.of("expires", "" + (START + 500)), "a");
        assertEquals(1, scene.time.pending());
        scene.time.advance(Duration.ofSeconds(1));
        assertEquals(129 + "expires4070908801500".length(), scene.broker.queues.named.used);
        scene.time.advance(Duration.ofSeconds(1));
        assertEquals(Map.of(), scene.broker.queues.queues);
        assertEquals(0, scene.broker.queues.named.used);
        assertEquals(0, scene.time.pending());
    }

    @Test
    void however_much_has_expired_goes_in_one_look() {
        var limits = new Limits();
        limits.queueMessages = 2_500;
        var much = new Scene(limits.made());
        for (int i = 0; i < 2_500; i++) {
            much.publish("/queue/work", Map.of("expires", "" + (START + 1)), "a");
        }
        much.time.advance(Duration.ofSeconds(1));
        assertEquals(Map.of(), much.broker.queues.queues);
    }

    @Test
    void what_has_expired_already_is_accepted_and_reaches_nobody() {
        scene.subscribe(ann, "/queue/work");
        scene.subscribe(ann, "/topic/news");
        scene.subscribe(ann, "/user/queue/orders");
        for (var destination : List.of("/queue/work", "/topic/news", "/user/ann/queue/orders")) {
            scene.publish(destination, Map.of("expires", "" + START), "late");
        }
        assertEquals(List.of(), ann.texts());
    }

    @Test
    void what_a_client_has_does_not_expire_but_does_not_come_back_either() {
        scene.subscribe(ann, "/queue/work", AckMode.CLIENT, "");
        scene.publish("/queue/work", Map.of("expires", "" + (START + 10)), "a");
        scene.time.advance(Duration.ofSeconds(5));
        assertEquals(1, scene.broker.queues.holders.size());
        scene.subscribe(bob, "/queue/work");
        scene.broker.gone(ann);
        assertEquals(List.of(), bob.texts());
        assertEquals(0, scene.broker.queues.named.used);
    }

    @Test
    void what_does_not_expire_needs_no_timer() {
        scene.publish("/queue/work", Map.of("expires", "0"), "a");
        scene.publish("/queue/work", "b");
        assertEquals(0, scene.time.pending());
        scene.subscribe(ann, "/queue/work");
        assertEquals(List.of("a", "b"), ann.texts());
    }

    @Test
    void a_time_that_cannot_be_read_is_refused() {
        assertRefused(
                "the header 'expires' is 'soon'; it must be milliseconds since 1970, or 0 for never",
                scene.tryPublish("/topic/news", Map.of("expires", "soon"), "a"));
    }
}
