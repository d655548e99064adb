package io.bascule.server.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.backplane.Backplane;
import io.bascule.backplane.Content;
import io.bascule.backplane.Content.Beat;
import io.bascule.backplane.Content.Messaged;
import io.bascule.backplane.Content.ToSubscribers;
import io.bascule.backplane.Node;
import io.bascule.backplane.Parcel;
import io.bascule.backplane.Station;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JmsBackplaneTest {
    private static final Node EAST = new Node("east", 2);

    private final TopicAtBroker broker = new TopicAtBroker();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Station station =
            new Station(new Node("west", 1), Station.Limits.of(1_000_000, true), System::nanoTime);
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private @Nullable JmsBackplane backplane;

    private JmsBackplane start(boolean durable) {
        station.listen(new Backplane.Listener() {
            @Override
            public int received(Node from, long number, Messaged publication) {
                received.add(new String(publication.message().body(), StandardCharsets.UTF_8));
                return 1;
            }

            @Override
            public void missed(Node from, long last) {}
        });
        var begun = JmsBackplane.start(
                station,
                durable,
                broker.factory(),
                new JmsBackplane.Surroundings(threads, System::nanoTime, new Random(1)));
        backplane = begun;
        return begun;
    }

    @AfterEach
    void stop() {
        if (backplane != null) {
            backplane.close();
        }
        threads.shutdownNow();
    }

    private static ToSubscribers publication(String text) {
        var body = text.getBytes(StandardCharsets.UTF_8);
        return new ToSubscribers(new Content.Message("m", "/topic/a", Map.of(), body, true));
    }

    private CompletionStage<Void> publish(String text) {
        return station.publish(publication(text), number -> {});
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private String next() throws InterruptedException {
        return String.valueOf(received.poll(10, TimeUnit.SECONDS));
    }

    private static byte[] of(Node node, long first, Content... contents) {
        return new Parcel(node, first, List.of(contents)).bytes();
    }

    @Test
    void a_node_has_begun_when_a_beat_of_its_own_has_come_back() {
        start(false);
        assertTrue(station.health().up(), station.health()::why);
    }

    @Test
    void a_node_with_a_name_reads_a_durable_subscription_of_that_name() {
        start(true);
        assertEquals(List.of("bascule-west"), broker.subscriptions());
    }

    @Test
    void a_name_that_another_has_who_lives_is_refused() {
        threads.execute(() -> {
            while (broker.subscriptions().isEmpty()) {
                Thread.onSpinWait();
            }
            broker.bring(of(new Node("west", 2), Parcel.UNCOUNTED, new Beat(0)));
        });
        var refused = assertThrows(JmsBackplane.NameTaken.class, () -> start(true));
        assertEquals("another node that lives has the name west", refused.getMessage());
        assertEquals(List.of(), broker.subscriptions());
    }

    @Test
    void what_the_broker_has_not_taken_is_sent_again_as_it_was_and_before_what_comes_later() throws Exception {
        start(false);
        broker.failSends(2);
        var first = publish("a");
        await(publish("b"));
        assertTrue(first.toCompletableFuture().isDone());
        assertArrayEquals(broker.kept.get(0), broker.kept.get(1));
        assertArrayEquals(broker.kept.get(0), broker.kept.get(2));
    }

    @Test
    void what_the_broker_does_not_take_is_not_safe_and_the_node_is_not_up() throws Exception {
        start(false);
        broker.leave();
        var waits = publish("a");
        while (station.health().up()) {
            Thread.onSpinWait();
        }
        assertFalse(waits.toCompletableFuture().isDone());
        assertTrue(
                station.health().why().startsWith("the broker cannot be reached: it is gone, or refuses; "),
                station.health()::why);
    }

    @Test
    void what_comes_is_handed_on() throws Exception {
        start(false);
        broker.bring(of(EAST, 1, publication("a"), publication("b")));
        assertEquals("a b", next() + " " + next());
    }

    @Test
    void what_the_broker_repeats_is_handed_on_once() throws Exception {
        start(false);
        broker.bring(of(EAST, 1, publication("a")));
        broker.bring(of(EAST, 1, publication("a")));
        broker.bring(of(EAST, 2, publication("b")));
        assertEquals("a b", next() + " " + next());
    }

    @Test
    void what_is_not_for_us_does_not_hold_up_the_rest() throws Exception {
        start(false);
        broker.bringForeign();
        broker.bring(new byte[Parcel.MOST_BYTES + 1]);
        broker.bring(new byte[] {1, 2, 3});
        broker.bring(of(EAST, 1, publication("a")));
        assertEquals("a", next());
    }

    @Test
    void what_was_published_before_it_closes_is_sent() {
        var begun = start(false);
        var last = publish("a");
        begun.close();
        assertTrue(last.toCompletableFuture().isDone());
    }
}
