package io.bascule.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.Broker.Settlement;
import io.bascule.broker.Subscription.AckMode;
import io.bascule.selector.Selector;
import io.bascule.testing.Brokers;
import io.bascule.testing.RecordingSubscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that many threads publish to, take from and settle at once. */
@Timeout(60)
class QueueThreadsTest {
    private static final String QUEUE = "/queue/work";
    private static final int PUBLISHERS = 3;
    private static final int MESSAGES = 1_000;

    private final InMemoryBroker broker = broker();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** How often each message was processed. */
    private final Map<String, AtomicInteger> processed = new ConcurrentHashMap<>();

    private final CountDownLatch left = new CountDownLatch(PUBLISHERS * MESSAGES);

    private static InMemoryBroker broker() {
        var limits = new Limits();
        limits.queueMessages = PUBLISHERS * MESSAGES;
        limits.redeliveries = Integer.MAX_VALUE;
        return Brokers.of(limits.made());
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void every_message_is_processed_once_though_some_are_refused_first_and_workers_come_and_go() throws Exception {
        var workers = new ArrayList<Future<?>>();
        for (int i = 0; i < 3; i++) {
            var worker = new Worker("w" + i, i == 0);
            workers.add(threads.submit(worker::work));
        }
        publishAll();
        assertTrue(left.await(30, TimeUnit.SECONDS), () -> left.getCount() + " are left");
        for (var worker : workers) {
            worker.cancel(true);
        }
        assertEquals(PUBLISHERS * MESSAGES, processed.size());
        assertTrue(processed.values().stream().allMatch(times -> times.get() == 1));
        assertEquals(0, broker.queues.holders.size());
        assertEquals(0, broker.queues.named.used);
    }

    @Test
    void one_who_acknowledges_gets_what_each_publisher_sends_in_order() throws Exception {
        var only = new Worker("only", false);
        only.refuses = false;
        var working = threads.submit(only::work);
        publishAll();
        assertTrue(left.await(30, TimeUnit.SECONDS), () -> left.getCount() + " are left");
        working.cancel(true);
        var last = new HashMap<String, Integer>();
        for (var text : only.seen) {
            var words = text.split(" ", 2);
            assertEquals(last.getOrDefault(words[0], -1) + 1, Integer.parseInt(words[1]));
            last.merge(words[0], 0, (before, nothing) -> before + 1);
        }
    }

    private void publishAll() throws Exception {
        var publishing = new ArrayList<Future<?>>();
        for (int i = 0; i < PUBLISHERS; i++) {
            var publisher = RecordingSubscriber.anonymous("p" + i);
            publishing.add(threads.submit(() -> publish(publisher)));
        }
        for (var one : publishing) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    private void publish(Publisher publisher) {
        for (int i = 0; i < MESSAGES; i++) {
            var message = BrokerMessage.text("m", QUEUE, Map.of(), publisher.connection() + " " + i);
            Scene.join(broker.publish(publisher, message));
        }
    }

    /** Settles on its own thread what it is given on others. */
    private final class Worker implements Subscriber {
        private final String name;
        private final boolean comesAndGoes;
        private final BlockingQueue<Delivery> given = new LinkedBlockingQueue<>();
        private final List<String> seen = new ArrayList<>();
        private boolean refuses = true;

        Worker(String name, boolean comesAndGoes) {
            this.name = name;
            this.comesAndGoes = comesAndGoes;
        }

        private Void work() throws InterruptedException {
            subscribe();
            for (int i = 1; left.getCount() > 0; i++) {
                var delivery = given.take();
                if (comesAndGoes && i % 50 == 0) {
                    broker.unsubscribe(this, "1");
                    given.clear();
                    subscribe();
                } else {
                    settle(delivery, i);
                }
            }
            return null;
        }

        private void subscribe() {
            Scene.join(
                    broker.subscribe(this, new Subscription("1", QUEUE, AckMode.CLIENT_INDIVIDUAL, 10, Selector.NONE)));
        }

        private void settle(Delivery delivery, int turn) {
            boolean refused = refuses && turn % 7 == 0;
            var how = refused ? Settlement.NACK : Settlement.ACK;
            var settled = broker.settle(this, delivery.number(), how).toCompletableFuture();
            if (!refused && !settled.isCompletedExceptionally()) {
                var text = delivery.message().text();
                seen.add(text);
                processed.computeIfAbsent(text, one -> new AtomicInteger()).incrementAndGet();
                left.countDown();
            }
        }

        @Override
        public boolean deliver(Delivery delivery) {
            return given.add(delivery);
        }

        @Override
        public String connection() {
            return name;
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
