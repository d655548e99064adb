package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one publisher sends to one destination arrives in order, whatever others do meanwhile. */
@Timeout(60)
class BrokerOrderTest {
    private static final int PUBLISHERS = 4;
    private static final int MESSAGES = 3_000;

    private final InMemoryBroker broker = Brokers.inMemory();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CyclicBarrier start = new CyclicBarrier(PUBLISHERS + 1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void topics_keep_the_order_while_others_subscribe_and_unsubscribe() throws Exception {
        var byName = subscribed("c1", "/topic/price.BTC");
        var byPattern = subscribed("c2", "/topic/price.*");
        var done = new AtomicBoolean();
        var coming = threads.submit(() -> comeAndGo(done));
        publishFromAll("/topic/price.BTC");
        done.set(true);
        assertTrue(coming.get(30, TimeUnit.SECONDS) > 0);
        assertEquals(everything(), byPublisher(byName));
        assertEquals(everything(), byPublisher(byPattern));
    }

    @Test
    void a_queue_keeps_the_order_for_its_only_subscriber_and_refuses_nothing_that_is_taken() throws Exception {
        var only = subscribed("c1", "/queue/work");
        publishFromAll("/queue/work");
        assertEquals(everything(), byPublisher(only));
        assertEquals(0, broker.queues.named.used);
    }

    @Test
    void what_a_queue_gives_to_several_is_in_order_for_each_and_given_once() throws Exception {
        var one = subscribed("c1", "/queue/work");
        var other = subscribed("c2", "/queue/work");
        publishFromAll("/queue/work");
        assertInOrder(one);
        assertInOrder(other);
        assertEquals(
                PUBLISHERS * MESSAGES,
                one.deliveries().size() + other.deliveries().size());
    }

    /** Subscribes and unsubscribes, by name and by pattern, and looks after each what reached it. */
    private int comeAndGo(AtomicBoolean done) {
        int rounds = 0;
        while (!done.get() || rounds == 0) {
            var comer = subscribed("comer", rounds % 2 == 0 ? "/topic/price.BTC" : "/topic/*.BTC");
            broker.publish(comer, BrokerMessage.text("m", "/topic/price.BTC", Map.of(), "comer 0"));
            broker.unsubscribe(comer, "1");
            assertEquals(List.of(0), byPublisher(comer).get("comer"));
            assertInOrder(comer);
            rounds++;
        }
        return rounds;
    }

    private RecordingSubscriber subscribed(String connection, String destination) {
        var subscriber = RecordingSubscriber.anonymous(connection);
        broker.subscribe(subscriber, new Subscription("1", destination))
                .toCompletableFuture()
                .join();
        return subscriber;
    }

    private void publishFromAll(String destination) throws Exception {
        var publishing = new ArrayList<Future<?>>();
        for (int i = 0; i < PUBLISHERS; i++) {
            var publisher = RecordingSubscriber.anonymous("p" + i);
            publishing.add(threads.submit(() -> publishAll(publisher, destination)));
        }
        start.await(30, TimeUnit.SECONDS);
        for (var one : publishing) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    private Void publishAll(Publisher publisher, String destination) throws Exception {
        start.await(30, TimeUnit.SECONDS);
        for (int i = 0; i < MESSAGES; i++) {
            var message = BrokerMessage.text("m", destination, Map.of(), publisher.connection() + " " + i);
            broker.publish(publisher, message).toCompletableFuture().join();
        }
        return null;
    }

    private static Map<String, List<Integer>> everything() {
        var all = new HashMap<String, List<Integer>>();
        for (int i = 0; i < PUBLISHERS; i++) {
            all.put("p" + i, IntStream.range(0, MESSAGES).boxed().toList());
        }
        return all;
    }

    /** The numbers that a subscriber took, by who published them; those that came by themselves, not the comers'. */
    private static Map<String, List<Integer>> byPublisher(RecordingSubscriber subscriber) {
        var numbers = new HashMap<String, List<Integer>>();
        for (var text : subscriber.texts()) {
            var words = text.split(" ", 2);
            if (words[0].equals(subscriber.connection()) || words[0].startsWith("p")) {
                numbers.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Integer.valueOf(words[1]));
            }
        }
        return numbers;
    }

    private static void assertInOrder(RecordingSubscriber subscriber) {
        byPublisher(subscriber).forEach((publisher, numbers) -> {
            var sorted = numbers.stream().sorted().distinct().toList();
            assertEquals(sorted, numbers, publisher);
        });
    }
}
