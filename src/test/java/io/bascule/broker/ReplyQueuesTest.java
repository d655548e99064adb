package io.bascule.broker;

import static io.bascule.broker.Scene.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.testing.RecordingSubscriber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ReplyQueuesTest {
    private static final String OWN = "/temp-queue/answers";

    private final Scene scene = new Scene(BrokerLimits.STANDARD);
    private final RecordingSubscriber ann = scene.ann;
    private final RecordingSubscriber bob = scene.bob;

    @Test
    void an_answer_reaches_who_has_asked_in_the_queue_it_named() {
        scene.subscribe(bob, "/queue/questions");
        scene.subscribe(ann, OWN);
        ask(ann, "/queue/questions", OWN);
        var address = bob.deliveries().get(0).message().headers().get("reply-to");
        assertEquals("/reply-queue/secret1", address);
        scene.publish(String.valueOf(address), "42");
        assertEquals(List.of(OWN + " " + OWN + " 42"), ann.lines());
    }

    @Test
    void an_answer_waits_until_who_has_asked_subscribes() {
        ask(ann, "/topic/questions", OWN);
        scene.publish("/reply-queue/secret1", "1", "2");
        scene.subscribe(ann, OWN);
        assertEquals(List.of("1", "2"), ann.texts());
    }

    @Test
    void the_same_name_is_the_same_queue_for_a_connection_and_another_for_others() {
        scene.subscribe(bob, "/topic/questions");
        ask(ann, "/topic/questions", OWN);
        ask(ann, "/topic/questions", OWN);
        ask(bob, "/topic/questions", OWN);
        ask(ann, "/topic/questions", OWN + ".other");
        assertEquals(
                List.of("/reply-queue/secret1", "/reply-queue/secret1", "/reply-queue/secret2", "/reply-queue/secret3"),
                bob.deliveries().stream()
                        .map(one -> one.message().headers().get("reply-to"))
                        .toList());
    }

    @Test
    void an_answer_can_be_acknowledged_and_refused() {
        scene.subscribe(ann, OWN, AckMode.CLIENT_INDIVIDUAL, "");
        scene.publish("/reply-queue/secret1", "1");
        scene.settle(ann, 0, Settlement.NACK);
        scene.settle(ann, 1, Settlement.ACK);
        assertEquals(List.of(OWN + " " + OWN + " 1", OWN + " " + OWN + " 1"), ann.lines());
        assertEquals(0, scene.broker.queues.named.used);
    }

    @Test
    void an_answer_that_is_refused_too_often_is_nobodys_dead_letter() {
        scene.subscribe(bob, "/queue/dead-letters");
        scene.subscribe(ann, OWN, AckMode.CLIENT_INDIVIDUAL, "");
        scene.publish("/reply-queue/secret1", "1");
        for (int i = 0; i < 6; i++) {
            scene.settle(ann, i, Settlement.NACK);
        }
        assertEquals(6, ann.deliveries().size());
        assertEquals(List.of(), bob.texts());
    }

    @Test
    void the_queues_go_with_their_connection() {
        ask(ann, "/topic/questions", OWN);
        scene.publish("/reply-queue/secret1", "waits");
        scene.broker.gone(ann);
        assertEquals(Map.of(), scene.broker.queues.queues);
        assertEquals(0, scene.broker.queues.named.used);
        assertEquals(Map.of(), scene.broker.replies.own);
    }

    @Test
    void what_its_connection_has_not_acknowledged_goes_with_it() {
        scene.subscribe(ann, OWN, AckMode.CLIENT, "");
        scene.publish("/reply-queue/secret1", "1");
        scene.broker.gone(ann);
        assertEquals(0, scene.broker.queues.named.used);
        assertEquals(Map.of(), scene.broker.queues.queues);
        assertEquals(Map.of(), scene.broker.queues.holders);
    }

    @Test
    void an_answer_to_a_connection_that_has_gone_is_dropped() {
        scene.subscribe(ann, OWN);
        scene.broker.gone(ann);
        scene.publish("/reply-queue/secret1", "late");
        scene.publish("/reply-queue/guessed", "never");
        assertEquals(List.of(), ann.texts());
        assertEquals(Map.of(), scene.broker.queues.queues);
    }

    @Test
    void nobody_subscribes_to_an_address() {
        scene.subscribe(ann, OWN);
        assertRefused(
                "'/reply-queue/secret1' takes messages and no subscriptions",
                scene.trySubscribe(bob, "/reply-queue/secret1", AckMode.AUTO, ""));
    }

    @Test
    void nobody_sends_to_a_name() {
        assertRefused(
                "'/temp-queue/answers' is where answers arrive; send to what reply-to names",
                scene.tryPublish(OWN, Map.of(), "hello"));
    }

    @Test
    void names_are_destinations() {
        assertRefused(
                "'/temp-queue/*' has wildcards; only subscriptions to /topic/ take them",
                scene.trySubscribe(ann, "/temp-queue/*", AckMode.AUTO, ""));
        assertRefused(
                "'/temp-queue//x' has an empty segment",
                scene.broker.publish(ann, question("/topic/questions", "/temp-queue//x")));
    }

    @Test
    void a_connection_has_16_temporary_queues_at_most() {
        for (int i = 0; i < 16; i++) {
            ask(ann, "/topic/questions", OWN + i);
        }
        assertRefused(
                "there are 16 temporary queues of this connection, the limit",
                scene.broker.publish(ann, question("/topic/questions", OWN)));
        ask(ann, "/topic/questions", OWN + "0");
        ask(bob, "/topic/questions", OWN);
    }

    @Test
    void other_places_for_answers_stay_as_they_are() {
        scene.subscribe(bob, "/topic/questions");
        ask(ann, "/topic/questions", "/queue/answers");
        assertEquals(
                "/queue/answers", bob.deliveries().get(0).message().headers().get("reply-to"));
    }

    @Test
    void what_is_no_connection_has_no_temporary_queues() {
        var application = new Publisher() {
            @Override
            public String connection() {
                return "application";
            }

            @Override
            public Optional<String> user() {
                return Optional.empty();
            }

            @Override
            public Executor inOrder() {
                return Runnable::run;
            }
        };
        assertRefused(
                "only a connection has temporary queues such as '/temp-queue/answers'",
                scene.broker.publish(application, question("/topic/questions", OWN)));
    }

    private void ask(Publisher from, String destination, String replyTo) {
        Scene.join(scene.broker.publish(from, question(destination, replyTo)));
    }

    private static BrokerMessage question(String destination, String replyTo) {
        return Scene.message(destination, Map.of("reply-to", replyTo), "how much?");
    }
}
